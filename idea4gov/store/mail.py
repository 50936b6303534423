"""The outbox: mails that wait, who may send one now, and what became of it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, update
from sqlalchemy.orm import Session

from idea4gov.store.base import rowcount, table
from idea4gov.store.models import OutgoingMail
from idea4gov.store.records import find_record, select_into

_MAILS = table(OutgoingMail)
_mail = _MAILS.c


@dataclass(frozen=True)
class WaitingMail:
    """One mail of the outbox. attempts: how often it was tried before.

    unsubscribe_url: where a button of the mail program ends such mails; None for those that always come.
    """

    id: int
    recipient: str
    subject: str
    body: str
    attempts: int
    unsubscribe_url: str | None


# Built once, of tables: every ballot adds a mail.
_ADD = insert(_MAILS)
_DUE = (
    select_into(WaitingMail, _mail)
    .where(_mail.next_try_at <= bindparam("now"), _mail.attempts < bindparam("most"))
    .order_by(_mail.next_try_at, _mail.id)
    .limit(1)
)
_CLAIM = (
    update(_MAILS)
    .where(_mail.id == bindparam("mail"), _mail.attempts == bindparam("tried"))
    .values(attempts=_mail.attempts + 1, next_try_at=bindparam("next"))
)
_DELETE = delete(_MAILS).where(_mail.id == bindparam("mail"))


def add_mail(
    db: Session, *, recipient: str, subject: str, body: str, round_id: int | None = None, now: datetime
) -> None:
    """Put a mail into the outbox; it leaves after the commit. round_id: of a receipt."""
    values = {"recipient": recipient, "subject": subject, "body": body, "round_id": round_id}
    db.execute(_ADD, {**values, "next_try_at": now, "created_at": now})


def find_due_mail(db: Session, *, now: datetime, max_attempts: int) -> WaitingMail | None:
    """The mail that has been due for longest, or None. One that failed `max_attempts` times is given up."""
    return find_record(db, _DUE, {"now": now, "most": max_attempts})


def claim_mail(db: Session, mail: WaitingMail, *, next_try_at: datetime) -> bool:
    """Take the mail for one attempt, unless another process did. Returns whether it is ours.

    next_try_at: when others may try again, should we not say how it went.
    """
    claimed = db.execute(_CLAIM, {"mail": mail.id, "tried": mail.attempts, "next": next_try_at})
    return rowcount(claimed) == 1


def delete_mail(db: Session, mail_id: int) -> None:
    """Forget a mail that was sent."""
    db.execute(_DELETE, {"mail": mail_id})


def delete_all(db: Session) -> None:
    """Empty the outbox."""
    db.execute(delete(OutgoingMail))
