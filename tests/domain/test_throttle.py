"""Windows of limits."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idea4gov.domain.throttle import Limit, minutes_left, network_of, networks_of, window_start

QUARTER = Limit("any", 10, timedelta(minutes=15))
MOMENTS = st.datetimes(min_value=datetime(2001, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC))


@given(MOMENTS, st.integers(1, 100_000))
def test_every_moment_lies_in_its_window(now: datetime, seconds: int) -> None:
    limit = Limit("any", 1, timedelta(seconds=seconds))
    start = window_start(limit, now)
    assert start <= now < start + limit.window
    assert window_start(limit, start) == start


@pytest.mark.parametrize(
    ("minute", "second", "left"), [(0, 0, 15), (0, 1, 15), (14, 0, 1), (14, 59, 1), (5, 30, 10)]
)
def test_waiting_is_told_in_whole_minutes(minute: int, second: int, left: int) -> None:
    assert minutes_left(QUARTER, datetime(2026, 11, 23, 5, minute, second, tzinfo=UTC)) == left


@pytest.mark.parametrize(
    ("address", "narrow", "wide"),
    [
        ("203.0.113.9", "203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", "2001:db8:1::/48"),
        ("2001:db8:1:2::9%eth0", "2001:db8:1:2::/64", "2001:db8:1::/48"),
        ("::ffff:203.0.113.9", "203.0.113.9", "203.0.113.9"),
        ("", "", ""),
        ("unix", "unix", "unix"),
    ],
)
def test_one_subscriber_is_one_network_and_so_is_one_site(address: str, narrow: str, wide: str) -> None:
    assert networks_of(address) == (narrow, wide)
    assert network_of(address) == narrow
