"""Who acts for a place: marked beside their comments, on pages and in the open data, and counted."""

import pytest

from idea4gov.domain.permissions import Place, Role
from idea4gov.store.comments.threads import list_threads
from idea4gov.store.grants import count_officials
from idea4gov.store.models import Comment
from idea4gov.store.published.datasets import SOURCES
from idea4gov.store.session import Database
from tests.conftest import NOON
from tests.factories import add_account, add_board, add_local_government, add_proposal
from tests.officials import add_official

SAEN_SUK, SI_RACHA, CHIANG_MAI = Place("20", "2094"), Place("20", "2096"), Place("50")


@pytest.mark.parametrize(
    ("role", "office", "acts"),
    [
        ("moderator", SAEN_SUK, True),
        ("valuator", Place("20"), True),
        ("admin", None, True),
        ("moderator", SI_RACHA, False),
        ("moderator", CHIANG_MAI, False),
        ("auditor", SAEN_SUK, False),
        ("auditor", None, False),
    ],
)
def test_an_office_is_recognised_where_it_acts_and_only_there(
    database: Database, role: Role, office: Place | None, acts: bool
) -> None:
    with database.transaction() as db:
        add_local_government(db, "2094")
        proposal_id = add_proposal(db, add_board(db, local_government_code="2094"))
        author = add_official(
            db,
            role=role,
            province=office.province_code if office else None,
            local_government=office.local_government_code if office else None,
        )
        db.add(
            Comment(
                proposal_id=proposal_id,
                author_id=author.account_id,
                depth=0,
                state="published",
                body="ขอบคุณครับ",
                body_html="<p>ขอบคุณครับ</p>",
                created_at=NOON,
            )
        )
        db.flush()
        (thread,) = list_threads(db, proposal_id, None).threads
        (row,) = SOURCES["comments"].page(db, now=NOON, limit=2)
        assert thread.comment.is_official is acts
        assert row["is_official"] == acts
        assert count_officials(db, SAEN_SUK) == acts


def test_somebody_without_an_office_acts_for_nobody(database: Database) -> None:
    with database.transaction() as db:
        add_account(db)
        assert count_officials(db, SAEN_SUK) == 0
