"""Reading wrk's report, and refusing a run that measured failures."""

import pytest

from bench.errors import BenchError
from bench.wrk import Load, checked, parse

REPORT = """Running 3s test @ http://127.0.0.1:8000
  2 threads and 16 connections
Requests/sec:   1500.25

{"requests": 4500, "microseconds": 3000000, "errors": 2, "p50": 9800, "p99": 21500}
"""


def test_the_line_that_our_script_adds_is_read() -> None:
    load = parse(REPORT)
    assert load == Load(requests=4500, seconds=3.0, errors=2, p50_ms=9.8, p99_ms=21.5)
    assert load.per_second == 1500


def test_a_report_without_the_line_is_refused() -> None:
    with pytest.raises(BenchError, match="unable to connect"):
        parse("unable to connect to 127.0.0.1:8000 Connection refused\n")


@pytest.mark.parametrize(("requests", "errors", "right"), [(4500, 4, True), (4500, 5, False), (0, 0, False)])
def test_a_run_with_more_than_one_failure_in_a_thousand_is_refused(
    requests: int, errors: int, right: bool
) -> None:
    load = Load(requests, 3.0, errors, 1.0, 2.0)
    if right:
        assert checked(load) is load
    else:
        with pytest.raises(BenchError):
            checked(load)
