"""Mail: put into the outbox with the change that causes it, sent after the commit, tried again on failure."""

import logging
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from idea4gov.outside.mail import Mailer, MailNotSent
from idea4gov.outside.mail_templates import render_mail
from idea4gov.store import mail
from idea4gov.store.session import Database

LOG = logging.getLogger(__name__)
MAX_ATTEMPTS = 8
FIRST_DELAY = timedelta(minutes=2)


def enqueue(
    db: Session,
    *,
    recipient: str,
    template: str,
    language: str,
    now: datetime,
    round_id: int | None = None,
    **values: str,
) -> None:
    """Render a mail template, and put the mail into the outbox.

    template: the name of one in templates/mail. language: of the recipient. values: of each $name in the
    template. round_id: of a mail that repeats a ballot of that round; sealing the round deletes it if it
    still waits.
    """
    text = render_mail(template, language, **values)
    mail.add_mail(db, recipient=recipient, subject=text.subject, body=text.body, round_id=round_id, now=now)


def deliver_next(database: Database, mailer: Mailer, now: datetime) -> bool | None:
    """Try the mail that has been due for longest. Returns whether it was sent; None when none is due.

    The mail is claimed first, so that only one of several processes sends it. A process that dies after
    sending and before deleting it lets the mail be sent twice; no mail is lost.
    """
    waiting = _claim(database, now)
    return None if waiting is None else _deliver(database, mailer, waiting)


def _claim(database: Database, now: datetime) -> mail.WaitingMail | None:
    """Take the next due mail for one attempt; None when there is none left."""
    while True:
        # Looked for outside of a transaction: on SQLite, one that writes keeps every other writer out.
        with database.reading() as db:
            due = mail.find_due_mail(db, now=now, max_attempts=MAX_ATTEMPTS)
        if due is None:
            return None
        with database.transaction() as db:
            claimed = mail.claim_mail(db, due, next_try_at=now + _delay_after(due.attempts + 1))
        if claimed:
            return due


def _deliver(database: Database, mailer: Mailer, waiting: mail.WaitingMail) -> bool:
    """Try once. Returns whether it was sent. The log names the mail and the reason, never the recipient."""
    attempt = waiting.attempts + 1
    try:
        mailer.send(waiting.recipient, waiting.subject, waiting.body, unsubscribe_url=waiting.unsubscribe_url)
    except MailNotSent as error:
        what = "mail_given_up" if attempt >= MAX_ATTEMPTS else "mail_not_sent"
        LOG.warning("%s id=%d attempt=%d reason=%s", what, waiting.id, attempt, error)
        return False
    with database.transaction() as db:
        mail.delete_mail(db, waiting.id)
    return True


def _delay_after(attempts: int) -> timedelta:
    """How long to wait after this many attempts: 2, 4, 8 ... minutes; all MAX_ATTEMPTS span four hours."""
    doublings: int = 2 ** (attempts - 1)
    return FIRST_DELAY * doublings
