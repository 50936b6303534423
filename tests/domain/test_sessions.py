"""How long sessions last, and when the password is asked for again."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from idea4gov.domain.permissions import Grant, Viewer
from idea4gov.domain.sessions import (
    DeviceUnconfirmed,
    Ending,
    PasswordNeeded,
    SessionLimits,
    SessionTimes,
    is_key,
    require_confirmed,
)
from tests.conftest import NOON

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
LIMITS = SessionLimits(timedelta(days=30), 12 * HOUR, 30 * MINUTE)
CITIZEN = Viewer(1, 1, "สมชาย", "th", "20")
TIMES = SessionTimes(seen_at=NOON, ends_at=NOON + HOUR, idle=30 * MINUTE)


@pytest.mark.parametrize("role", ["moderator", "valuator", "admin", "auditor"])
def test_every_role_has_the_short_session(role: str) -> None:
    official = replace(CITIZEN, grants=(Grant(role, "20"),))  # type: ignore[arg-type]
    assert LIMITS.of(official) == (12 * HOUR, 30 * MINUTE)
    assert LIMITS.of(CITIZEN) == (timedelta(days=30), None)


@pytest.mark.parametrize(
    ("times", "after", "ending"),
    [
        (TIMES, 30 * MINUTE - timedelta(microseconds=1), None),
        (TIMES, 30 * MINUTE, "idle"),
        (TIMES, HOUR, "too_long"),
        (TIMES._replace(idle=None), HOUR - timedelta(microseconds=1), None),
        (TIMES._replace(seen_at=NOON + 10 * MINUTE), 0 * MINUTE, None),
    ],
)
def test_a_session_is_over_to_the_moment(
    times: SessionTimes, after: timedelta, ending: Ending | None
) -> None:
    assert times.find_ending(NOON + after) == ending


@pytest.mark.parametrize(("idle", "every"), [(30 * MINUTE, MINUTE), (None, 15 * MINUTE)])
def test_that_a_session_is_in_use_is_written_seldom(idle: timedelta | None, every: timedelta) -> None:
    times = TIMES._replace(idle=idle)
    assert not times.is_to_be_seen(NOON + every - timedelta(microseconds=1))
    assert times.is_to_be_seen(NOON + every)


@pytest.mark.parametrize("text", ["", "a" * 42, "a" * 44, "ก" * 43, "." * 43, " " * 43, "a" * 42 + "\n"])
def test_what_is_no_key_is_not_looked_for(text: str) -> None:
    assert not is_key(text)


@pytest.mark.parametrize(
    ("confirmed_at", "is_enough"),
    [
        (None, False),
        (NOON - 10 * MINUTE, False),
        (NOON - 10 * MINUTE + timedelta(microseconds=1), True),
        (NOON + MINUTE, True),
    ],
)
def test_the_password_holds_for_ten_minutes(confirmed_at: datetime | None, is_enough: bool) -> None:
    viewer = replace(CITIZEN, confirmed_at=confirmed_at, on_confirmed_device=True)
    if is_enough:
        require_confirmed(viewer, now=NOON)
        return
    with pytest.raises(PasswordNeeded):
        require_confirmed(viewer, now=NOON)


def test_the_password_alone_is_not_enough_for_what_is_final() -> None:
    with pytest.raises(DeviceUnconfirmed):
        require_confirmed(replace(CITIZEN, confirmed_at=NOON), now=NOON)
