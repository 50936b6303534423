"""What a database without a clock of its own knows of the time, and what is done by it."""

from datetime import UTC, datetime, timedelta

import pytest

from idea4gov.domain.clock import ClockReading, Machine, Mark, next_mark, read_clock

NIGHT = datetime(2026, 12, 13, 17, tzinfo=UTC)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
STARTED = Machine("one", timedelta(hours=5), None)
MARK = Mark(NIGHT, "one", timedelta(hours=5), is_certain=True)


def later(by: timedelta, machine: Machine = STARTED) -> Machine:
    return machine._replace(uptime=machine.uptime + by)


@pytest.mark.parametrize("off", [timedelta(), 2 * SECOND, 3 * DAY])
@pytest.mark.parametrize(
    ("ahead", "is_right"),
    [
        (30 * SECOND, True),
        (31 * SECOND, False),
        (-30 * SECOND, True),
        (-31 * SECOND, False),
        (11 * DAY, False),
    ],
)
def test_a_clock_that_jumps_while_the_machine_runs_is_wrong_however_long_the_site_was_off(
    off: timedelta, ahead: timedelta, *, is_right: bool
) -> None:
    found = read_clock(NIGHT + off + ahead, MARK, None, later(off))
    assert (found.skew, found.is_right) == (ahead, is_right)
    assert found.done_until == (found.now if is_right else None)


def test_a_clock_behind_the_last_recorded_moment_is_wrong_after_a_new_start_too() -> None:
    started_anew = Machine("two", timedelta(minutes=1), NIGHT - DAY)
    for mark, last in ((MARK, None), (None, NIGHT)):
        found = read_clock(NIGHT - DAY, mark, last, started_anew)
        assert (found.done_until, found.is_certain) == (None, True)
        assert next_mark(found, mark, started_anew) is None


def test_after_a_new_start_only_that_is_done_which_was_due_for_certain() -> None:
    started_anew = Machine("two", timedelta(minutes=1), None)
    found = read_clock(NIGHT + 2 * DAY, MARK, None, started_anew)
    assert (found.is_right, found.done_until) == (False, NIGHT)
    mark = next_mark(found, MARK, started_anew)
    assert mark == Mark(NIGHT, "two", started_anew.uptime, is_certain=False)
    # Two days on, what fell due during the outage was due for certain, too.
    on = later(2 * DAY, started_anew)
    found = read_clock(NIGHT + 4 * DAY, mark, None, on)
    assert found.done_until == NIGHT + 2 * DAY
    assert next_mark(found, mark, on) is None


def test_after_a_new_start_the_network_says_which_time_it_is() -> None:
    kept = Machine("two", timedelta(minutes=1), NIGHT + 2 * DAY)
    assert read_clock(NIGHT + 2 * DAY, MARK, None, kept).is_right
    # The clock of this process is not the one that is kept right.
    assert not read_clock(NIGHT + 13 * DAY, MARK, None, kept).is_right


def test_a_machine_that_does_not_say_when_it_started_counts_as_started_anew() -> None:
    silent = Machine("", timedelta(hours=5), None)
    found = read_clock(NIGHT + DAY, MARK._replace(boot=""), None, silent)
    assert (found.is_certain, found.done_until) == (False, NIGHT)


def test_a_site_of_which_nothing_is_recorded_takes_the_clock_as_it_is() -> None:
    found = read_clock(NIGHT, None, None, STARTED)
    assert found == ClockReading(NIGHT, NIGHT, is_certain=True)
    assert next_mark(found, None, STARTED) == MARK


def test_what_ended_by_either_clock_has_ended() -> None:
    assert ClockReading(NIGHT, NIGHT + DAY, is_certain=True).latest == NIGHT + DAY
    assert ClockReading(NIGHT, NIGHT - DAY, is_certain=True).latest == NIGHT
