"""`idea4gov user`: accounts and offices from the command line."""

import sys
from datetime import timedelta

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select

from idea4gov.cli import cli, main
from idea4gov.store.accounts import find_credentials, get_credentials
from idea4gov.store.devices import is_known, save_device
from idea4gov.store.models import Account, OutgoingMail
from idea4gov.store.session import Database
from idea4gov.store.sessions import add_session, find_session
from idea4gov.store.tokens import add_token, find_by_secret
from tests.attacks.logged_in import begin
from tests.conftest import NOON
from tests.factories import add_account, add_local_government, add_province
from tests.officials import acts

EMAIL = "malee@example.org"
CREATE = ("create", EMAIL, "--name", "มาลี ศรีสุข", "--province", "20", "--password-stdin")


@pytest.fixture
def run(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    for name, value in {
        "IDEA4GOV_ENV": "development",
        "IDEA4GOV_SECRET_KEY": "a secret of the tests that is long enough",
        "IDEA4GOV_DATABASE_URL": str(sqlite_database.engine.url),
        "IDEA4GOV_PASSWORD_MEMORY_KIB": "8",
        "IDEA4GOV_PASSWORD_ROUNDS": "1",
    }.items():
        monkeypatch.setenv(name, value)
    with sqlite_database.transaction() as db:
        add_province(db)
        add_local_government(db)
    return CliRunner()


def user(run: CliRunner, *arguments: str, stdin: str | None = None) -> Result:
    return run.invoke(cli, ["user", *arguments], input=stdin)


def refusal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What `idea4gov user ...` says when it refuses; it must end with code 1."""
    monkeypatch.setattr(sys, "argv", ["idea4gov", "user", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    return capsys.readouterr().err


def test_an_account_is_created_confirmed(run: CliRunner, sqlite_database: Database) -> None:
    answer = user(run, *CREATE, stdin="ทะเลบางแสนสวยงาม\n")
    assert (answer.exit_code, answer.output) == (0, "Account 1 created.\n")
    with sqlite_database.reading() as db:
        known = find_credentials(db, EMAIL)
    assert known is not None
    assert known.is_confirmed
    assert known.password_hash.startswith("$argon2id$")


def test_an_unconfirmed_account_gets_a_mail(run: CliRunner, sqlite_database: Database) -> None:
    assert user(run, *CREATE, "--unconfirmed").exit_code == 0
    with sqlite_database.reading() as db:
        assert db.scalars(select(OutgoingMail.recipient)).all() == [EMAIL]


def test_a_prompted_password_is_typed_twice_and_not_shown(run: CliRunner) -> None:
    answer = user(run, *CREATE[:-1], stdin="ทะเลบางแสนสวยงาม\nทะเลบางแสนสวยงาม\n")
    assert answer.exit_code == 0
    assert "ทะเล" not in answer.output


def test_a_weak_password_is_refused_in_one_sentence(
    run: CliRunner, sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with run.isolation(input="short\n"):
        monkeypatch.setattr(sys, "argv", ["idea4gov", "user", *CREATE])
        with pytest.raises(SystemExit) as ended:
            main()
    assert ended.value.code == 1
    with sqlite_database.reading() as db:
        assert db.scalar(select(func.count()).select_from(Account)) == 0


def test_an_office_is_granted_listed_and_revoked(run: CliRunner, sqlite_database: Database) -> None:
    with sqlite_database.transaction() as db:
        add_account(db, EMAIL, confirmed=False)
        add_account(db, "somsri@example.org")
    where = ("--local-government", "2094")
    assert user(run, "grant", EMAIL, "moderator", *where).output == "Granted.\n"
    assert user(run, "grant", EMAIL, "moderator", *where).output.startswith("They have this role already")
    listed = user(run, "list", "--officials").output
    office = "moderator 2094 เทศบาลเมืองแสนสุข"
    assert listed == f"1\t{EMAIL}\tสมชาย ใจดี\t20 Chon Buri\tunconfirmed\t{office}\n"
    assert user(run, "revoke", EMAIL, "moderator", *where).output == "Revoked.\n"
    assert user(run, "list", "--officials").output == ""
    assert len(user(run, "list").output.splitlines()) == 2
    assert user(run, "revoke", EMAIL, "moderator", *where).exit_code == 1


@pytest.mark.parametrize("scope", [(), ("--nation", "--province", "20")])
def test_a_scope_must_be_named_exactly_once(run: CliRunner, scope: tuple[str, ...]) -> None:
    answer = user(run, "grant", EMAIL, "admin", *scope)
    assert answer.exit_code == 2
    assert "exactly one" in answer.output


def test_an_unknown_role_is_a_usage_error(run: CliRunner) -> None:
    assert user(run, "grant", EMAIL, "mayor", "--nation").exit_code == 2


@pytest.mark.parametrize(
    ("scope", "sentence"),
    [
        (("--nation",), "Error: There is no account with this e-mail address.\n"),
        (("--province", "99"), "Error: There is no place with the code 99.\n"),
    ],
)
def test_nobody_and_nowhere_are_said_in_one_sentence(
    run: CliRunner,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    scope: tuple[str, ...],
    sentence: str,
) -> None:
    assert refusal(monkeypatch, capsys, "grant", EMAIL, "admin", *scope) == sentence


def test_a_long_list_is_read_in_parts(
    run: CliRunner, sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("idea4gov.cli.user.AT_ONCE", 3)
    with sqlite_database.transaction() as db:
        for _ in range(7):
            add_account(db)
    assert [line.split("\t")[0] for line in user(run, "list").output.splitlines()] == list("1234567")


def test_sessions_are_ended_by_command(run: CliRunner, sqlite_database: Database) -> None:
    with sqlite_database.transaction() as db:
        for email in (EMAIL, "other@example.org"):
            account = add_account(db, email)
            add_session(
                db,
                account,
                session_number=1,
                key_digest=f"{account:064}",
                lasts=timedelta(days=1),
                idle=None,
                device="",
                network="",
                now=NOON,
            )
    assert user(run, "log-out", EMAIL).output == "1 sessions ended.\n"
    assert user(run, "log-out", "--everybody").output == "1 sessions ended.\n"
    assert user(run, "log-out").exit_code == user(run, "log-out", EMAIL, "--everybody").exit_code == 2


def test_whoever_is_in_an_account_is_shut_out(run: CliRunner, sqlite_database: Database) -> None:
    with sqlite_database.transaction() as db:
        account = add_account(db, EMAIL, password_hash="of a password that a stranger knows")
        lasts = timedelta(days=1)
        add_session(
            db,
            account,
            session_number=1,
            key_digest="a" * 64,
            lasts=lasts,
            idle=None,
            device="",
            network="",
            now=NOON,
        )
        add_token(
            db,
            account,
            name="ซ่อน",
            secret_digest="b" * 64,
            scopes=("answers",),
            expires_at=NOON + timedelta(days=300),
            now=NOON,
        )
        save_device(db, account, "c" * 64, device="", confirms=True, now=NOON)
    assert user(run, "shut-out", EMAIL).output.startswith("Shut out. The owner chooses a new password")
    with sqlite_database.reading() as db:
        assert get_credentials(db, account).password_hash != "of a password that a stranger knows"
        assert find_by_secret(db, "b" * 64, now=NOON + timedelta(days=1)) is None
        assert find_session(db, "a" * 64) is None
        assert not is_known(db, account, "c" * 64, since=NOON - timedelta(days=1))
    assert user(run, "shut-out", "nobody@example.org").exit_code == 1


def test_a_device_is_confirmed_by_command_where_no_mail_can_be_sent(
    run: CliRunner,
    sqlite_database: Database,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with sqlite_database.transaction() as db:
        account = add_account(db, EMAIL)
    begin(sqlite_database, account)
    line = "1\tChrome, Android\t203.0.113.0/24\t2026-11-23 05:00 UTC"
    assert user(run, "confirm-device", EMAIL).output == f"{line}\tunconfirmed\n"
    assert user(run, "confirm-device", EMAIL, "1").output == "Confirmed.\n"
    assert user(run, "confirm-device", EMAIL).output == f"{line}\tconfirmed\n"
    assert acts(sqlite_database) == ["confirm_device"]
    assert "no session" in refusal(monkeypatch, capsys, "confirm-device", EMAIL, "2")
