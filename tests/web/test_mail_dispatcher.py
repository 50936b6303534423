"""The mail dispatcher: mails leave by themselves, and an error does not stop it."""

from collections.abc import Iterator
from dataclasses import replace
from queue import Queue

import pytest
from flask import Flask

from idea4gov.outside.mail import Mailer
from idea4gov.store.mail import add_mail
from idea4gov.store.session import Database
from idea4gov.web.http.mail_dispatcher import KEY, MailDispatcher, dispatch_mail_soon
from idea4gov.web.http.services import Services
from tests.conftest import NOON

PATIENCE_SECONDS = 20


class Letterbox(Mailer):
    """Gives each recipient to whoever waits for it."""

    def __init__(self) -> None:
        super().__init__("", "x")
        self.recipients: Queue[str] = Queue()

    def send(self, recipient: str, subject: str, body: str, *, unsubscribe_url: str | None = None) -> None:
        self.recipients.put(recipient)


def enqueue(database: Database, recipient: str) -> None:
    with database.transaction() as db:
        add_mail(db, recipient=recipient, subject="x", body="x", now=NOON)


@pytest.fixture
def letterbox() -> Letterbox:
    return Letterbox()


@pytest.fixture
def dispatcher(app: Flask, letterbox: Letterbox) -> Iterator[MailDispatcher]:
    parts: Services = app.extensions["idea4gov"]
    dispatcher = MailDispatcher(replace(parts, mailer=letterbox))
    yield dispatcher
    dispatcher.stop()


def test_a_wake_up_sends_what_waits_and_another_one_what_came_later(
    database: Database, dispatcher: MailDispatcher, letterbox: Letterbox
) -> None:
    for recipient in ("malee@example.org", "somsri@example.org"):
        enqueue(database, recipient)
        dispatcher.wake()
        assert letterbox.recipients.get(timeout=PATIENCE_SECONDS) == recipient


def test_an_error_is_logged_by_its_kind_and_the_dispatcher_goes_on(
    database: Database,
    dispatcher: MailDispatcher,
    letterbox: Letterbox,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    enqueue(database, "malee@example.org")
    with monkeypatch.context() as broken:
        broken.setattr("idea4gov.web.http.mail_dispatcher.deliver_next", fail)
        dispatcher.empty_outbox()
    assert caplog.messages == ["mail_dispatcher_failed RuntimeError"]
    dispatcher.empty_outbox()
    assert letterbox.recipients.get_nowait() == "malee@example.org"


def fail(*_: object) -> None:
    raise RuntimeError("malee@example.org")


def test_only_a_request_that_caused_mail_wakes_it(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    wake_ups: list[str] = []
    monkeypatch.setattr(app.extensions[KEY], "wake", lambda: wake_ups.append("once"))
    app.testing = False
    for causes_mail in (False, True):
        with app.test_request_context("/healthz"):
            if causes_mail:
                dispatch_mail_soon()
            app.process_response(app.response_class())
    assert wake_ups == ["once"]
