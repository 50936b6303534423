"""Delivery of mail: many over a connection, each once; a mail has tries of its own, and the relay has."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, event, select

from idea4gov.actions.mail_delivery import CLAIM, deliver_due, keep_outbox
from idea4gov.domain.mail import MAX_ATTEMPTS
from idea4gov.outside.mail import Mailer
from idea4gov.store.mail import add_mail, count_mails, find_relay_fault
from idea4gov.store.models import MailRelay, OutgoingMail
from idea4gov.store.session import Database
from tests.conftest import NOON, Clock
from tests.outbox import deliver_all, deliver_into
from tests.outside.relay import Relay, relay
from tests.parallel import at_once

SENDER = "idea4gov <no-reply@example.org>"


def enqueue(database: Database, number: int, *, now: datetime = NOON) -> None:
    with database.transaction() as db:
        for each in range(number):
            add_mail(db, recipient=f"citizen{each}@example.org", subject="เรื่อง", body=f"{each}", now=now)


def outbox_of(database: Database) -> list[OutgoingMail]:
    with database.reading() as db:
        return list(db.scalars(select(OutgoingMail).order_by(OutgoingMail.id)))


def deliver(database: Database, server: Relay, now: datetime = NOON, connections: int = 1) -> int:
    return deliver_all(database, Mailer(server.url, SENDER, connections=connections), now)


class Printer(Mailer):
    """Calls `first` before each mail is written down."""

    def __init__(self, outbox: list[str], first: Callable[[], object]) -> None:
        def echo(text: str) -> None:
            first()
            outbox.append(text)

        super().__init__("", SENDER, echo=echo)


def test_a_sent_mail_is_forgotten(database: Database) -> None:
    enqueue(database, 2)
    outbox: list[str] = []
    deliver_into(outbox, database, NOON)
    assert outbox[0] == "To: citizen0@example.org\nSubject: เรื่อง\n\n0"
    assert (len(outbox), outbox_of(database)) == (2, [])


def test_a_mail_of_a_change_that_failed_is_not_sent(database: Database) -> None:
    def change() -> None:
        with database.transaction() as db:
            add_mail(db, recipient="x@example.org", subject="x", body="x", now=NOON)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        change()
    assert deliver_all(database, Mailer("", SENDER), NOON) == 0


def test_twenty_mails_are_one_connection_one_claim_and_four_commands_each(database: Database) -> None:
    enqueue(database, 20)
    claims = list[str]()
    event.listen(
        database.engine,
        "before_cursor_execute",
        lambda _c, _cursor, statement, *_: claims.append(statement) if statement[:6] == "UPDATE" else None,
    )
    with relay() as server:
        assert deliver(database, server) == 20
    assert (server.connections, len(server.mails), len(claims)) == (1, 20, 1)
    assert server.commands == ["EHLO", *["MAIL", "RCPT", "DATA"] * 20, "QUIT"]


def test_two_hundred_mails_share_ten_connections_and_arrive_once(database: Database) -> None:
    enqueue(database, 200)
    with relay() as server:
        assert deliver(database, server, connections=10) == 200
    assert (len(set(server.recipients)), len(server.recipients)) == (200, 200)
    assert server.connections == 10
    assert outbox_of(database) == []


def test_a_relay_that_takes_fewer_connections_gets_all_mails_over_these(sqlite_database: Database) -> None:
    enqueue(sqlite_database, 90)
    with relay(most_at_once=1) as server:
        assert deliver(sqlite_database, server, connections=10) == 90
    with sqlite_database.reading() as db:
        assert find_relay_fault(db) is None


@pytest.mark.parametrize(("closes_after", "connections"), [(20, 2), (1, 8)])
def test_a_relay_that_ends_the_connection_between_mails_is_asked_again(
    sqlite_database: Database, closes_after: int, connections: int
) -> None:
    mails = 30 if closes_after > 1 else 8
    enqueue(sqlite_database, mails)
    with relay(closes_after=closes_after) as server:
        assert deliver(sqlite_database, server) == mails
    assert (server.connections, len(set(server.recipients))) == (connections, mails)


def test_after_a_hundred_mails_there_is_a_new_connection(sqlite_database: Database) -> None:
    enqueue(sqlite_database, 150)
    with relay() as server:
        assert deliver(sqlite_database, server) == 150
    assert server.connections == 2


def test_a_refused_recipient_is_given_up_and_breaks_no_connection(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    enqueue(database, 3)
    with relay(refused={"citizen1": 550}) as server:
        assert deliver(database, server) == 2
        assert deliver(database, server, NOON + timedelta(days=1)) == 0
    assert server.connections == 1
    [refused] = outbox_of(database)
    assert (refused.given_up_at, refused.attempts) == (NOON, 1)
    assert refused.words == "550 <…@example.org> is not welcome"
    assert caplog.messages == [f"mail_given_up id={refused.id} attempt=1 reason=SMTPRecipientsRefused 550"]


def test_a_mail_that_is_put_off_holds_up_no_other_and_is_given_up_at_last(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    enqueue(database, 2)
    with caplog.at_level(logging.WARNING), relay(refused={"citizen0": 450}) as server:
        assert deliver(database, server) == 1
        assert deliver(database, server, NOON + timedelta(minutes=1)) == 0
        [waiting] = outbox_of(database)
        assert (waiting.attempts, waiting.next_try_at) == (1, NOON + timedelta(minutes=2))
        for day in range(1, MAX_ATTEMPTS + 3):
            deliver(database, server, NOON + timedelta(days=2 * day))
    [lost] = outbox_of(database)
    assert lost.attempts == MAX_ATTEMPTS
    assert lost.given_up_at
    assert "mail_given_up" in caplog.messages[-1]
    assert "example.org" not in caplog.text


@pytest.mark.parametrize("greeting", [421, 554, None])
def test_a_relay_that_is_away_for_a_day_costs_no_mail_a_try_and_is_asked_once_in_a_while(
    sqlite_database: Database, clock: Clock, greeting: int | None
) -> None:
    enqueue(sqlite_database, 40)
    with relay(greeting=greeting or 220) as server:
        mailer = Mailer(server.url if greeting else "smtp://127.0.0.1:1", SENDER, connections=10)
        for _ in range(48):
            for _ in range(3):
                assert deliver_due(sqlite_database, mailer, clock) == 0
            clock.move(minutes=30)
    assert server.connections == (48 if greeting else 0)
    assert {one.attempts for one in outbox_of(sqlite_database)} == {0}
    with sqlite_database.reading() as db:
        fault = find_relay_fault(db)
    assert fault
    assert (fault.failures, fault.away_since) == (48, NOON)
    with relay() as well:
        assert deliver(sqlite_database, well, fault.next_try_at - timedelta(seconds=1)) == 0
        assert deliver(sqlite_database, well, fault.next_try_at) == 40
    with sqlite_database.reading() as db:
        assert find_relay_fault(db) is None


def test_a_mail_at_which_the_relay_hangs_up_does_not_keep_the_others_for_ever(database: Database) -> None:
    enqueue(database, 3)
    with relay(refused={"citizen0": 0}) as server:
        assert deliver(database, server) == 0
        assert deliver(database, server, NOON + timedelta(seconds=5)) == 2
    assert [one.attempts for one in outbox_of(database)] == [1]


def test_without_a_relay_nothing_is_pretended(sqlite_database: Database) -> None:
    enqueue(sqlite_database, 1)
    assert deliver_all(sqlite_database, Mailer("", SENDER), NOON) == 0
    with sqlite_database.reading() as db:
        assert "IDEA4GOV_MAIL_URL" in db.scalars(select(MailRelay.words)).one()


def test_several_workers_send_each_mail_once(database: Database) -> None:
    enqueue(database, 120)
    outbox: list[str] = []
    sent = at_once([lambda: deliver_all(database, Mailer("", "x", echo=outbox.append), NOON)] * 4)
    assert sum(sent) == 120
    assert len(set(outbox)) == len(outbox) == 120


def test_mails_that_are_being_sent_are_left_alone_until_their_worker_must_be_dead(
    database: Database,
) -> None:
    enqueue(database, 3)
    outbox, others = list[str](), list[str]()

    def die() -> None:
        deliver_into(others, database, NOON)
        raise SystemExit

    with pytest.raises(SystemExit):
        deliver_all(database, Printer(outbox, die), NOON)
    deliver_into(others, database, NOON + CLAIM - timedelta(seconds=1))
    assert others == []
    deliver_into(others, database, NOON + CLAIM)
    assert len(others) == 3


def test_what_a_killed_worker_has_sent_is_sent_again_at_most_once(database: Database) -> None:
    enqueue(database, 5)
    outbox: list[str] = []

    def die_at_third() -> None:
        if len(outbox) == 2:
            raise SystemExit

    with pytest.raises(SystemExit):
        deliver_all(database, Printer(outbox, die_at_third), NOON)
    deliver_into(outbox, database, NOON + CLAIM)
    assert len(outbox) == 5 == len(set(outbox))


def test_a_mail_that_was_taken_away_since_it_was_claimed_is_not_sent(database: Database) -> None:
    enqueue(database, 3)
    outbox: list[str] = []

    def seal() -> None:
        with database.transaction() as db:
            db.execute(delete(OutgoingMail).where(OutgoingMail.recipient == "citizen2@example.org"))

    assert deliver_all(database, Printer(outbox, seal), NOON) == 2
    assert "citizen2" not in "".join(outbox)


def test_a_slow_relay_keeps_no_mail_longer_than_it_was_claimed_for(database: Database, clock: Clock) -> None:
    enqueue(database, 8)
    outbox: list[str] = []
    stops = iter([False] * 4 + [True] * 9)

    def wait() -> None:
        clock.move(seconds=60)
        if len(outbox) == 3:
            assert [one.next_try_at for one in outbox_of(database)][-1] > clock.now - CLAIM

    deliver_due(database, Printer(outbox, wait), clock, must_stop=lambda: next(stops))
    assert len(outbox) in (3, 4)
    assert all(one.next_try_at <= clock.now for one in outbox_of(database))


def test_given_up_mails_are_deleted_after_some_days_and_so_are_those_that_nobody_took(
    database: Database, clock: Clock
) -> None:
    enqueue(database, 2)
    with relay(refused={"citizen0": 550, "citizen1": 450}) as server:
        deliver(database, server)
    clock.move(days=13)
    keep_outbox(database, keep_days=14, now=clock.now)
    with database.reading() as db:
        assert count_mails(db, clock.now)[::2] == (1, 1)
    clock.move(days=2)
    keep_outbox(database, keep_days=14, now=clock.now)
    with database.reading() as db:
        assert count_mails(db, clock.now) == (0, 0, 1)
    clock.move(days=15)
    keep_outbox(database, keep_days=14, now=clock.now)
    assert outbox_of(database) == []


def test_looking_into_an_empty_outbox_is_one_read(database: Database) -> None:
    statements = list[str]()
    event.listen(
        database.engine, "before_cursor_execute", lambda _c, _cur, statement, *_: statements.append(statement)
    )
    assert deliver_all(database, Mailer("", SENDER), NOON) == 0
    assert len(statements) == 1
