"""Every real election at hand: read, written, counted, and compared with what is known of it."""

import csv
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from pabulib.checker import Checker

from idea4gov.cli.verify import verify
from idea4gov.domain.pabulib.reading import read_document, read_election
from idea4gov.domain.pabulib.rows import decoded_lines, lines_of_bytes, lines_of_text
from idea4gov.domain.pabulib.writing import write_document
from idea4gov.domain.tally.methods import tally
from idea4gov.domain.tally.rules import Rule
from tests.real.verdicts import verdict_of

CODES = {"yes": 0, "no": 1, "": 3}


@pytest.fixture(scope="session")
def index(real_data: Path) -> dict[str, dict[str, str]]:
    with (real_data / "pabulib" / "index.csv").open(encoding="utf-8", newline="") as file:
        return {row["file"]: row for row in csv.DictReader(file)}


@pytest.fixture(scope="session")
def elections(real_data: Path, index: dict[str, dict[str, str]]) -> list[Path]:
    paths = sorted((real_data / "pabulib").glob("*.pb"))
    assert {path.name for path in paths} == set(index)
    return paths


def test_every_file_survives_reading_and_writing_but_for_quotes_line_ends_and_the_spelling_of_whole_costs(
    elections: list[Path],
) -> None:
    for path in elections:
        document = read_document(lines_of_bytes(path.read_bytes()))
        text = "".join(write_document(document))
        again = read_document(lines_of_text(text))
        assert again == document, path.name
        assert "".join(write_document(again)) == text, path.name
        assert _cells(text) == _cells(path.read_text(encoding="utf-8")), path.name


def _cells(text: str) -> list[list[str]]:
    rows = csv.reader(text.splitlines(keepends=True), delimiter=";")
    return [
        [cell[:-2] if cell.endswith(".0") and cell[:-2].isdecimal() else cell for cell in row]
        for row in rows
        if row
    ]


def test_verdicts_agree_with_the_index(elections: list[Path], index: dict[str, dict[str, str]]) -> None:
    for path in elections:
        known = index[path.name]
        expected = CODES[known["rule_as_stated_reproduces"].partition(" ")[0]]
        assert CliRunner().invoke(verify, [str(path)]).exit_code == expected, path.name


def test_ties_that_decide_are_found(elections: list[Path], index: dict[str, dict[str, str]]) -> None:
    for path in elections:
        verdict = verdict_of(path)
        if verdict.outcome and index[path.name]["n_selected"] != "0":
            decides = any(tie.decides for tie in verdict.outcome.ties)
            assert str(decides) == index[path.name]["tie_decides"], path.name


def test_stated_figures_are_those_of_the_ballots(elections: list[Path]) -> None:
    miscounted = {}
    for path in elections:
        if found := verdict_of(path).miscounts:
            miscounted[path.name] = [(wrong.column, wrong.stated, wrong.counted) for wrong in found]
    # one voter of Częstochowa named a project four times, and the file counts that as four votes
    assert miscounted == {"Poland_Czestochowa_2020.pb": [("votes", "704", 701)]}


@pytest.mark.parametrize(
    "name", ["Poland_Krakow_2019_Bienczyce.pb", "Switzerland_Zurich_S5R.pb"], ids=["Kraków", "Zürich"]
)
def test_borda_points_are_those_that_the_city_states(real_data: Path, name: str) -> None:
    document = read_document(lines_of_bytes((real_data / "pabulib" / name).read_bytes()))
    outcome = tally(document.election(), Rule())
    stated = {project.id: int(project.attributes["score"]) for project in document.head.projects}
    assert {step.project_id: step.score for step in outcome.decisions} == stated


def test_the_largest_election_is_held_as_its_different_ballots(real_data: Path) -> None:
    with (real_data / "pabulib" / "Poland_Wroclaw_2023_local.pb").open("rb") as stream:
        election = read_election(decoded_lines(stream))
    assert (election.ballot_count, len(election.groups)) == (77_154, 61)
    assert tally(election, Rule(stop=True)).spent == 10_000_000


def test_the_checker_says_of_what_we_write_what_it_says_of_the_original(elections: list[Path]) -> None:
    for path in elections:
        if path.stat().st_size > 500_000:
            continue
        original = path.read_text(encoding="utf-8")
        written = "".join(write_document(read_document(lines_of_text(original))))
        assert _check(written) == _check(original), path.name


def _check(text: str) -> dict[str, Any]:
    # its own count of equal shares takes half a minute and says nothing about how a file is written
    text = re.sub("^rule;equalshares.*$", "rule;unknown", text, flags=re.MULTILINE)
    found: dict[str, Any] = Checker().process_files([text])[1]["results"]
    return found
