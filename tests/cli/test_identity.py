"""`idea4gov identity`: a file of keys is made once, and a newest key is laid around what is kept."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from idea4gov.actions.identity import renew_digests
from idea4gov.cli.identity import identity
from idea4gov.domain.errors import Conflict
from idea4gov.domain.identity.digests import NoIdentityKey, UnknownIdentityKey
from idea4gov.outside.identity_keys import IdentityKeys
from idea4gov.store import identity as store
from idea4gov.store.models import Person
from idea4gov.store.session import Database
from tests.conftest import NOON
from tests.identity import CHEAP_KEY, SECOND_KEY, THIRD_KEY

NUMBERS = ("1234567890121", "3201234567892")
ONE, TWO = IdentityKeys(CHEAP_KEY), IdentityKeys(f"{CHEAP_KEY} {SECOND_KEY}")


def have_persons(database: Database, keys: IdentityKeys = ONE) -> list[int]:
    """Persons with NUMBERS, and one without."""
    with database.transaction() as db:
        digests = map(keys.digest, NUMBERS)
        people = [
            Person(identity_digest=one.digest, identity_key_id=one.key_id, created_at=NOON) for one in digests
        ]
        db.add_all([*people, Person(created_at=NOON)])
        db.flush()
        return [one.id for one in people]


def found(database: Database, keys: IdentityKeys) -> list[int | None]:
    with database.reading() as db:
        return [store.find_person(db, keys.digests(number)) for number in NUMBERS]


def test_persons_are_found_before_while_and_after_a_key_is_renewed(database: Database) -> None:
    people = have_persons(database)
    assert found(database, ONE) == found(database, TWO) == people
    assert renew_digests(database, TWO) == 2
    assert found(database, TWO) == people
    assert found(database, ONE) == [None, None]
    with database.reading() as db:
        assert store.count_by_key(db) == {TWO.current_id: 2}


def test_a_renewal_goes_on_where_it_was_cut_off(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    people = have_persons(database)
    monkeypatch.setattr("idea4gov.actions.identity.AT_ONCE", 1)
    with database.transaction() as db:
        ((first, kept),) = store.outdated_persons(db, TWO.current_id, limit=1)
        store.renew_person(db, first, kept, TWO.renew(kept))
    assert found(database, TWO) == people
    assert renew_digests(database, TWO) == 1
    assert renew_digests(database, TWO) == 0
    assert found(database, IdentityKeys(f"{CHEAP_KEY} {SECOND_KEY} {THIRD_KEY}")) == people


@pytest.mark.parametrize(("keys", "refused"), [("", NoIdentityKey), (SECOND_KEY, UnknownIdentityKey)])
def test_a_wrong_file_changes_nothing(database: Database, keys: str, refused: type[Conflict]) -> None:
    people = have_persons(database)
    with pytest.raises(refused):
        renew_digests(database, IdentityKeys(keys))
    assert found(database, ONE) == people


def test_the_commands_say_what_they_did(
    sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "key"
    monkeypatch.setenv("IDEA4GOV_ENV", "development")
    monkeypatch.setenv(
        "IDEA4GOV_DATABASE_URL", sqlite_database.engine.url.render_as_string(hide_password=False)
    )
    monkeypatch.setenv("IDEA4GOV_IDENTITY_KEY_FILE", str(path))
    path.write_text(CHEAP_KEY, encoding="ascii")
    path.chmod(0o600)
    have_persons(sqlite_database)
    run = CliRunner().invoke
    refused = run(identity, ["new-key", str(path)])
    assert refused.exit_code == 1
    assert "already" in refused.output
    assert "is in" in run(identity, ["new-key", "--add", str(path)]).output
    assert run(identity, ["rotate"]).output.startswith("2 digests have the key ")
    assert run(identity, ["rotate"]).output.startswith("0 digests")
    path.write_text("my password", encoding="ascii")
    unusable = run(identity, ["new-key", "--add", str(path)])
    assert unusable.exit_code == 1
    assert "my password" not in unusable.output
