"""The outbox on the desk of an administrator of the nation."""

import pytest
from flask import Flask
from sqlalchemy import select, update

from idea4gov.store.mail import add_mail
from idea4gov.store.models import OutgoingMail
from idea4gov.store.session import Database
from tests.conftest import NOON
from tests.officials import acts, add_official
from tests.web.conftest import Site, hidden_fields


@pytest.fixture
def admin(app: Flask, database: Database) -> Site:
    """An administrator of the nation; mail 1 waits, 2 and 3 are given up."""
    with database.transaction() as db:
        add_official(db, province=None, local_government=None, role="admin", email="a@example.org")
        for each in (1, 2, 3):
            to = f"malee{each}@example.org"
            add_mail(db, recipient=to, subject=f"เรื่อง {each}", body="ลับมาก", now=NOON)
        lost = {"given_up_at": NOON, "words": "550 <…@example.org> unknown"}
        db.execute(update(OutgoingMail).where(OutgoingMail.id > 1).values(lost))
    visitor = Site(app)
    visitor.enter("a@example.org")
    return visitor


def numbers(database: Database, *, given_up: bool) -> list[int]:
    with database.reading() as db:
        chosen = OutgoingMail.given_up_at.is_not(None) if given_up else OutgoingMail.given_up_at.is_(None)
        return list(db.scalars(select(OutgoingMail.id).where(chosen).order_by(OutgoingMail.id)))


def test_an_administrator_reads_why_mails_wait_and_neither_text_nor_name(admin: Site) -> None:
    waiting, lost = admin.get("/desk/mail").text, admin.get("/desk/mail?given-up=1").text
    assert "เรื่อง 1" in waiting
    assert "เรื่อง 2" not in waiting
    assert "เรื่อง 2" in lost
    assert "550 &lt;…@example.org&gt; unknown" in lost
    assert "malee" not in f"{waiting}{lost}"
    assert "ลับมาก" not in f"{waiting}{lost}"
    assert 'href="/desk/mail"' in admin.get("/desk").text


def test_mails_are_tried_again_and_deleted_by_buttons(admin: Site, database: Database) -> None:
    before = len(acts(database))
    lost = "/desk/mail?given-up=1"
    assert admin.submit(lost, {}, action="/desk/mail/3/resend").status_code == 303
    assert (numbers(database, given_up=False), numbers(database, given_up=True)) == ([1, 3], [2])
    admin.submit("/desk/mail", {}, action="/desk/mail/1/drop")
    admin.submit(lost, {}, action="/desk/mail/drop")
    assert (numbers(database, given_up=False), numbers(database, given_up=True)) == ([3], [])
    assert len(acts(database)) - before == 3
    token = hidden_fields(admin.get("/desk/mail").text, "/desk/mail/3/drop")
    for _ in range(2):
        assert admin.client.post("/desk/mail/3/drop", data=token).status_code == 303
    assert "ไม่มีอีเมลฉบับนี้แล้ว" in admin.get("/desk/mail").text


def test_a_test_mail_goes_to_whoever_asked_for_it(admin: Site, database: Database) -> None:
    assert admin.submit("/desk/mail", {}, action="/desk/mail/test").status_code == 303
    with database.reading() as db:
        newest = db.scalars(select(OutgoingMail.recipient).order_by(OutgoingMail.id.desc())).first()
    assert newest == "a@example.org"
