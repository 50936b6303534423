"""The outbox: mails that wait, who may send one now, what became of it; and whether the relay is away."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, delete, exists, func, insert, select, update
from sqlalchemy.orm import Session

from idea4gov.store.base import rowcount, table
from idea4gov.store.models import MailRelay, OutgoingMail
from idea4gov.store.records import find_record, list_records, select_into
from idea4gov.store.upsert import insert_into

_MAILS, _RELAY = table(OutgoingMail), table(MailRelay)
_mail, _relay = _MAILS.c, _RELAY.c


@dataclass(frozen=True)
class WaitingMail:
    """One mail of the outbox. attempts: how often it was put off before.

    unsubscribe_url: where a button of the mail program ends such mails; None for those that always come.
    """

    id: int
    recipient: str
    subject: str
    body: str
    attempts: int
    unsubscribe_url: str | None


@dataclass(frozen=True)
class MailCard:
    """A mail of the outbox as a list shows it, without its text. words: what the relay said last."""

    id: int
    recipient: str
    subject: str
    attempts: int
    next_try_at: datetime
    created_at: datetime
    given_up_at: datetime | None
    words: str | None


@dataclass(frozen=True)
class RelayFault:
    """The relay is away. failures: tries in a row. words: what it, or the network, said last."""

    failures: int
    away_since: datetime
    next_try_at: datetime
    words: str


_WAITS = _mail.given_up_at.is_(None)
_IS_DUE = (_WAITS, _mail.next_try_at <= bindparam("now"))
# Built once, of tables: every ballot adds a mail.
_ADD = insert(_MAILS)
_DUE = (
    select_into(WaitingMail, _mail)
    .where(*_IS_DUE)
    .order_by(_mail.next_try_at, _mail.id)
    .limit(bindparam("most"))
    # Nobody waits for a mail that another worker is just taking.
    .with_for_update(skip_locked=True)
)
_COUNT_DUE = select(func.count()).select_from(
    select(_mail.id).where(*_IS_DUE).limit(bindparam("most")).subquery()
)
_OURS = (_mail.id == bindparam("mail"), _mail.next_try_at == bindparam("until"), _WAITS)
_IS_OURS = select(exists().where(*_OURS))
_FIND_RELAY = select_into(RelayFault, _relay)


def add_mail(
    db: Session, *, recipient: str, subject: str, body: str, round_id: int | None = None, now: datetime
) -> None:
    """Put a mail into the outbox; it leaves after the commit. round_id: of a receipt."""
    values = {"recipient": recipient, "subject": subject, "body": body, "round_id": round_id}
    db.execute(_ADD, {**values, "next_try_at": now, "created_at": now})


def count_due(db: Session, *, now: datetime, most: int) -> int:
    """How many mails are due, counted up to `most`."""
    return db.execute(_COUNT_DUE, {"now": now, "most": most}).scalar_one()


def claim_mails(db: Session, *, now: datetime, until: datetime, most: int) -> list[WaitingMail]:
    """Take the mails that have been due for longest, `most` of them, for us alone until a moment.

    If we do not say by then how it went, they are due again.
    """
    due = list_records(db, _DUE, {"now": now, "most": most})
    if due:
        db.execute(update(_MAILS).where(_mail.id.in_([one.id for one in due])).values(next_try_at=until))
    return due


def is_claimed(db: Session, mail_id: int, *, until: datetime) -> bool:
    """Whether a mail is still there, and ours: sealing a round or erasing an account takes mails away."""
    return bool(db.scalar(_IS_OURS, {"mail": mail_id, "until": until}))


def release_mails(db: Session, mail_ids: Collection[int], *, until: datetime, now: datetime) -> None:
    """Give back mails that were claimed until a moment, and not tried."""
    claimed = (_mail.id.in_(mail_ids), _mail.next_try_at == until)
    db.execute(update(_MAILS).where(*claimed).values(next_try_at=now))


def delete_mails(db: Session, mail_ids: Collection[int]) -> None:
    """Forget mails that were sent."""
    db.execute(delete(_MAILS).where(_mail.id.in_(mail_ids)))


def put_off(db: Session, mail_id: int, *, next_try_at: datetime | None, words: str, now: datetime) -> None:
    """Note that a mail was not taken. next_try_at: when it is tried again; None gives it up."""
    what = {"given_up_at": now} if next_try_at is None else {"next_try_at": next_try_at}
    changed = {"attempts": _mail.attempts + 1, "words": words, **what}
    db.execute(update(_MAILS).where(_mail.id == mail_id).values(changed))


def find_relay_fault(db: Session) -> RelayFault | None:
    """How the relay is away; None while it takes mails."""
    return find_record(db, _FIND_RELAY)


def save_relay_fault(db: Session, fault: RelayFault | None) -> None:
    """Note that the relay is away, or (None) that it takes mails."""
    if fault is None:
        db.execute(delete(_RELAY))
        return
    values = vars(fault)
    statement = insert_into(db, _RELAY).values(id=1, **values)
    db.execute(statement.on_conflict_do_update(index_elements=[_relay.id], set_=values))


def give_old_up(db: Session, *, before: datetime, now: datetime) -> int:
    """Give up the mails that have waited since `before`, whyever. Returns how many."""
    old = update(_MAILS).where(_WAITS, _mail.created_at < before)
    return rowcount(db.execute(old.values(given_up_at=now)))


def delete_given_up(db: Session, *, before: datetime) -> int:
    """Delete the mails that were given up before a moment. Returns how many."""
    return rowcount(db.execute(delete(_MAILS).where(_mail.given_up_at < before)))


def count_mails(db: Session, now: datetime) -> tuple[int, float, int]:
    """How many mails wait, how many seconds the oldest of them has waited, and how many are given up."""
    counted = select(
        func.count().filter(_WAITS), func.min(_mail.created_at).filter(_WAITS), func.count(_mail.given_up_at)
    )
    waiting, oldest, given_up = db.execute(counted).one()
    return waiting, max(0.0, (now - oldest).total_seconds()) if oldest else 0.0, given_up


def list_mails(db: Session, *, given_up: bool, after_id: int, most: int) -> list[MailCard]:
    """Mails that wait, or that are given up, oldest first, `most` of them after the one with `after_id`."""
    chosen = _mail.given_up_at.is_not(None) if given_up else _WAITS
    page = select_into(MailCard, _mail).where(chosen, _mail.id > after_id).order_by(_mail.id).limit(most)
    return list_records(db, page)


def resend_mails(db: Session, mail_id: int | None, *, now: datetime) -> int:
    """Let a mail, or (None) all that are given up, be tried at once, as new ones. Returns how many."""
    fresh = {"attempts": 0, "next_try_at": now, "created_at": now, "given_up_at": None}
    return rowcount(db.execute(update(_MAILS).where(_chosen(mail_id)).values(fresh)))


def drop_mails(db: Session, mail_id: int | None) -> int:
    """Delete a mail, or (None) all that are given up. Returns how many there were."""
    return rowcount(db.execute(delete(_MAILS).where(_chosen(mail_id))))


def _chosen(mail_id: int | None) -> ColumnElement[bool]:
    return _mail.given_up_at.is_not(None) if mail_id is None else _mail.id == mail_id


def delete_all(db: Session) -> None:
    """Empty the outbox."""
    db.execute(delete(_MAILS))
