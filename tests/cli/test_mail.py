"""`idea4gov mail`: what waits, try it again, delete it, ask the relay."""

import sys

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select, update

from idea4gov.cli import cli, main
from idea4gov.store.mail import RelayFault, add_mail, count_mails, save_relay_fault
from idea4gov.store.models import OutgoingMail
from idea4gov.store.session import Database
from tests.conftest import NOON
from tests.officials import acts
from tests.outside.relay import relay


@pytest.fixture(autouse=True)
def outbox(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Mail 1 waits, 2 and 3 are given up; the relay is away."""
    for name, value in {
        "IDEA4GOV_ENV": "development",
        "IDEA4GOV_SECRET_KEY": "a secret of the tests that is long enough",
        "IDEA4GOV_DATABASE_URL": str(sqlite_database.engine.url),
    }.items():
        monkeypatch.setenv(name, value)
    with sqlite_database.transaction() as db:
        for each in (1, 2, 3):
            to = f"malee{each}@example.org"
            add_mail(db, recipient=to, subject=f"เรื่อง {each}", body="ลับ", now=NOON)
        lost = {"given_up_at": NOON, "attempts": 1, "words": "550 unknown"}
        db.execute(update(OutgoingMail).where(OutgoingMail.id > 1).values(lost))
        save_relay_fault(db, RelayFault(2, NOON, NOON, "ConnectionRefusedError"))


def mail(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(cli, ["mail", *arguments], input=stdin)


def refusal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    monkeypatch.setattr(sys, "argv", ["idea4gov", "mail", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    return capsys.readouterr().err


def counts(database: Database) -> tuple[int, int]:
    with database.reading() as db:
        waiting, _, given_up = count_mails(db, NOON)
    return waiting, given_up


def test_mails_are_listed_with_the_reason_and_without_the_name_of_the_recipient() -> None:
    noon = "2569-11-23 12:00:00"
    lines = mail("list").output.splitlines()
    assert lines[0].startswith("1 mails wait, the oldest for ")
    assert lines[0].endswith("; 2 are given up.")
    assert lines[1] == (
        f"The relay has been away since {noon}: ConnectionRefusedError. It is asked again at {noon}."
    )
    assert lines[2] == f"1\tnext try {noon}\tsince {noon}\t0 tries\t…@example.org\tเรื่อง 1"
    assert lines[3:] == [
        f"{each}\tgiven up {noon}\tsince {noon}\t1 tries\t…@example.org\tเรื่อง {each}\t550 unknown"
        for each in (2, 3)
    ]
    assert "malee2@example.org" in mail("list", "--given-up", "--addresses").output


def test_mails_are_tried_again_and_dropped(sqlite_database: Database) -> None:
    assert mail("resend", "3").output == "1 mails will be tried at once.\n"
    assert counts(sqlite_database) == (2, 1)
    assert mail("drop", "1", stdin="n\n").exit_code == 1
    assert counts(sqlite_database) == (2, 1)
    assert mail("drop", "1", stdin="y\n").output.endswith("1 mails deleted.\n")
    assert mail("drop", "--given-up", "--yes").exit_code == 0
    assert counts(sqlite_database) == (1, 0)
    assert acts(sqlite_database) == ["resend_mails", "drop_mails", "drop_mails"]
    assert mail("drop", "3", "--yes").exit_code == 0
    assert mail("list").output.splitlines()[0] == "0 mails wait; 0 are given up."


def test_a_mail_that_is_gone_is_said_and_one_or_all_have_to_be_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "There is no mail 9" in refusal(monkeypatch, capsys, "resend", "9")
    assert mail("resend").exit_code == mail("drop", "1", "--given-up", "--yes").exit_code == 2


def test_the_relay_is_asked_at_once_and_its_answer_told(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with relay(refused={"refused": 550}) as server:
        monkeypatch.setenv("IDEA4GOV_MAIL_URL", server.url)
        assert mail("test", "malee@example.org").output.startswith("The relay took the mail to malee@")
        said = refusal(monkeypatch, capsys, "test", "refused@example.org")
    assert "was reached, and refused this mail: 550 <…@example.org> is not welcome" in said
    assert len(server.mails) == 1
    assert "cannot be used, so every mail waits: ConnectionRefusedError" in refusal(
        monkeypatch, capsys, "test", "malee@example.org"
    )
    with sqlite_database.reading() as db:
        assert len(db.scalars(select(OutgoingMail.id)).all()) == 3


def test_without_a_relay_development_prints_the_mail() -> None:
    answer = mail("test", "malee@example.org")
    assert "To: malee@example.org" in answer.stderr
    assert "No relay is set" in answer.stdout
