"""Attacks by mails that others ask for: floods, and owners whose mails are to be used up."""

import re
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from idea4gov.domain.errors import TooMany
from idea4gov.domain.hurdles import (
    GUESSES_ELSEWHERE,
    MAILS_FROM_DEVICE,
    MAILS_IN_ALL,
    MAILS_TO_RECIPIENT,
    PROOF_FROM,
    MailsSent,
)
from idea4gov.domain.proof_of_work import solve
from idea4gov.store import throttle as counters
from idea4gov.store.accounts import find_credentials
from idea4gov.store.session import Database
from idea4gov.store.sessions import add_session
from tests.actions.doors import EMAIL, PASSWORD, Door
from tests.attacks.guessing import (
    ELSEWHERE,
    STRANGER,
    both_engines,
    door,
    known_device,
    networks,
)
from tests.conftest import NOON
from tests.factories import add_account
from tests.parallel import at_once
from tests.web.conftest import PASSWORD_HASH, Site, app, database, outbox, site

__all__ = ["app", "database", "door", "outbox", "site"]


def mails(door: Door) -> int:
    return len(door.mails()) - 1


def test_hundreds_of_mails_that_others_ask_for_are_ten_and_never_the_owner_s(door: Door) -> None:
    mine = known_device(door)
    for address in networks(200):
        door.forget(address=address)
    assert mails(door) == MAILS_IN_ALL.times
    door.forget(device=mine)
    assert mails(door) == MAILS_IN_ALL.times + 1
    for _ in range(MAILS_FROM_DEVICE.times - 1):
        door.forget(device=mine)
    with pytest.raises(MailsSent):
        door.forget(device=mine)


def test_the_owner_s_own_network_gets_mails_though_others_used_theirs_up(door: Door) -> None:
    with door.database.transaction() as db:
        known = find_credentials(db, EMAIL)
        assert known is not None
        add_session(
            db,
            known.account_id,
            session_number=known.session_number,
            key_digest="0" * 64,
            lasts=timedelta(days=30),
            idle=None,
            device="Firefox, Linux",
            network="203.0.113.0/24",
            now=NOON,
        )
    for address in networks(20):
        door.forget(address=address)
    door.forget(address="203.0.113.200")
    assert mails(door) == MAILS_IN_ALL.times + 1
    for last in range(20):
        door.forget(address=f"203.0.113.{last}")
    assert mails(door) == 2 * MAILS_IN_ALL.times


def test_the_last_mails_of_a_flood_still_let_the_owner_in(door: Door) -> None:
    for address in networks(20):
        door.forget(address=address, now=NOON)
    door.forget(address=ELSEWHERE, now=NOON + timedelta(minutes=50))
    door.reset(door.tokens()[-1], now=NOON + timedelta(minutes=50))


def test_who_asks_is_told_the_same_whether_or_not_a_mail_leaves(
    app: Flask, site: Site, database: Database
) -> None:
    with database.transaction() as db:
        add_account(db, EMAIL, password_hash=PASSWORD_HASH)
    answers = set()
    for number in range(MAILS_IN_ALL.times + 3):
        visitor = Site(app)
        visitor.client.environ_base["REMOTE_ADDR"] = f"198.51.100.{number}"
        answer = visitor.submit("/forgotten-password", {"email": EMAIL})
        answers.add((answer.status_code, answer.location, visitor.get("/check-mail").text.count(EMAIL)))
    assert len(answers) == 1


def test_registering_in_a_flood_changes_nothing(door: Door) -> None:
    for number, address in enumerate(networks(20)):
        door.register(email=STRANGER, display_name=f"คนที่ {number}", address=address)
    assert mails(door) == MAILS_IN_ALL.times
    assert door.confirm(door.tokens()[-1]).viewer.display_name == f"คนที่ {MAILS_IN_ALL.times - 1}"


@both_engines
def test_mails_asked_for_at_once_are_counted_exactly(door: Door) -> None:
    def ask() -> None:
        with suppress(TooMany):
            door.forget(address=ELSEWHERE)

    at_once([ask] * 20)
    assert mails(door) == MAILS_TO_RECIPIENT.times


def test_a_form_brings_its_proof_and_keeps_what_was_typed(site: Site, database: Database) -> None:
    with database.transaction() as db:
        add_account(db, EMAIL, password_hash=PASSWORD_HASH)
    keys = replace(Door(database).keys, signer=site.app.extensions["idea4gov"].signer)
    limit, subject = keys.subject(GUESSES_ELSEWHERE, EMAIL)
    with database.transaction() as db:
        counters.add_attempt(db, limit, subject, now=NOON, times=PROOF_FROM)
    answer = site.submit("/log-in?next=/boards", {"email": EMAIL, "password": PASSWORD}, action="/log-in")
    page = answer.get_data(as_text=True)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "900")
    assert PASSWORD not in page
    assert '"/boards"' in page
    # A browser without a script: the mail leads in before the quarter of an hour is over.
    assert "กรุณากด “ลืมรหัสผ่าน” เพื่อรับลิงก์ทางอีเมล หรือรอ 15 นาที" in page
    fields = dict(re.findall(r'name="(proof_challenge|csrf_token|next)"[^>]* value="([^"]*)"', page))
    bits = re.search(r'data-bits="(\d+)"', page)
    assert bits
    solution = solve(fields["proof_challenge"], int(bits[1]))
    sent = {**fields, "email": EMAIL, "password": PASSWORD, "proof_solution": solution}
    assert site.client.post("/log-in", data=sent).status_code == 303
