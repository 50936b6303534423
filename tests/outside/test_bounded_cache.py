"""A cache keeps to its ceiling in bytes, forgets what is old or unused, and may be shared between threads."""

import sys
import tracemalloc
from collections.abc import Iterator
from threading import Thread

import pytest

from idea4gov.outside.bounded_cache import ENTRY_BYTES, MIB, BoundedCache, size_in_bytes
from tests.conftest import Clock


@pytest.fixture
def switching_fast() -> Iterator[None]:
    """Threads take turns every microsecond, so that what is not locked goes wrong."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def cache_of(*, entries: int, of_bytes: int) -> BoundedCache[int, bytes]:
    """A cache with room for so many values of so many bytes."""
    each = ENTRY_BYTES + size_in_bytes(0) + size_in_bytes(bytes(of_bytes))
    return BoundedCache(max_bytes=entries * each, seconds=60)


@pytest.mark.parametrize("length", [10, 1_000, 100_000])
@pytest.mark.slow
def test_what_is_remembered_takes_no_more_memory_than_the_ceiling(length: int) -> None:
    cache: BoundedCache[tuple[str, int], str] = BoundedCache(max_bytes=2 * MIB, seconds=60)
    tracemalloc.start()
    try:
        for number in range(6 * MIB // (length + ENTRY_BYTES)):
            cache.put((f"ก{number}" * (length // 20), number), "ข" * length)
        taken, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert MIB < cache.size <= 2 * MIB
    assert MIB < taken < 1.1 * 2 * MIB


def test_a_long_key_counts_like_a_long_value() -> None:
    cache: BoundedCache[str, str] = BoundedCache(max_bytes=MIB, seconds=60)
    for number in range(100):
        cache.put(f"{number}" + "x" * 100_000, "")
    assert 0 < len(cache) <= 10


def test_the_least_recently_used_goes_first() -> None:
    cache = cache_of(entries=2, of_bytes=100)
    cache.put(1, bytes(100))
    cache.put(2, bytes(100))
    cache.get(1)
    cache.put(3, bytes(100))
    assert [number for number in (1, 2, 3) if cache.get(number)] == [1, 3]


def test_a_value_lives_for_its_seconds_however_often_it_is_used() -> None:
    clock = Clock()
    cache: BoundedCache[str, str] = BoundedCache(max_bytes=MIB, seconds=3, timer=lambda: clock().timestamp())
    cache.put("a", "old")
    for _ in range(2):
        clock.move(seconds=1)
        assert cache.get("a") == "old"
    clock.move(seconds=2)
    assert cache.get("a") is None
    assert cache.get_or_make("a", lambda: "new") == "new"
    assert cache.get("a") == "new"
    assert len(cache) == 1


def test_what_is_larger_than_the_cache_is_not_remembered_and_drives_nothing_out() -> None:
    cache = cache_of(entries=2, of_bytes=100)
    cache.put(1, bytes(100))
    cache.put(2, bytes(10_000))
    assert cache.get(1) is not None
    assert cache.get(2) is None


def test_a_cache_of_no_bytes_remembers_nothing() -> None:
    cache: BoundedCache[str, str] = BoundedCache(max_bytes=0, seconds=60)
    assert cache.get_or_make("a", lambda: "made") == "made"
    assert cache.get("a") is None


def test_threads_may_share_it(switching_fast: None) -> None:
    cache = cache_of(entries=5, of_bytes=100)
    failures: list[BaseException] = []

    def work() -> None:
        try:
            for number in range(5_000):
                cache.put(number % 11, bytes(100))
                cache.get((number + 5) % 11)
        except BaseException as failure:
            failures.append(failure)

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(cache) == 5
