"""Files that nobody should send: each gives one sentence and its exit code, and nothing half-written."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select

from idea4gov.cli.pb import pb
from idea4gov.cli.verify import verify
from idea4gov.store.models import Board, BudgetProject, BudgetRound, UrnBallot
from idea4gov.store.session import Database
from tests.conftest import Fresh
from tests.factories import SAEN_SUK, add_local_government
from tests.rounds import THAI

Change = Callable[[str], str | bytes]
HUGE, CELL = "9" * 15, "ก" * 200_000
POINTED = THAI.replace("approval", "cumulative").replace("vote;age", "vote;points")


@pytest.fixture(scope="module")
def database(fresh_sqlite: Fresh) -> Iterator[Database]:
    """One database for all: what is refused leaves nothing in it."""
    with fresh_sqlite() as database:
        with database.transaction() as db:
            add_local_government(db)
        yield database


def stated(key: str, value: str) -> Callable[[str], str]:
    """META says this instead of what it said, or besides."""

    def change(text: str) -> str:
        line = f"{key};{value}\n"
        found = re.sub(rf"(?m)^{key};.*\n", "", text)
        return found.replace("PROJECTS\n", f"{line}PROJECTS\n", 1)

    return change


def swapped(text: str) -> str:
    """The columns of projects in another order."""
    return text.replace("project_id;cost;votes;name;selected", "project_id;cost;votes;selected;name").replace(
        "ปลูกต้นไม้ริมหาด;0", "0;ปลูกต้นไม้ริมหาด"
    )


@pytest.mark.parametrize(
    ("change", "verified", "imported"),
    [
        (lambda text: text.replace("\n", "\r\n"), 0, 0),
        (lambda text: "\ufeff" + text, 0, 0),
        (lambda text: text.encode("cp874"), 2, 2),
        (lambda text: text.encode("utf-16"), 2, 2),
        (lambda text: text.replace("\n", "\r"), 2, 2),
        (swapped, 2, 2),
        (lambda text: text[: len(text) // 2], 2, 2),
        (lambda text: text.replace("600;4", "0;4"), 1, 0),
        (lambda text: text.replace("600;4", f"{HUGE};4"), 1, 0),
        (lambda text: text.replace("ก5;;20", "ก5;,;20"), 2, 2),
        (lambda text: text.replace("ก5;", f"{'x' * 3000};"), 0, 2),
        (lambda text: text.replace("ปลูกต้นไม้ริมหาด", CELL), 2, 2),
        (lambda text: text.replace("ปลูกต้นไม้ริมหาด", "\x1b[31m\u202e\u2028"), 0, 0),
        (stated("budget", "1000.50"), 0, 0),
        (stated("budget", "1e9"), 2, 2),
        (stated("num_votes", "9" * 40), 2, 2),
        (stated("rule", "equalshares/add1"), 1, 0),
        (lambda text: stated("rule", "equalshares/add1")(stated("budget", HUGE)(text)), 1, 0),
        (stated("vote_type", "ordinal"), 0, 0),
        (stated("vote_type", "scoring"), 2, 2),
        (stated("min_project_score_threshold", "-3"), 3, 0),
        (stated("areas", "1,2"), 2, 2),
        (stated("tie_draw", "4 1 7 0 9"), 1, 0),
        (lambda text: POINTED.replace("ก7;4;", "ก7;4;-1"), 2, 2),
    ],
)
def test_each_is_a_sentence_and_a_code(
    database: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    change: Change,
    verified: int,
    imported: int,
) -> None:
    monkeypatch.setenv("IDEA4GOV_ENV", "development")
    monkeypatch.setenv("IDEA4GOV_DATABASE_URL", str(database.engine.url))
    path = tmp_path / "election.pb"
    sent = change(THAI)
    path.write_bytes(sent if isinstance(sent, bytes) else sent.encode())
    told = CliRunner().invoke(verify, [str(path)])
    assert (told.exit_code, told.exception is None or verified > 0) == (verified, True), told.output
    before = rows(database)
    done = CliRunner().invoke(pb, ["import", str(path), "--local-government", SAEN_SUK])
    assert done.exit_code == imported, done.output
    assert_plain(told, done)
    if imported:
        assert rows(database) == before


def assert_plain(*results: Result) -> None:
    """No trace of a program, and nothing that a terminal would obey."""
    for result in results:
        assert result.exc_info is None or issubclass(result.exc_info[0], SystemExit)
        assert "Traceback" not in result.output
        assert "\x1b" not in result.output


def rows(database: Database) -> list[int]:
    """How many boards, rounds, projects and ballots there are."""
    with database.reading() as db:
        return [
            db.scalar(select(func.count()).select_from(model)) or 0
            for model in (Board, BudgetRound, BudgetProject, UrnBallot)
        ]
