"""The thread of the worker that sends mail: by itself, and whatever happened to the mail before."""

from collections.abc import Iterator
from queue import Queue

import pytest

from idea4gov.cli import mail_sender
from idea4gov.cli.mail_sender import sending_mail
from idea4gov.outside.mail import Mailer
from idea4gov.store.mail import add_mail
from idea4gov.store.session import Database
from tests.conftest import NOON

PATIENCE_SECONDS = 20


@pytest.fixture
def printed(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Queue[str]]:
    """What a running sender prints; the first mail fails unexpectedly then."""
    said = Queue[str]()

    def echo(text: str) -> None:
        said.put(text)
        if "malee" in text:
            raise RuntimeError(text)

    monkeypatch.setattr(mail_sender, "LOOK_EVERY_SECONDS", 0.01)
    with sending_mail(sqlite_database, Mailer("", "x@example.org", echo=echo)):
        yield said


def test_mails_leave_by_themselves_and_an_error_is_logged_by_its_kind_and_ends_nothing(
    sqlite_database: Database, printed: Queue[str], caplog: pytest.LogCaptureFixture
) -> None:
    for recipient in ("malee@example.org", "somsri@example.org", "somchai@example.org"):
        with sqlite_database.transaction() as db:
            add_mail(db, recipient=recipient, subject="x", body="x", now=NOON)
        assert recipient in printed.get(timeout=PATIENCE_SECONDS)
    assert caplog.messages == ["mail_sender_failed RuntimeError"]
