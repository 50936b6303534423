"""`idea4gov round list` and `round settle`: the phases of rounds, for an administrator's nightly job."""

import pytest
from click.testing import CliRunner

from idea4gov.cli import cli
from idea4gov.store.rounds.hosted import get_hosted
from idea4gov.store.session import Database
from tests.hosted import add_hosted_round


def test_phases_whose_day_has_come_are_recorded_and_listed(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sqlite_database.transaction() as db:
        late, ended = add_hosted_round(db, phase="preview"), add_hosted_round(db, phase="draft")
    with sqlite_database.reading() as db:
        voting_at = get_hosted(db, late.id).voting_at
    monkeypatch.setattr("idea4gov.cli.round.now", lambda: voting_at)
    monkeypatch.setenv("IDEA4GOV_ENV", "development")
    monkeypatch.setenv("IDEA4GOV_SECRET_KEY", "a secret of the tests that is long enough")
    monkeypatch.setenv("IDEA4GOV_DATABASE_URL", str(sqlite_database.engine.url))
    settled = CliRunner().invoke(cli, ["round", "settle"])
    assert (settled.exit_code, settled.output) == (0, f"round {late.id}: voting\n")
    listed = CliRunner().invoke(cli, ["round", "list"]).output.splitlines()
    assert [line.split()[:2] for line in listed] == [[str(late.id), "voting"], [str(ended.id), "draft"]]
