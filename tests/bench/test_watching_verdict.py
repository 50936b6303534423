"""What counts as flat, and what as grown."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bench.watching import Process, Sample
from bench.watching_verdict import verdict

WEB = Process(pid=7, role="web", rss_mib=120, own_mib=90, descriptors=30, threads=5)
REST = Sample(0, [WEB], connections=4, wal_mib=4, temporary_files=6, temporary_mib=0.4)


def with_memory(mib: Sequence[float]) -> list[Sample]:
    return [replace(REST, processes=[replace(WEB, rss_mib=each)]) for each in mib]


def test_memory_that_rises_and_stays_is_flat() -> None:
    assert verdict(REST, with_memory([100, 110, 120, 121, 120, 121, 122, 121, 121]), REST) == "flat"


def test_memory_that_goes_on_rising_is_told() -> None:
    rising = with_memory([100, 104, 108, 112, 116, 120, 124, 128, 132])
    assert verdict(REST, rising, REST) == "GREW: web 7: 116 MiB, then 128"


def test_a_process_that_came_late_is_not_compared() -> None:
    late = replace(WEB, pid=8, rss_mib=500)
    samples = with_memory([120] * 9)
    samples[7:] = [replace(one, processes=[WEB, late]) for one in samples[7:]]
    assert verdict(REST, samples, REST) == "flat"


@pytest.mark.parametrize(
    ("after", "told"),
    [
        (replace(REST, processes=[replace(WEB, descriptors=37)]), "descriptors of web 7: 30, then 37"),
        (replace(REST, processes=[replace(WEB, threads=8)]), "threads of web 7: 5, then 8"),
        (replace(REST, processes=[WEB, replace(WEB, pid=9)]), "1 more processes of web"),
        (replace(REST, temporary_files=10), "temporary files: 6, then 10"),
        (replace(REST, wal_mib=65), "-wal 65 MiB"),
    ],
)
def test_what_stays_behind_is_told(after: Sample, told: str) -> None:
    assert verdict(REST, with_memory([120] * 9), after) == f"GREW: {told}"
