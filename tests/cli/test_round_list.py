"""`idea4gov round list` and `round settle`: the phases of rounds, for an administrator."""

from datetime import timedelta

import pytest
from click.testing import CliRunner

from idea4gov.cli import cli
from idea4gov.store.rounds.hosted import get_hosted
from idea4gov.store.rounds.voting import enter_roll
from idea4gov.store.session import Database
from tests.conftest import NOON
from tests.hosted import BY_EMAIL, add_hosted_round
from tests.voters import add_voters


@pytest.fixture
def settings(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The environment of the commands: development, on this database."""
    monkeypatch.setenv("IDEA4GOV_ENV", "development")
    monkeypatch.setenv("IDEA4GOV_SECRET_KEY", "a secret of the tests that is long enough")
    monkeypatch.setenv("IDEA4GOV_DATABASE_URL", str(sqlite_database.engine.url))
    return monkeypatch


def test_phases_whose_day_has_come_are_recorded_and_listed(
    sqlite_database: Database, settings: pytest.MonkeyPatch
) -> None:
    with sqlite_database.transaction() as db:
        late, ended = add_hosted_round(db, phase="preview"), add_hosted_round(db, phase="draft")
    with sqlite_database.reading() as db:
        voting_at = get_hosted(db, late.id).voting_at
    settings.setattr("idea4gov.cli.round.now", lambda: voting_at)
    settled = CliRunner().invoke(cli, ["round", "settle"])
    assert (settled.exit_code, settled.output) == (0, f"round {late.id}: voting\n")
    listed = CliRunner().invoke(cli, ["round", "list"]).output.splitlines()
    assert [line.split()[:2] for line in listed] == [[str(late.id), "voting"], [str(ended.id), "draft"]]


def test_a_round_that_fails_is_named_and_the_others_are_settled(
    sqlite_database: Database, settings: pytest.MonkeyPatch
) -> None:
    with sqlite_database.transaction() as db:
        broken, whole = add_hosted_round(db).id, add_hosted_round(db, phase="preview").id
    [voter] = add_voters(sqlite_database, 1)
    with sqlite_database.transaction() as db:
        # A voter on the roll without a ballot: the urn cannot be what the roll says.
        enter_roll(db, broken, voter.person_id, BY_EMAIL, now=NOON)
    settings.setattr("idea4gov.cli.round.now", lambda: NOON + timedelta(days=10))
    settled = CliRunner().invoke(cli, ["round", "settle"])
    assert settled.exit_code == 1
    assert f"round {whole}: voting" in settled.output
    assert settled.output.endswith(f"Not settled, see the log: round {broken}\n")
