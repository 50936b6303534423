"""The post room: mails leave by themselves, and trouble does not close it."""

from collections.abc import Iterator
from dataclasses import replace
from queue import Queue

import pytest
from flask import Flask

from idea4gov.outside.mail import Mailer
from idea4gov.store.mail import add_mail
from idea4gov.store.session import Database
from idea4gov.web.http.mail_dispatcher import KEY, PostRoom, post_soon
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
def room(app: Flask, letterbox: Letterbox) -> Iterator[PostRoom]:
    parts: Services = app.extensions["idea4gov"]
    room = PostRoom(replace(parts, mailer=letterbox))
    yield room
    room.close()


def test_a_ring_sends_what_waits_and_another_ring_what_came_later(
    database: Database, room: PostRoom, letterbox: Letterbox
) -> None:
    for recipient in ("malee@example.org", "somsri@example.org"):
        enqueue(database, recipient)
        room.ring()
        assert letterbox.recipients.get(timeout=PATIENCE_SECONDS) == recipient


def test_trouble_is_logged_by_its_kind_and_the_room_stays_open(
    database: Database,
    room: PostRoom,
    letterbox: Letterbox,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    enqueue(database, "malee@example.org")
    with monkeypatch.context() as broken:
        broken.setattr("idea4gov.web.http.mail_dispatcher.deliver_next", trouble)
        room.empty_outbox()
    assert caplog.messages == ["post_room_failed RuntimeError"]
    room.empty_outbox()
    assert letterbox.recipients.get_nowait() == "malee@example.org"


def trouble(*_: object) -> None:
    raise RuntimeError("malee@example.org")


def test_only_a_request_that_caused_mail_rings(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    rings: list[str] = []
    monkeypatch.setattr(app.extensions[KEY], "ring", lambda: rings.append("ring"))
    app.testing = False
    for causes_mail in (False, True):
        with app.test_request_context("/healthz"):
            if causes_mail:
                post_soon()
            app.process_response(app.response_class())
    assert rings == ["ring"]
