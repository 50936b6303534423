"""Codes by mail: few tries, a short life, few mails, one session."""

import re
from datetime import datetime, timedelta

import pytest

from idea4gov.actions.accounts import Asker, sessions
from idea4gov.actions.accounts.device_codes import can_type_code, confirm_device, send_device_code
from idea4gov.actions.accounts.passwords import send_reset_link
from idea4gov.actions.accounts.sessions import Begun, Browser
from idea4gov.domain.device_codes import (
    CODE_LASTS,
    CODE_TRIES,
    CODES_A_DAY,
    CODES_AN_HOUR,
    CodeOver,
    TooManyCodes,
    WrongCode,
)
from idea4gov.domain.errors import NotFound
from idea4gov.outside.mail import Mailer
from idea4gov.store.models import DeviceCode, OutgoingMail
from idea4gov.store.session import Database
from tests.attacks.logged_in import EMAIL, KEYS, PHONE, begin, both_engines, rows, somchai
from tests.conftest import NOON
from tests.factories import add_account
from tests.officials import count_rows
from tests.outbox import deliver_all
from tests.parallel import at_once
from tests.web.conftest import database

__all__ = ["database", "somchai"]

SECOND = timedelta(seconds=1)


def ask(database: Database, begun: Begun, *, now: datetime = NOON) -> str:
    """Have a code sent to a session, and read it in the mail."""
    send_device_code(database, KEYS, begun.viewer, browser_of(begun), now=now)
    mails: list[str] = []
    deliver_all(database, Mailer("", "x@example.org", echo=mails.append), now)
    found = re.search(r"^ +(\d{3} \d{3})$", mails[-1], re.M)
    assert found, mails
    return found[1]


def browser_of(begun: Begun) -> Browser:
    return Browser(PHONE, "203.0.113.9", device=begun.device)


def other_than(code: str) -> str:
    return f"{(int(code.replace(' ', '')) + 1) % 1_000_000:06}"


def is_confirmed(database: Database, key: str) -> bool:
    with database.reading() as db:
        found = sessions.find_session(db, key)
    assert found is not None
    return found.viewer.on_confirmed_device


def test_the_code_confirms_the_device_and_gives_the_session_a_new_key(
    database: Database, somchai: int
) -> None:
    begun = begin(database, somchai)
    assert not is_confirmed(database, begun.key)
    code = ask(database, begun)
    done = confirm_device(database, KEYS, begun.viewer, code, browser_of(begun), now=NOON)
    assert done.viewer.on_confirmed_device
    assert is_confirmed(database, done.key)
    assert count_rows(database, DeviceCode) == 0
    with database.reading() as db:
        assert sessions.find_session(db, begun.key) is None
    again = begin(database, somchai, Browser(PHONE, "", device=done.device))
    assert again.viewer.on_confirmed_device
    assert not begin(database, somchai).viewer.on_confirmed_device


def test_neither_the_code_nor_what_tells_it_stands_in_its_row(database: Database, somchai: int) -> None:
    begun = begin(database, somchai)
    code = ask(database, begun).replace(" ", "")
    with database.reading() as db:
        row = db.get_one(DeviceCode, begun.viewer.session_id)
        assert code not in row.code_digest
        assert row.code_digest != KEYS.signer.keyed_digest("device-code", code)


def test_a_code_is_good_for_its_own_session_alone(database: Database, somchai: int) -> None:
    with database.transaction() as db:
        other = add_account(db)
    mine, twin, theirs = begin(database, somchai), begin(database, somchai), begin(database, other)
    code = ask(database, mine)
    for begun in (twin, theirs):
        with pytest.raises(CodeOver):
            confirm_device(database, KEYS, begun.viewer, code, browser_of(begun), now=NOON)
        ask(database, begun)
        with pytest.raises(WrongCode):
            confirm_device(database, KEYS, begun.viewer, code, browser_of(begun), now=NOON)


def test_a_code_is_over_after_ten_minutes_or_with_a_new_one(database: Database, somchai: int) -> None:
    begun = begin(database, somchai)
    first = ask(database, begun)
    with database.reading() as db:
        assert can_type_code(db, begun.viewer, now=NOON + CODE_LASTS - SECOND)
        assert not can_type_code(db, begun.viewer, now=NOON + CODE_LASTS)
    with pytest.raises(CodeOver):
        confirm_device(database, KEYS, begun.viewer, first, browser_of(begun), now=NOON + CODE_LASTS)
    second = ask(database, begun)
    if first != second:
        with pytest.raises(WrongCode):
            confirm_device(database, KEYS, begun.viewer, first, browser_of(begun), now=NOON)
    confirm_device(database, KEYS, begun.viewer, second, browser_of(begun), now=NOON)


