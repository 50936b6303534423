"""Of failures those that tell most are kept, and what is read of them is nobody's."""

from datetime import timedelta

import pytest

from idea4gov.domain.failures import MOST, MOST_ALIKE, Failure, failure_line, last_failures, read_failure
from tests.conftest import NOON

ONE = Failure(NOON, "unexpected", "KeyError", "/boards/<id:board_id>", "00ff12ab34cd56ef")


def test_a_flood_of_one_kind_pushes_nothing_out() -> None:
    away = ONE._replace(kind="away", error="OperationalError")
    flood = [away._replace(at=NOON + timedelta(seconds=n)) for n in range(900)]
    kept = last_failures([ONE, *flood])
    assert [one.error for one in kept] == ["OperationalError"] * MOST_ALIKE + ["KeyError"]
    assert kept[0].at == flood[-1].at


def test_the_newest_are_kept() -> None:
    many = [ONE._replace(at=NOON + timedelta(days=n), error="E" * (n + 3)) for n in range(MOST + 5)]
    assert last_failures(many) == many[: -MOST - 1 : -1]


@pytest.mark.parametrize(
    "failure",
    [
        ONE,
        ONE._replace(where=""),
        Failure(NOON, "job", "FilesFull", "rounds", ""),
        Failure(NOON, "job", "RuntimeError", "round", "17"),
        ONE._replace(where="/proposals/<id:proposal_id>/photos/<id:photo_id>.webp"),
    ],
)
def test_a_failure_comes_back_from_its_line(failure: Failure) -> None:
    assert read_failure(failure_line(failure)) == failure


@pytest.mark.parametrize(
    "line",
    [
        "",
        "null",
        "[]",
        "[" * 999,
        '{"at": "2026-11-30"}',
        failure_line(ONE)[:-1],
        failure_line(ONE._replace(kind="Malee Jaidee")),
        failure_line(ONE._replace(number="a name")),
        failure_line(ONE._replace(error="E" + "a" * 2000)),
        failure_line(ONE).replace("+00:00", ""),
        failure_line(ONE).replace('"unexpected"', "[]"),
    ],
)
def test_what_is_no_failure_is_passed_over(line: str) -> None:
    assert read_failure(line) is None


@pytest.mark.parametrize("name", ["/search?q=malee", "somchai malee", "/Malee", "malee@example.org"])
def test_names_that_no_code_has_are_left_out(name: str) -> None:
    assert read_failure(failure_line(ONE._replace(error=name, where=name))) == ONE._replace(
        error="", where=""
    )
