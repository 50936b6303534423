"""Attacks on accounts by many tries: guessed passwords, locked-out owners, floods of mail, used proofs."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from idea4gov.actions.accounts import LogIn
from idea4gov.actions.accounts.devices import know_device
from idea4gov.domain.accounts import WrongLogIn
from idea4gov.domain.errors import Busy, TooMany
from idea4gov.domain.hurdles import (
    FREE_GUESSES,
    GUESSES_ELSEWHERE,
    GUESSES_FROM_NETWORK,
    GUESSES_FROM_SITE,
    MAILS_FROM_DEVICE,
    MAILS_FROM_NETWORK,
    MAILS_IN_ALL,
    MAILS_TO_RECIPIENT,
    PROOF_FROM,
    MailsSent,
    ProofNeeded,
    TooManyGuesses,
    WaitFirst,
)
from idea4gov.domain.proof_of_work import LEAST_BITS, LIFETIME, PARTS, solve
from idea4gov.domain.throttle import Limit
from idea4gov.store import throttle as counters
from idea4gov.store.accounts import find_credentials
from idea4gov.store.models import Throttle
from idea4gov.store.session import Database
from idea4gov.store.sessions import add_session
from tests.actions.doors import ADDRESS, EMAIL, OTHER_PASSWORD, PASSWORD, Door
from tests.conftest import ENGINES, NOON
from tests.factories import add_account
from tests.parallel import at_once
from tests.queries import count_queries
from tests.web.conftest import PASSWORD_HASH, Site, app, database, outbox, site

__all__ = ["app", "database", "outbox", "site"]

both_engines = pytest.mark.parametrize("database", ENGINES, indirect=True)
WRONG = "ผิดแน่นอนทุกครั้งไป"
ELSEWHERE = "198.51.100.77"
STRANGER = "somsri@example.org"


@pytest.fixture
def door(database: Database) -> Door:
    door = Door(database)
    door.join()
    door.passwords.calls.clear()
    return door


def networks(count: int) -> Iterator[str]:
    """Addresses of as many networks, half of them IPv6, each with a /48 of its own."""
    for number in range(count // 2):
        yield f"198.{18 + number // 65_536}.{number // 256 % 256}.{number % 256}"
        yield f"2001:db8:{number:x}::1"


def known_device(door: Door, email: str = EMAIL) -> str:
    """The cookie of a device in which the account logged in."""
    with door.database.transaction() as db:
        known = find_credentials(db, email)
        assert known is not None
        cookie, _ = know_device(db, door.keys.signer, known.account_id, None, device="Chrome", now=NOON)
    return cookie


def tried(door: Door, limit: Limit, text: str, times: int) -> None:
    """As if `text` had been tried so often in this window, last at noon."""
    _, subject = door.keys.subject(limit, text)
    with door.database.transaction() as db:
        counters.forget(db, limit, subject, now=NOON)
        counters.add_attempt(db, limit, subject, now=NOON, times=times)
        counters.mark_attempt(db, limit, subject, now=NOON)


def times(door: Door, limit: Limit, text: str) -> int:
    _, subject = door.keys.subject(limit, text)
    with door.database.reading() as db:
        found = db.scalars(select(Throttle.count).where(Throttle.subject == subject)).one_or_none()
    return found or 0


def challenged(door: Door, email: str = EMAIL, **asker: Any) -> ProofNeeded:
    with pytest.raises(ProofNeeded) as refused:
        door.log_in(email, **asker)
    return refused.value


def proof(needed: ProofNeeded) -> dict[str, Any]:
    challenge, bits = needed.data["challenge"], needed.data["bits"]
    return {"challenge": challenge, "solution": solve(challenge, bits)}


def with_proof(door: Door, password: str = PASSWORD, **asker: Any) -> LogIn:
    """Log in as the owner does on a new device: by the work that is asked."""
    needed = challenged(door, password=password, **asker)
    return door.log_in(EMAIL, password, **proof(needed), **asker)


def test_a_thousand_networks_do_not_lock_the_owner_out_of_a_known_device(door: Door) -> None:
    mine = known_device(door)
    refused = 0
    for number, address in enumerate(networks(1_000)):
        try:
            door.log_in(EMAIL, WRONG, address=address, now=NOON + timedelta(milliseconds=100 * number))
        except TooMany:
            refused += 1
        except WrongLogIn:
            pass
    assert refused > 985
    assert len(door.passwords.calls) == 1_000 - refused
    assert door.log_in(device=mine, now=NOON + timedelta(seconds=100)).viewer


def test_guesses_of_many_networks_do_not_keep_the_owner_out_of_a_new_device(door: Door) -> None:
    tried(door, GUESSES_ELSEWHERE, EMAIL, PROOF_FROM)
    for address in networks(100):
        with pytest.raises(ProofNeeded):
            door.log_in(EMAIL, WRONG, address=address)
    # Who brings no proof does not make the work of the owner harder.
    assert challenged(door, address=ELSEWHERE).data["bits"] == LEAST_BITS
    assert with_proof(door, address=ELSEWHERE).viewer


@both_engines
def test_thirty_wrong_log_ins_at_once_are_compared_five_times(door: Door) -> None:
    def guess() -> None:
        with suppress(WrongLogIn, TooMany, Busy):
            door.log_in(password=WRONG)

    at_once([guess] * 30)
    assert door.passwords.calls == ["matches"] * FREE_GUESSES
    assert times(door, GUESSES_ELSEWHERE, EMAIL) == FREE_GUESSES
    with pytest.raises(WaitFirst):
        door.log_in()


@both_engines
def test_guesses_at_many_accounts_at_once_wait_for_no_lock_for_ever(door: Door) -> None:
    def guess(number: int) -> None:
        with suppress(WrongLogIn, TooMany, Busy):
            door.log_in(f"citizen{number % 5}@example.org", WRONG)

    at_once([lambda number=number: guess(number) for number in range(20)])  # type: ignore[misc]
    assert times(door, GUESSES_FROM_NETWORK, ADDRESS) == 20


def test_an_early_try_does_not_make_the_wait_longer(door: Door) -> None:
    for _ in range(FREE_GUESSES):
        with pytest.raises(WrongLogIn):
            door.log_in(password=WRONG)
    for tenth in range(20):
        with pytest.raises(WaitFirst):
            door.log_in(password=WRONG, now=NOON + timedelta(milliseconds=100 * tenth))
    assert door.log_in(now=NOON + timedelta(seconds=2)).viewer


def test_guesses_on_a_known_device_count_for_that_device_alone(door: Door) -> None:
    stolen, mine = known_device(door), known_device(door)
    for _ in range(FREE_GUESSES):
        with pytest.raises(WrongLogIn):
            door.log_in(password=WRONG, device=stolen)
    with pytest.raises(WaitFirst):
        door.log_in(device=stolen)
    assert door.log_in(device=mine).viewer
    assert door.log_in().viewer


def test_a_log_in_on_a_known_device_makes_earlier_slips_good(door: Door) -> None:
    mine = known_device(door)
    for _ in range(3):
        for _ in range(FREE_GUESSES - 1):
            with pytest.raises(WrongLogIn):
                door.log_in(password=WRONG, device=mine)
        door.log_in(device=mine)


@pytest.mark.parametrize("cookie", ["", "x", "ImEi.AAAA", "another's"])
def test_a_device_of_nobody_or_of_somebody_else_is_unknown(door: Door, cookie: str) -> None:
    with door.database.transaction() as db:
        add_account(db, STRANGER)
    if cookie == "another's":
        cookie = known_device(door, STRANGER)
    tried(door, GUESSES_ELSEWHERE, EMAIL, PROOF_FROM)
    challenged(door, device=cookie)


def test_an_account_and_no_account_ask_for_the_same_with_the_same_queries(door: Door) -> None:
    with door.database.transaction() as db:
        add_account(db, STRANGER)
    cookie, seen = known_device(door, STRANGER), []
    for email in (EMAIL, "nobody@example.org"):
        for guesses in (0, FREE_GUESSES, PROOF_FROM, GUESSES_ELSEWHERE.times):
            tried(door, GUESSES_ELSEWHERE, email, guesses)
            with count_queries(door.database) as sent, pytest.raises((WrongLogIn, TooMany)) as refused:
                door.log_in(email, WRONG, device=cookie)
            seen.append((refused.type, sent))
    assert seen[:4] == seen[4:]
    assert [kind for kind, _ in seen[:4]] == [WrongLogIn, WaitFirst, ProofNeeded, TooManyGuesses]


def test_guesses_end_at_a_hundred_an_hour_and_the_owner_enters_by_mail(door: Door) -> None:
    tried(door, GUESSES_ELSEWHERE, EMAIL, GUESSES_ELSEWHERE.times)
    with pytest.raises(TooManyGuesses) as refused:
        door.log_in()
    assert door.passwords.calls == []
    assert door.log_in(device=known_device(door)).viewer
    assert refused.value.data["minutes"] == 15
    door.forget(address=ELSEWHERE)
    door.reset(door.tokens()[-1])
    assert door.log_in(password=OTHER_PASSWORD).viewer


def test_a_new_password_by_mail_forgets_the_guesses_on_the_device_that_sets_it(door: Door) -> None:
    mine = known_device(door)
    for _ in range(FREE_GUESSES):
        with pytest.raises(WrongLogIn):
            door.log_in(password=WRONG, device=mine)
    door.forget(device=mine)
    door.reset(door.tokens()[-1], device=mine)
    assert door.log_in(password=OTHER_PASSWORD, device=mine).viewer


def test_ten_thousand_people_behind_one_address_go_on_logging_in(door: Door) -> None:
    tried(door, GUESSES_FROM_NETWORK, ADDRESS, 1_000)
    assert door.log_in(device=known_device(door)).viewer
    needed = challenged(door)
    assert needed.data["bits"] == 19
    tried(door, GUESSES_FROM_NETWORK, ADDRESS, GUESSES_FROM_NETWORK.times)
    assert with_proof(door).viewer
    assert door.log_in(address=ELSEWHERE).viewer
    assert times(door, GUESSES_FROM_NETWORK, ADDRESS) == GUESSES_FROM_NETWORK.times


@pytest.mark.slow
def test_wrong_passwords_of_a_network_are_counted_whatever_the_account(door: Door) -> None:
    for number in range(GUESSES_FROM_NETWORK.times):
        with pytest.raises(WrongLogIn):
            door.log_in(f"citizen{number}@example.org", WRONG, address="2001:db8:1:2::9")
    challenged(door, address="2001:db8:1:2:ffff::1")
    assert door.log_in(address="2001:db8:1:3::1").viewer


def test_the_networks_of_one_site_count_together(door: Door) -> None:
    tried(door, GUESSES_FROM_SITE, "2001:db8:1::/48", GUESSES_FROM_SITE.times)
    for network in (1, 2, 0xFFFF):
        assert challenged(door, address=f"2001:db8:1:{network:x}::1").data["bits"] == LEAST_BITS
    assert door.log_in(address="2001:db8:2::1").viewer


def test_a_proof_is_good_once(door: Door) -> None:
    tried(door, GUESSES_ELSEWHERE, EMAIL, PROOF_FROM)
    solved = proof(challenged(door))
    with pytest.raises(WrongLogIn):
        door.log_in(password=WRONG, **solved)
    with pytest.raises(ProofNeeded):
        door.log_in(**solved)


@both_engines
def test_of_one_proof_sent_ten_times_at_once_one_counts(door: Door) -> None:
    tried(door, GUESSES_ELSEWHERE, EMAIL, PROOF_FROM)
    solved = proof(challenged(door))

    def guess() -> None:
        with suppress(WrongLogIn, TooMany, Busy):
            door.log_in(password=WRONG, **solved)

    at_once([guess] * 10)
    assert door.passwords.calls == ["matches"]


def test_a_proof_is_good_for_one_account_and_one_purpose(door: Door) -> None:
    for email in (EMAIL, STRANGER):
        tried(door, GUESSES_ELSEWHERE, email, PROOF_FROM)
    of_stranger = proof(challenged(door, STRANGER))
    with pytest.raises(ProofNeeded):
        door.log_in(**of_stranger)
    tried(door, MAILS_FROM_NETWORK, ADDRESS, MAILS_FROM_NETWORK.times)
    with pytest.raises(ProofNeeded) as refused:
        door.forget()
    with pytest.raises(ProofNeeded):
        door.log_in(**proof(refused.value))
    door.forget(**proof(refused.value))


def test_a_proof_is_good_for_ten_minutes(door: Door) -> None:
    tried(door, GUESSES_ELSEWHERE, EMAIL, PROOF_FROM)
    solved = proof(challenged(door))
    with pytest.raises(ProofNeeded):
        door.log_in(**solved, now=NOON + LIFETIME)
    assert door.log_in(**solved, now=NOON + LIFETIME - timedelta(seconds=1)).viewer


def test_an_easy_proof_that_was_kept_is_not_good_for_hard_times(door: Door) -> None:
    tried(door, GUESSES_ELSEWHERE, EMAIL, PROOF_FROM)
    solved = proof(challenged(door))
    tried(door, GUESSES_ELSEWHERE, EMAIL, GUESSES_ELSEWHERE.times - 1)
    with pytest.raises(ProofNeeded):
        door.log_in(**solved)


def forgeries(challenge: str) -> Iterator[str]:
    parts = challenge.split(".")
    yield ".".join([*parts[:2], "1", *parts[3:]])
    yield ".".join([*parts[:3], str(int(parts[3]) + 500), *parts[4:]])
    yield ".".join([*parts[:5], "0" * 64])
    yield ".".join(parts[:5])
    yield challenge.upper()
    yield challenge + "0"
    yield "ก" * 200
    yield "." * 100_000


def test_a_challenge_that_we_did_not_set_is_worth_nothing(door: Door) -> None:
    tried(door, GUESSES_ELSEWHERE, EMAIL, PROOF_FROM)
    needed = challenged(door)
    for forged in forgeries(needed.data["challenge"]):
        with pytest.raises(ProofNeeded):
            door.log_in(challenge=forged, solution=solve(forged, 4 + 1))
    for solution in ("", "0" * 99, ".".join(["0"] * PARTS), "9" * 100_000):
        with pytest.raises(ProofNeeded):
            door.log_in(challenge=needed.data["challenge"], solution=solution)
    assert door.passwords.calls == []
    assert times(door, GUESSES_ELSEWHERE, EMAIL) == PROOF_FROM


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
    fields = dict(re.findall(r'name="(proof_challenge|csrf_token|next)"[^>]* value="([^"]*)"', page))
    bits = re.search(r'data-bits="(\d+)"', page)
    assert bits
    solution = solve(fields["proof_challenge"], int(bits[1]))
    sent = {**fields, "email": EMAIL, "password": PASSWORD, "proof_solution": solution}
    assert site.client.post("/log-in", data=sent).status_code == 303
