"""Delivery of mail by the worker: many mails over a connection, and pauses while the relay is away."""

import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

from idea4gov.domain.mail import (
    MAILS_OF_CONNECTION,
    connections_for,
    next_attempt,
    next_connection,
    relay_words,
)
from idea4gov.outside.mail import Connection, Mailer, MailRefused, RelayAway
from idea4gov.store import mail
from idea4gov.store.mail import RelayFault, WaitingMail
from idea4gov.store.session import Database

LOG = logging.getLogger(__name__)
# A worker that dies keeps its mails from the others for so long. No mail is begun after half of it, which
# leaves the relay two and a half minutes: seven answers of 20 s each.
CLAIM = timedelta(minutes=5)
# Some relays count the mails of a connection.
MOST_OF_CONNECTION = 100


def deliver_due(
    database: Database,
    mailer: Mailer,
    clock: Callable[[], datetime],
    *,
    must_stop: Callable[[], bool] = lambda: False,
) -> int:
    """Send every mail that is due, unless the relay was away a moment ago. Returns how many were sent.

    must_stop: asked before each mail. A relay that is away uses up no attempt of a mail. A worker that is
    killed may have sent one mail on each connection that is sent again later; no mail is lost.
    """
    now, most = clock(), MAILS_OF_CONNECTION * mailer.connections
    with database.reading() as db:
        due = mail.count_due(db, now=now, most=most)
        fault = mail.find_relay_fault(db) if due else None
    if due == 0 or (fault is not None and fault.next_try_at > now):
        return 0
    delivery = _Delivery(database, mailer, clock, must_stop)
    away = _send_all(delivery, min(connections_for(due), mailer.connections))
    _note(database, fault, away, has_sent=delivery.sent > 0, now=clock())
    return delivery.sent


def keep_outbox(database: Database, *, keep_days: int, now: datetime) -> None:
    """Give up the mails that have waited for `keep_days`, and delete those given up so many days ago."""
    before = now - timedelta(days=keep_days)
    with database.reading() as db:
        _waiting, oldest_seconds, given_up = mail.count_mails(db, now)
    if not given_up and oldest_seconds < timedelta(days=keep_days).total_seconds():
        return
    with database.transaction() as db:
        deleted = mail.delete_given_up(db, before=before)
        too_old = mail.give_old_up(db, before=before, now=now)
    if deleted or too_old:
        LOG.warning("mails_old given_up=%d deleted=%d", too_old, deleted)


def _send_all(delivery: "_Delivery", connections: int) -> RelayAway | None:
    """Send over so many connections at once. Returns how the relay failed, or None."""
    try:
        first = delivery.mailer.connect()
    except RelayAway as error:
        return error
    if connections == 1:
        return delivery.work(first)
    with ThreadPoolExecutor(connections - 1, "mail") as pool:
        others = [pool.submit(delivery.work, None) for _ in range(connections - 1)]
        faults = [delivery.work(first), *(each.result() for each in others)]
    return next((each for each in faults if each is not None), None)


def _note(
    database: Database, before: RelayFault | None, away: RelayAway | None, *, has_sent: bool, now: datetime
) -> None:
    """Note whether the relay is away, for every worker. Without a change nothing is written."""
    if away is None and before is None:
        return
    fault = None
    if away is not None:
        former = None if has_sent else before
        failures = former.failures + 1 if former else 1
        since = former.away_since if former else now
        fault = RelayFault(failures, since, next_connection(failures, now), relay_words(away.words, ""))
        LOG.warning("mail_relay_away failures=%d reason=%s", failures, away)
    with database.transaction() as db:
        mail.save_relay_fault(db, fault)