def test_the_fifth_wrong_try_ends_a_code_and_the_right_one_comes_too_late(
    database: Database, somchai: int
) -> None:
    begun = begin(database, somchai)
    code, left = ask(database, begun), []
    for _ in range(CODE_TRIES - 1):
        with pytest.raises(WrongCode) as refused:
            confirm_device(database, KEYS, begun.viewer, other_than(code), browser_of(begun), now=NOON)
        left.append(refused.value.data["left"])
    assert left == [4, 3, 2, 1]
    for typed in (other_than(code), code):
        with pytest.raises(CodeOver):
            confirm_device(database, KEYS, begun.viewer, typed, browser_of(begun), now=NOON)
    assert not is_confirmed(database, begun.key)


@both_engines
def test_no_more_than_five_of_many_tries_at_once_are_compared(database: Database, somchai: int) -> None:
    begun = begin(database, somchai)
    code = ask(database, begun)

    def guess() -> type[Exception]:
        try:
            confirm_device(database, KEYS, begun.viewer, other_than(code), browser_of(begun), now=NOON)
        except (WrongCode, CodeOver) as error:
            return type(error)
        raise AssertionError("a wrong code was taken")

    answers = at_once([guess] * 12)
    assert answers.count(WrongCode) == CODE_TRIES - 1
    with database.reading() as db:
        assert db.get_one(DeviceCode, begun.viewer.session_id).tries == CODE_TRIES


@both_engines
def test_a_code_that_is_typed_twice_at_once_is_used_once(database: Database, somchai: int) -> None:
    begun = begin(database, somchai)
    code = ask(database, begun)

    def confirm() -> str:
        try:
            return confirm_device(database, KEYS, begun.viewer, code, browser_of(begun), now=NOON).key
        except CodeOver:
            return ""

    keys = sorted(at_once([confirm] * 4))
    assert keys[:3] == ["", "", ""]
    assert is_confirmed(database, keys[3])


def test_codes_are_few_and_do_not_use_up_the_owners_mails(database: Database, somchai: int) -> None:
    thief = begin(database, somchai)
    for hour in range(2):
        at = NOON + hour * timedelta(hours=1)
        for _ in range(CODES_AN_HOUR.times):
            ask(database, thief, now=at)
        with pytest.raises(TooManyCodes):
            send_device_code(database, KEYS, begin(database, somchai).viewer, browser_of(thief), now=at)
    later = NOON + timedelta(hours=3)
    assert CODES_A_DAY.times == 2 * CODES_AN_HOUR.times
    with pytest.raises(TooManyCodes):
        send_device_code(database, KEYS, thief.viewer, browser_of(thief), now=later)
    before = count_rows(database, OutgoingMail)
    send_reset_link(
        database, KEYS, email=EMAIL, language="th", asker=Asker("203.0.113.9", thief.device), now=later
    )
    assert count_rows(database, OutgoingMail) == before + 1
    ask(database, thief, now=NOON + timedelta(days=1))


def test_a_session_that_has_ended_gets_no_code_and_takes_none(database: Database, somchai: int) -> None:
    begun = begin(database, somchai)
    code = ask(database, begun)
    with database.transaction() as db:
        sessions.end_session(db, begun.key)
    with pytest.raises(CodeOver):
        confirm_device(database, KEYS, begun.viewer, code, browser_of(begun), now=NOON)
    with pytest.raises(NotFound):
        send_device_code(database, KEYS, begun.viewer, browser_of(begun), now=NOON)


def test_sessions_from_before_devices_were_written_down_can_be_confirmed(
    database: Database, somchai: int
) -> None:
    begun = begin(database, somchai)
    with database.transaction() as db:
        row = db.merge(rows(database)[0])
        row.device_digest = None
    code = ask(database, begun)
    browser = Browser(PHONE, "203.0.113.9", device=None)
    done = confirm_device(database, KEYS, begun.viewer, code, browser, now=NOON)
    assert is_confirmed(database, done.key)
