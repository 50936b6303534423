"""This machine's clock, compared with the database's."""

from datetime import UTC, datetime, timedelta

from idea4gov.actions.clock import measure_skew
from idea4gov.domain.clock import MAX_SKEW
from idea4gov.store.session import Database


def test_a_clock_that_is_days_ahead_of_the_database_is_found(postgres_database: Database) -> None:
    right, wrong = datetime.now(UTC), datetime.now(UTC) + timedelta(days=11)
    assert abs(measure_skew(postgres_database, right)) < MAX_SKEW
    assert measure_skew(postgres_database, wrong) > timedelta(days=10)