@dataclass
class _Delivery:
    """What the connections of one delivery share. sent: how many mails the relay took."""

    database: Database
    mailer: Mailer
    clock: Callable[[], datetime]
    must_stop: Callable[[], bool]
    sent: int = 0
    # SQLite has one writer at a time, and those who wait for it are faster one after another.
    _lock: Lock = field(default_factory=Lock)
    _taken: list[int] = field(default_factory=list)

    def work(self, connection: Connection | None) -> RelayAway | None:
        """Send batches of mails until none is due. Returns how the relay failed, or None.

        connection: None opens one. A relay that takes no further one is not away: others send.
        """
        try:
            line = _Line(self.mailer, connection or self.mailer.connect())
        except RelayAway:
            return None
        try:
            while self._send_batch(line):
                pass
        except RelayAway as error:
            return error
        finally:
            line.close()
        return None

    def _send_batch(self, line: "_Line") -> bool:
        """Claim a batch and send it; give back what was not tried. Returns whether there is more to do."""
        now = self.clock()
        until = now + CLAIM
        with self._lock, self.database.transaction() as db:
            batch = mail.claim_mails(db, now=now, until=until, most=MAILS_OF_CONNECTION)
        left = {one.id for one in batch}
        try:
            for one in self._in_time(batch, now + CLAIM / 2):
                if self._is_ours(one, until):
                    self._send(line, one)
                left.discard(one.id)
        except RelayAway:
            self._release(left, until)
            raise
        self._release(left, until)
        return bool(batch) and not self.must_stop()

    def _release(self, left: set[int], until: datetime) -> None:
        if left:
            with self._lock, self.database.transaction() as db:
                mail.release_mails(db, left, until=until, now=self.clock())

    def _in_time(self, batch: list[WaitingMail], latest: datetime) -> Iterator[WaitingMail]:
        for one in batch:
            if self.must_stop() or self.clock() > latest:
                return
            yield one

    def _is_ours(self, one: WaitingMail, until: datetime) -> bool:
        # Sealing may have destroyed a receipt since it was claimed.
        with self._lock, self.database.reading() as db:
            return mail.is_claimed(db, one.id, until=until)

    def _send(self, line: "_Line", one: WaitingMail) -> None:
        try:
            line.send(one)
        except MailRefused as error:
            self._put_off(one, error, is_final=error.is_final)
        except RelayAway as error:
            # Else one mail at which the relay hangs up would hold up all others for ever.
            if error.in_mail:
                self._put_off(one, error, is_final=False)
            raise
        else:
            self._record(one.id)

    def _record(self, mail_id: int) -> None:
        """Delete a mail that was sent, with those of other connections that wait to be deleted."""
        self._taken.append(mail_id)
        with self._lock:
            taken, self._taken = self._taken, []
            self.sent += len(taken)
            if taken:
                with self.database.transaction() as db:
                    mail.delete_mails(db, taken)

    def _put_off(self, one: WaitingMail, error: MailRefused | RelayAway, *, is_final: bool) -> None:
        """Note that it was not taken. The log names the mail and the reason, never the recipient."""
        now, attempt = self.clock(), one.attempts + 1
        again = None if is_final else next_attempt(attempt, now)
        words = relay_words(error.words, one.recipient)
        with self._lock, self.database.transaction() as db:
            mail.put_off(db, one.id, next_try_at=again, words=words, now=now)
        what = "mail_given_up" if again is None else "mail_not_sent"
        LOG.warning("%s id=%d attempt=%d reason=%s", what, one.id, attempt, error)


class _Line:
    """A connection that is opened again where the relay ends it between two mails."""

    def __init__(self, mailer: Mailer, connection: Connection) -> None:
        self._mailer, self._connection = mailer, connection
        self._mails = 0

    def send(self, one: WaitingMail) -> None:
        """Send a mail. Raises MailRefused; RelayAway where a new connection does no better."""
        if self._mails >= MOST_OF_CONNECTION:
            self._reconnect()
        try:
            self._give(one)
        except RelayAway:
            if self._mails == 1:
                raise
            self._reconnect()
            self._give(one)

    def close(self) -> None:
        self._connection.close()

    def _give(self, one: WaitingMail) -> None:
        self._mails += 1
        self._connection.send(one.recipient, one.subject, one.body, unsubscribe_url=one.unsubscribe_url)

    def _reconnect(self) -> None:
        self._connection.close()
        self._connection, self._mails = self._mailer.connect(), 0
