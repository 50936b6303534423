"""`idea4gov pb`: what it prints and how it exits."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import delete

from idea4gov.cli.pb import pb
from idea4gov.cli.verify import verify
from idea4gov.domain.errors import NotFound
from idea4gov.domain.pabulib.reading import read_document
from idea4gov.domain.pabulib.rows import lines_of_text
from idea4gov.domain.pabulib.writing import write_document
from idea4gov.domain.rounds.imports import NumberNotKept, UnknownLocalGovernment
from idea4gov.store.models import UrnBallotLine
from idea4gov.store.session import Database
from tests.factories import SAEN_SUK, add_local_government
from tests.rounds import THAI


@pytest.fixture
def run(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.setenv("IDEA4GOV_ENV", "development")
    monkeypatch.setenv("IDEA4GOV_DATABASE_URL", str(sqlite_database.engine.url))
    with sqlite_database.transaction() as db:
        add_local_government(db)
    return lambda *arguments: CliRunner().invoke(pb, [str(one) for one in arguments])


@pytest.fixture
def load(run: Callable[..., Result], tmp_path: Path) -> Callable[..., Result]:
    def load(text: str = THAI, *options: str, code: str = SAEN_SUK) -> Result:
        path = tmp_path / "election.pb"
        path.write_text(text, encoding="utf-8")
        return run("import", path, "--local-government", code, *options)

    return load


def test_importing_tells_the_number_and_the_digest(load: Callable[..., Result]) -> None:
    result = load()
    assert result.exit_code == 0
    assert result.stdout.startswith(
        "Imported as round 1: 7 ballots.\nSHA-256 of the canonical text: ae74ec07"
    )
    assert "Importing" in result.stderr


def test_importing_again_says_that_it_is_there(load: Callable[..., Result]) -> None:
    load()
    result = load()
    assert (result.exit_code, result.stdout) == (0, "This file is already there, as round 1.\n")


def test_a_bad_file_is_one_sentence_with_its_line(
    load: Callable[..., Result], run: Callable[..., Result]
) -> None:
    result = load(THAI.replace("ก7;4", "ก7;\x1b[1m"))
    assert result.exit_code == 2
    assert "Line 24: The ballot names “\\x1b[1m”, which is no project." in result.stderr
    assert len(run("list").stdout.splitlines()) == 1


SCORING = """META
KEY;VALUE
Budget;100
VOTE_TYPE;SCORING
RULE;GREEDY
PROJECTS
project_id;cost;name;votes;score;selected
1;60;ไฟ;2;8;1
2;50;ถนน;1;2;0
3;10;สวน;0;0;0
VOTES
voter_id;vote;points
v1;1;5
v2;1,2;3,2
"""


def test_scoring_ballots_are_imported_counted_and_exported_again(
    load: Callable[..., Result], run: Callable[..., Result], tmp_path: Path
) -> None:
    assert load(SCORING).exit_code == 0
    told = json.loads(run("tally", 1, "--json").stdout)
    assert [(one["id"], one["score"], one["fate"]) for one in told["projects"]] == [
        ("1", 8, "funded"),
        ("2", 2, "does_not_fit"),
        ("3", 0, "no_votes"),
    ]
    path = tmp_path / "again.pb"
    assert run("export", 1, "--output", path).exit_code == 0
    assert CliRunner().invoke(verify, [str(path)]).exit_code == 0
    assert load(path.read_text("utf-8")).stdout == "This file is already there, as round 1.\n"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("1;60;", "1;60.50;", "The number 60.5 of “1”"),
        ("v2;1,2;3,2", "v2;1,2;3,2.25", "The number 2.25 of “2”"),
        ("v2;1,2;3,2", "v2;1,2;3,-2", "The number -2 of “2”"),
        ("v2;1,2;3,2", "v2;1,2,2;3,1.5,0.5", "The number 1.5 of “v2”"),
        ("v2;1,2;3,2", "v2;1,2,2;3,-1,4", "The number -1 of “v2”"),
    ],
)
def test_what_is_not_whole_is_refused_with_a_sentence_and_nothing_is_kept(
    load: Callable[..., Result], run: Callable[..., Result], old: str, new: str, words: str
) -> None:
    result = load(SCORING.replace(old, new))
    assert isinstance(result.exception, NumberNotKept)
    assert words in str(result.exception)
    assert len(run("list").stdout.splitlines()) == 1


def test_whole_costs_and_points_with_idle_decimals_are_imported(load: Callable[..., Result]) -> None:
    text = (
        SCORING.replace("1;60;", "1;60.00;")
        .replace("3,2\n", "3.0,2.00\n")
        .replace("Budget;100", "Budget;100.75")
    )
    assert load(text).exit_code == 0


def test_an_unknown_local_government_is_refused(load: Callable[..., Result]) -> None:
    assert isinstance(load(code="9999").exception, UnknownLocalGovernment)


def test_a_tally_shows_winners_money_ties_and_digests(
    load: Callable[..., Result], run: Callable[..., Result]
) -> None:
    load()
    lines = run("tally", 1).stdout.splitlines()
    assert lines[:5] == [
        "Round 1: งบประมาณแบบมีส่วนร่วม; แสนสุข 2569, เทศบาลเมืองแสนสุข",
        "Rule greedy, approval ballots: 7",
        "project  votes  score  cost  title",
        'ไฟ;1         4      4   600  ไฟส่องทาง; ซอย "บางแสน 2"',
        "ท่อ          2      2   400  ลอกท่อระบายน้ำ",
    ]
    assert lines[5:8] == [
        "2 of 4 projects funded: 1,000 of 1,000 THB spent, 0 left",
        'First that did not fit: "ต้นไม้" (score 3, cost 500, 400 left)',
        "Tie at score 2, it decides who is funded; taken in this order: ท่อ, 4",
    ]
    assert lines[8].startswith("SHA-256 of the .pb file: ae74ec07")


def test_a_tally_as_json_says_the_same(load: Callable[..., Result], run: Callable[..., Result]) -> None:
    load()
    found = json.loads(run("tally", 1, "--json").stdout)
    assert (found["winners"], found["spent"], found["first_misfit"]) == (["ไฟ;1", "ท่อ"], 1000, '"ต้นไม้"')
    assert found["ties"] == [{"score": 2, "projects": ["ท่อ", "4"], "decides": True}]


def test_a_rule_that_is_not_known_is_a_sentence(
    load: Callable[..., Result], run: Callable[..., Result]
) -> None:
    load(THAI.replace("rule;greedy", "rule;lottery"))
    result = run("tally", 1)
    assert (result.exit_code, result.stdout) == (3, "")
    assert "The rule “lottery” cannot be counted here." in result.stderr


def test_a_round_that_is_not_there_is_not_found(run: Callable[..., Result]) -> None:
    assert isinstance(run("tally", 5).exception, NotFound)
    assert isinstance(run("export", 5).exception, NotFound)


def test_an_export_is_the_canonical_file_and_verifies(
    load: Callable[..., Result], run: Callable[..., Result], tmp_path: Path
) -> None:
    load()
    target = tmp_path / "out.pb"
    assert run("export", 1, "--output", target).exit_code == 0
    canonical = "".join(write_document(read_document(lines_of_text(THAI)))).encode()
    assert target.read_bytes() == canonical
    assert run("export", 1).stdout_bytes == canonical
    assert CliRunner().invoke(verify, [str(target)]).exit_code == 0
    assert list(tmp_path.glob("*.part")) == []


def test_an_export_that_is_not_what_was_sealed_is_refused(
    load: Callable[..., Result], run: Callable[..., Result], sqlite_database: Database, tmp_path: Path
) -> None:
    load()
    with sqlite_database.transaction() as db:
        db.execute(delete(UrnBallotLine).where(UrnBallotLine.ballot_number == 7))
    result = run("export", 1, "--output", tmp_path / "out.pb")
    assert result.exit_code == 1
    assert "not those that were sealed" in result.stderr
    assert not (tmp_path / "out.pb").exists()


def test_rounds_are_listed(load: Callable[..., Result], run: Callable[..., Result]) -> None:
    load()
    load(THAI.replace("rule;greedy", "rule;lottery"), "--title", "รอบสอง")
    lines = run("list").stdout.splitlines()
    assert lines[0].split() == ["round", "local", "government", "phase", "ballots", "rule", "digest", "title"]
    assert [line.split()[:5] for line in lines[1:]] == [
        ["1", SAEN_SUK, "final", "7", "greedy"],
        ["2", SAEN_SUK, "final", "7", "lottery"],
    ]
