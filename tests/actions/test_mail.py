"""The outbox: what administrators see of it, and do with it."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from idea4gov.actions.mail import drop, resend, send_test, show_outbox
from idea4gov.domain.errors import NotFound
from idea4gov.domain.permissions import Role, Viewer
from idea4gov.store.mail import RelayFault, add_mail, count_mails, find_relay_fault, save_relay_fault
from idea4gov.store.models import AuditEntry, OutgoingMail
from idea4gov.store.session import Database
from tests.conftest import NOON
from tests.officials import acts, add_official

AWAY = RelayFault(3, NOON, NOON + timedelta(minutes=5), "ConnectionRefusedError")


@pytest.fixture
def admin(database: Database) -> Viewer:
    """An administrator of the nation; two mails wait, and two more are given up."""
    with database.transaction() as db:
        for each in range(4):
            recipient = f"citizen{each}@example.org"
            add_mail(db, recipient=recipient, subject="เรื่อง", body="ลับ", now=NOON - timedelta(hours=each))
        given_up = update(OutgoingMail).where(OutgoingMail.id > 2)
        db.execute(given_up.values(given_up_at=NOON, attempts=12, words="550 no such user"))
        return add_official(db, province=None, local_government=None, role="admin", email="a@example.org")


def test_waiting_and_given_up_mails_are_counted_and_listed_apart(database: Database, admin: Viewer) -> None:
    later = NOON + timedelta(hours=2)
    with database.reading() as db:
        assert count_mails(db, later) == (2, 3 * 3600, 2)
        waiting = show_outbox(db, admin, given_up=False, after_id=0, now=later)
        lost = show_outbox(db, admin, given_up=True, after_id=3, now=later)
    assert [one.id for one in waiting.mails] == [1, 2]
    assert [(one.id, one.words) for one in lost.mails] == [(4, "550 no such user")]
    assert (lost.waiting, lost.given_up, lost.oldest_seconds, lost.fault) == (2, 2, 3 * 3600, None)


def test_mails_that_were_given_up_are_tried_again_as_new_ones_and_the_relay_at_once(
    database: Database, admin: Viewer
) -> None:
    later = NOON + timedelta(days=1)
    with database.transaction() as db:
        save_relay_fault(db, AWAY)
        assert resend(db, admin, None, now=later) == 2
        assert resend(db, admin, 99, now=later) == 0
    with database.reading() as db:
        again = db.scalars(select(OutgoingMail).where(OutgoingMail.id > 2)).all()
        assert [(one.attempts, one.next_try_at, one.given_up_at) for one in again] == [(0, later, None)] * 2
        assert find_relay_fault(db) is None
        entry = db.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    assert (entry.act, entry.subject_id, entry.data) == ("resend_mails", "given-up", {"mails": 2})


def test_one_mail_or_all_that_were_given_up_are_dropped(database: Database, admin: Viewer) -> None:
    before = len(acts(database))
    with database.transaction() as db:
        assert drop(db, admin, 1, now=NOON) == 1
        assert drop(db, admin, 1, now=NOON) == 0
        assert drop(db, admin, None, now=NOON) == 2
        assert count_mails(db, NOON)[::2] == (1, 0)
    assert len(acts(database)) - before == 2


def test_a_test_mail_goes_to_its_sender_and_asks_the_relay_at_once(database: Database, admin: Viewer) -> None:
    with database.transaction() as db:
        save_relay_fault(db, AWAY)
        send_test(db, admin, site="https://example.org", now=NOON)
        newest = db.scalars(select(OutgoingMail).order_by(OutgoingMail.id.desc()).limit(1)).one()
        assert (newest.recipient, newest.next_try_at) == ("a@example.org", NOON)
        assert "\nhttps://example.org\n" in newest.body
        assert find_relay_fault(db) is None


@pytest.mark.parametrize(("role", "province"), [("admin", "20"), ("auditor", None)])
def test_mails_are_for_administrators_of_the_nation(
    sqlite_database: Database, role: Role, province: str | None
) -> None:
    with sqlite_database.transaction() as db:
        viewer = add_official(db, province=province, local_government=None, role=role)
        for act in (resend, drop):
            with pytest.raises(NotFound):
                act(db, viewer, None, now=NOON)
        with pytest.raises(NotFound):
            show_outbox(db, viewer, given_up=False, after_id=0, now=NOON)
        with pytest.raises(NotFound):
            send_test(db, viewer, site="", now=NOON)
