"""The outbox: every mail leaves once, failures are tried again and at last given up."""

import logging
from datetime import timedelta

import pytest
from sqlalchemy import select

from idea4gov.actions.mail import MAX_ATTEMPTS
from idea4gov.outside.mail import Mailer, MailNotSent
from idea4gov.store.mail import add_mail
from idea4gov.store.models import OutgoingMail
from idea4gov.store.session import Database
from tests.conftest import NOON
from tests.outbox import deliver_all
from tests.parallel import at_once


class BrokenMailer(Mailer):
    """A relay that refuses everything."""

    def __init__(self) -> None:
        super().__init__("", "idea4gov <no-reply@example.org>")
        self.tried = 0

    def send(self, recipient: str, subject: str, body: str, *, unsubscribe_url: str | None = None) -> None:
        self.tried += 1
        raise MailNotSent("SMTPServerDisconnected")


def working(outbox: list[str]) -> Mailer:
    return Mailer("", "idea4gov <no-reply@example.org>", echo=outbox.append)


def enqueue(database: Database, number: int) -> None:
    with database.transaction() as db:
        for each in range(number):
            add_mail(db, recipient=f"citizen{each}@example.org", subject="เรื่อง", body=f"{each}", now=NOON)


def waiting(database: Database) -> list[OutgoingMail]:
    with database.reading() as db:
        return list(db.scalars(select(OutgoingMail)))


def test_a_sent_mail_is_forgotten(database: Database) -> None:
    enqueue(database, 2)
    outbox: list[str] = []
    assert deliver_all(database, working(outbox), NOON) == 2
    assert outbox[0] == "To: citizen0@example.org\nSubject: เรื่อง\n\n0"
    assert waiting(database) == []


def test_a_mail_of_a_change_that_failed_is_not_sent(database: Database) -> None:
    def change() -> None:
        with database.transaction() as db:
            add_mail(db, recipient="x@example.org", subject="x", body="x", now=NOON)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        change()
    assert deliver_all(database, working([]), NOON) == 0


def test_a_failure_is_tried_again_later_and_one_does_not_hold_up_the_rest(database: Database) -> None:
    enqueue(database, 2)
    broken, outbox = BrokenMailer(), list[str]()
    assert deliver_all(database, broken, NOON) == 0
    assert broken.tried == 2
    assert deliver_all(database, working(outbox), NOON + timedelta(minutes=1)) == 0
    assert deliver_all(database, working(outbox), NOON + timedelta(minutes=2)) == 2


def test_after_eight_failures_a_mail_is_given_up_and_kept(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    enqueue(database, 1)
    broken = BrokenMailer()
    with caplog.at_level(logging.WARNING):
        for day in range(MAX_ATTEMPTS + 3):
            deliver_all(database, broken, NOON + timedelta(days=day))
    assert broken.tried == MAX_ATTEMPTS == waiting(database)[0].attempts
    assert "mail_given_up" in caplog.messages[-1]
    assert "example.org" not in caplog.text


def test_several_processes_send_each_mail_once(database: Database) -> None:
    enqueue(database, 24)
    outbox: list[str] = []
    sent = at_once([lambda: deliver_all(database, working(outbox), NOON)] * 4)
    assert sum(sent) == 24
    assert len(set(outbox)) == len(outbox) == 24


def test_a_mail_that_is_being_sent_is_left_alone(database: Database) -> None:
    enqueue(database, 1)
    outbox: list[str] = []

    class Slow(Mailer):
        def send(
            self, recipient: str, subject: str, body: str, *, unsubscribe_url: str | None = None
        ) -> None:
            assert deliver_all(database, working(outbox), NOON) == 0

    assert deliver_all(database, Slow("", "x"), NOON) == 1
    assert outbox == []
