"""Pauses between tries of a mail, and of a relay; what is told of an address."""

from datetime import timedelta

import pytest

from idea4gov.domain.mail import (
    MAX_ATTEMPTS,
    WORDS_MAX_LENGTH,
    connections_for,
    domain_of,
    next_attempt,
    next_connection,
    relay_words,
)
from tests.conftest import NOON


def test_a_mail_is_put_off_for_longer_each_time_and_given_up_after_almost_three_days() -> None:
    pauses = [next_attempt(attempt, NOON) for attempt in range(1, MAX_ATTEMPTS + 1)]
    assert pauses[:3] == [NOON + timedelta(minutes=minutes) for minutes in (2, 4, 8)]
    assert pauses[-1] is None
    assert sum(((each - NOON) for each in pauses if each), timedelta()) == timedelta(minutes=4094)


@pytest.mark.parametrize(
    ("failures", "seconds"), [(1, 5), (2, 10), (5, 80), (7, 320), (8, 600), (9, 600), (100_000, 600)]
)
def test_a_relay_is_asked_less_and_less_often_and_every_ten_minutes_at_least(
    failures: int, seconds: int
) -> None:
    assert next_connection(failures, NOON) == NOON + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("mails", "connections"), [(1, 1), (20, 1), (21, 2), (300, 15), (301, 16), (6_000, 300)]
)
def test_twenty_mails_have_a_connection(mails: int, connections: int) -> None:
    assert connections_for(mails) == connections


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("550 5.1.1 <somchai@example.org>: User unknown", "550 5.1.1 <…@example.org>: User unknown"),
        ("550 mailbox SOMCHAI is full", "550 mailbox … is full"),
        ("550 somchais bakery", "550 somchais bakery"),
        ("451 try\r\nlater\x1b[31m", "451 try later [31m"),
        ("550 somchai@example.org malee@example.org", "550 …@example.org …@example.org"),
        ("", ""),
        ("5" * 900, "5" * (WORDS_MAX_LENGTH - 1) + "…"),
    ],
)
def test_what_a_relay_said_is_kept_on_one_line_without_the_name_of_the_recipient(
    said: str, kept: str
) -> None:
    assert relay_words(said, "somchai@example.org") == kept


def test_of_an_address_its_domain_is_shown() -> None:
    assert domain_of("somchai@example.org") == "…@example.org"
