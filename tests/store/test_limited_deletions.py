"""A deletion with a limit deletes no more than that, however PostgreSQL chooses to read the rows."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from idea4gov.store import growth, throttle
from idea4gov.store.mail import add_mail
from idea4gov.store.models import Throttle
from idea4gov.store.rounds.sealing import destroy_receipts
from idea4gov.store.session import Database
from tests.actions.test_growth import add_notice
from tests.conftest import NOON
from tests.factories import add_account
from tests.hosted import add_hosted_round

ROWS, LIMIT = 8, 3
LATER = NOON + timedelta(days=3)
# Then a subquery is read again for each row of the outer table.
OTHER_PLANS = ("hashjoin", "mergejoin", "hashagg", "sort", "material", "memoize", "indexscan", "bitmapscan")


def notices(db: Session) -> Callable[[], int]:
    account = add_account(db)
    for _ in range(ROWS):
        add_notice(db, account)
    return lambda: growth.delete_notices(db, given_before=LATER)


def counters(db: Session) -> Callable[[], int]:
    rows = [
        {"action": "log-in", "subject": f"{number}", "window_starts_at": NOON, "count": 1}
        for number in range(ROWS)
    ]
    db.execute(insert(Throttle), rows)
    return lambda: throttle.purge(db, LATER)


def receipts(db: Session) -> Callable[[], int]:
    made = add_hosted_round(db)
    for _ in range(ROWS):
        add_mail(db, recipient="a@example.org", subject="s", body="b", round_id=made.id, now=NOON)
    return lambda: destroy_receipts(db, made.id, limit=LIMIT)


@pytest.mark.parametrize("fill", [notices, counters, receipts])
def test_no_more_than_the_limit_goes(
    database: Database, monkeypatch: pytest.MonkeyPatch, fill: Callable[[Session], Callable[[], int]]
) -> None:
    monkeypatch.setattr(growth, "AT_ONCE", LIMIT)
    monkeypatch.setattr(throttle, "PURGED_AT_ONCE", LIMIT)
    with database.transaction() as db:
        delete = fill(db)
        if not database.is_sqlite:
            for plan in OTHER_PLANS:
                db.execute(text(f"SET LOCAL enable_{plan} = off"))
        assert [delete() for _ in range(4)] == [3, 3, 2, 0]
