"""What an imported file says about a round."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idea4gov.domain.rounds.imports import (
    currency_of,
    language_of,
    project_title,
    result_lines,
    shown_line,
    title_of,
)
from idea4gov.domain.tally.election import Project
from idea4gov.domain.tally.methods import tally
from idea4gov.domain.tally.outcome import Fate
from idea4gov.domain.tally.rules import Rule
from tests.domain.elections import election, undivided


@pytest.mark.parametrize(
    ("meta", "title"),
    [
        ({"description": " งบแสนสุข \n 2569 "}, "งบแสนสุข 2569"),
        ({"unit": "แสนสุข", "instance": "2569"}, "แสนสุข 2569"),
        ({"description": "ก" * 200}, "ก" * 159 + "…"),
        ({"description": "\u202e \x07"}, "งบประมาณแบบมีส่วนร่วม"),
    ],
)
def test_a_round_is_called_by_its_description_or_its_place(meta: dict[str, str], title: str) -> None:
    assert title_of(meta) == title


@given(st.text(), st.integers(1, 40))
def test_a_shown_line_is_one_short_line(text: str, max_length: int) -> None:
    line = shown_line(text, max_length=max_length)
    assert len(line) <= max_length
    assert "\n" not in line
    assert shown_line(line, max_length=max_length) == line


def test_a_project_without_a_name_is_called_by_its_id() -> None:
    assert project_title(Project("7", 1, {"name": " "})) == "7"
    assert project_title(Project("7", 1, {"name": "ท่อ"})) == "ท่อ"


def test_money_is_baht_where_the_file_does_not_say() -> None:
    assert (currency_of({}), currency_of({"currency": "pln"})) == ("THB", "PLN")


@pytest.mark.parametrize(("text", "code"), [("pl", "pl"), ("TH", "th"), ("", None), ('x" onclick="', None)])
def test_a_language_is_a_code_or_nothing(text: str, code: str | None) -> None:
    assert language_of({"language": text}) == code


@pytest.mark.parametrize(
    ("selected", "stated"),
    [("102", [True, False, False]), ("000", [False] * 3), ("   ", [None] * 3), ("3 1", [False, False, True])],
)
def test_only_selected_1_states_that_a_project_is_funded(selected: str, stated: list[bool | None]) -> None:
    projects = [Project(str(number), 1, {"selected": value}) for number, value in enumerate(selected)]
    lines = result_lines(projects, {project.id: "" for project in projects}, None)
    assert [line.is_stated for line in lines] == stated


def test_a_line_differs_where_count_and_file_disagree() -> None:
    outcome = tally(election(5, {"a": 5, "b": 5}, {"a": 1, "a,b": 1}), Rule())
    projects = [Project("b", 5, {"selected": "1"}), Project("a", 5, {"selected": "1"})]
    lines = result_lines(projects, {"a": "ก", "b": "ข"}, undivided(outcome))
    assert [(line.title, line.fate, line.is_stated, line.differs) for line in lines] == [
        ("ก", Fate.FUNDED, True, False),
        ("ข", Fate.DOES_NOT_FIT, True, True),
    ]


def test_without_a_count_the_file_speaks() -> None:
    projects = [
        Project("a", 5, {"selected": "0", "votes": "3"}),
        Project("b", 5, {"selected": "1", "votes": "?"}),
    ]
    lines = result_lines(projects, {"a": "ก", "b": "ข"}, None)
    assert [(line.is_funded, line.votes, line.differs) for line in lines] == [
        (False, 3, False),
        (True, None, False),
    ]
