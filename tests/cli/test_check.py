"""`idea4gov check`: exit 0 for a whole installation, 1 and a name for whatever is not."""

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from idea4gov.actions.reports import report_post
from idea4gov.actions.results import close_board
from idea4gov.cli import cli
from idea4gov.store.session import Database
from tests.conftest import NOON
from tests.factories import add_account, add_board, add_proposal, viewer_of
from tests.officials import add_comment, add_official, support


@pytest.fixture
def whole(database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """An installation with a closed board (1) whose first proposal (1) has a support and a comment."""
    with database.transaction() as db:
        moderator, board = add_official(db), add_board(db, local_government_code="2094")
        proposal = add_proposal(db, board)
        add_proposal(db, board, state="withdrawn")
        add_comment(db, proposal)
        add_comment(db, proposal, state="hidden")
        support(db, proposal, viewer_of(db, add_account(db)).person_id)
        report_post(db, viewer_of(db, add_account(db)), "proposal", proposal, reason="โฆษณา", now=NOON)
        close_board(db, moderator, board, now=NOON)
    monkeypatch.setenv("IDEA4GOV_ENV", "development")
    monkeypatch.setenv("IDEA4GOV_SECRET_KEY", "a secret of the tests that is long enough")
    url = database.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("IDEA4GOV_DATABASE_URL", url)
    return database


def test_whole_installation_passes(whole: Database) -> None:
    answer = CliRunner().invoke(cli, ["check"])
    assert answer.exit_code == 0, answer.output
    assert answer.stdout.splitlines()[:13] == [
        "supports: whole",
        "comments: whole",
        "reports: whole",
        "boards: whole",
        "answers: whole",
        "results: whole",
        "budget rounds: whole",
        "frozen rounds: whole",
        "ballots: whole",
        "logs of urns: whole",
        "samples of rolls: whole",
        "photos: whole",
        "audit log: whole",
    ]
    assert answer.stdout.splitlines()[13].startswith("newest audit entry: 1 ")


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        (
            "UPDATE proposal SET support_count = 2 WHERE id = 1",
            "supports: proposal 1 shows 2 supports, but 1 ",
        ),
        ("DELETE FROM support", "supports: proposal 1 shows 1 supports, but 0 "),
        (
            "UPDATE proposal SET comment_count = 2 WHERE id = 1",
            "comments: proposal 1 shows 2 comments, but 1 ",
        ),
        ("UPDATE report_case SET report_count = 2", "reports: case 1 shows 2 reports, but 1 "),
        ("DELETE FROM report", "reports: case 1 shows 1 reports, but 0 "),
        ("UPDATE board SET proposal_count = 2", "boards: board 1 shows 2 proposals, but 1 "),
        ("UPDATE proposal SET number = 9 WHERE id = 2", "boards: board 1 numbered 2 proposals, but has 2, "),
        ("UPDATE board SET last_number = 3", "boards: board 1 numbered 3 proposals, but has 2, "),
        (
            "UPDATE proposal SET is_answered = true WHERE id = 2",
            "answers: proposal 2 does not say rightly whether",
        ),
        ("UPDATE board_result_line SET support_count = 2", "results: the result of board 1 is not the one"),
        ("UPDATE board_result SET supporters = 2", "results: the result of board 1 is not the one"),
        ("DELETE FROM board_result_line", "results: the result of board 1 is not the one"),
        (
            "UPDATE board_result SET digest = 'x'",
            "results: the digest of board 1 is not the one in the audit log",
        ),
        (
            "UPDATE audit_entry SET act = 'x' WHERE id = 1",
            "audit log: audit entry 1 is missing or was changed",
        ),
    ],
)
@pytest.mark.usefixtures("whole")
def test_damage_is_named(owned: Database, damage: str, named: str) -> None:
    with owned.transaction() as db:
        db.execute(text(damage))
    answer = CliRunner().invoke(cli, ["check"])
    assert answer.exit_code == 1
    assert named in answer.stderr
