"""A chunk of a large urn that took long is followed by smaller ones, so that others wait for less."""

from itertools import count
from types import SimpleNamespace
from typing import Any

import pytest

from idea4gov.actions.rounds import large_urns, sealing
from idea4gov.domain.rounds import large_urns as rules
from idea4gov.domain.rounds.large_urns import Progress
from idea4gov.store.rounds.hosted import get_hosted
from idea4gov.store.session import Database
from tests.actions.closing import CLOSE, PAGE, vote
from tests.hosted import add_hosted_round


def test_a_slow_chunk_is_followed_by_smaller_ones(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sqlite_database.transaction() as db:
        round_ = add_hosted_round(db)
    vote(sqlite_database, round_, 7)
    limits, ticks, seal_chunk = list[int](), count(), large_urns.seal_chunk

    def noting(*given: Any, limit: int, **more: Any) -> Progress | None:
        limits.append(limit)
        return seal_chunk(*given, limit=limit, **more)

    def late() -> float:
        """Each chunk takes twice as long as it is to take."""
        return next(ticks) * 2 * rules.LOCKED_SECONDS

    monkeypatch.setattr(sealing, "LARGE", 2)
    monkeypatch.setattr(rules, "SMALLEST", 1)
    monkeypatch.setattr(large_urns, "seal_chunk", noting)
    monkeypatch.setattr(large_urns, "time", SimpleNamespace(monotonic=late))
    large_urns.seal_in_chunks(
        sqlite_database, round_.id, page_url=PAGE, now=CLOSE, limit=4, rest=lambda _seconds: None
    )
    assert limits[:4] == [4, 2, 1, 1]
    with sqlite_database.reading() as db:
        assert get_hosted(db, round_.id).ballot_count == 7
