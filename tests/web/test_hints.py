"""The page of hints: sizes and lines for officials of the place, nothing about anybody's choice."""

from idea4gov.actions.rounds.hints import note_hints
from idea4gov.store.session import Database
from tests.actions.test_hints import PHONE, SIGNER
from tests.conftest import NOON
from tests.hosted import add_hosted_round
from tests.officials import add_official
from tests.voters import add_voters, cast
from tests.web.conftest import PASSWORD_HASH, Site


def test_an_official_sees_sizes_and_lines_and_no_name(site: Site, database: Database) -> None:
    with database.transaction() as db:
        round_ = add_hosted_round(db)
        add_official(db, email="office@example.org", password_hash=PASSWORD_HASH)
    for voter in add_voters(database, 3):
        cast(database, voter, round_.id, {round_.projects[0]: 1})
        with database.transaction() as db:
            note_hints(db, SIGNER, PHONE, round_.id, voter.person_id, now=NOON)
    path = f"/desk/rounds/{round_.id}/hints"
    assert site.client.get(path).status_code == 303
    site.enter("office@example.org")
    text = site.get(path).text
    shown = text[text.index("<main") :]
    assert "1, 2, 3" in shown
    assert [word for word in ("สมชาย", "example.org", "203.0") if word in shown] == []


def test_without_hints_each_kind_says_so(site: Site, database: Database) -> None:
    with database.transaction() as db:
        round_ = add_hosted_round(db)
        add_official(db, email="office@example.org", password_hash=PASSWORD_HASH)
    site.enter("office@example.org")
    site.client.set_cookie("language", "en")
    assert site.get(f"/desk/rounds/{round_.id}/hints").text.count("No such group.") == 6
