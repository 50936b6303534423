"""Mail: put into the outbox with the change that causes it; what administrators do with what waits there."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from idea4gov.actions.audit import record
from idea4gov.domain.permissions import Viewer, require_nation
from idea4gov.domain.sessions import require_confirmed
from idea4gov.outside.mail_templates import render_mail
from idea4gov.store import mail
from idea4gov.store.accounts import list_cards
from idea4gov.store.mail import MailCard, RelayFault

PAGE = 50


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


@dataclass(frozen=True)
class Outbox:
    """A page of the outbox. waiting, given_up: how many mails there are. next_id: where the next page begins.

    oldest_seconds: how long the oldest has waited. fault: how the relay is away, or None.
    """

    waiting: int
    given_up: int
    oldest_seconds: float
    fault: RelayFault | None
    mails: list[MailCard]
    next_id: int | None


def show_outbox(db: Session, viewer: Viewer, *, given_up: bool, after_id: int, now: datetime) -> Outbox:
    """A page of the mails that wait, or that are given up, oldest first. Raises NotFound."""
    require_nation(viewer, "site:watch")
    waiting, oldest_seconds, lost = mail.count_mails(db, now)
    found = mail.list_mails(db, given_up=given_up, after_id=after_id, most=PAGE + 1)
    next_id = found[PAGE - 1].id if len(found) > PAGE else None
    return Outbox(waiting, lost, oldest_seconds, mail.find_relay_fault(db), found[:PAGE], next_id)


def resend(db: Session, viewer: Viewer, mail_id: int | None, *, now: datetime) -> int:
    """Have a mail, or (None) all that are given up, tried at once. Returns how many. Raises NotFound."""
    require_nation(viewer, "site:watch")
    return resend_mails(db, mail_id, actor_id=viewer.account_id, now=now)


def drop(db: Session, viewer: Viewer, mail_id: int | None, *, now: datetime) -> int:
    """Delete a mail, or (None) all that are given up, for good. Returns how many there were.

    Raises NotFound, PasswordNeeded.
    """
    require_nation(viewer, "site:watch")
    require_confirmed(viewer, now=now)
    return drop_mails(db, mail_id, actor_id=viewer.account_id, now=now)


def send_test(db: Session, viewer: Viewer, *, site: str, now: datetime) -> None:
    """Put a mail to the viewer's own address into the outbox, to see whether it arrives. Raises NotFound."""
    require_nation(viewer, "site:watch")
    [account] = list_cards(db, [viewer.account_id])
    reader, language = account.display_name, viewer.language
    enqueue(
        db,
        recipient=account.email,
        template="test_mail",
        language=language,
        now=now,
        reader=reader,
        site=site,
    )
    mail.save_relay_fault(db, None)


def resend_mails(db: Session, mail_id: int | None, *, actor_id: int | None = None, now: datetime) -> int:
    """As resend(), by command: the relay is asked at once, even if it was away.

    actor_id: the account that acts; None is the system.
    """
    found = mail.resend_mails(db, mail_id, now=now)
    if found:
        mail.save_relay_fault(db, None)
        _record(db, "resend_mails", mail_id, found, actor_id, now)
    return found


def drop_mails(db: Session, mail_id: int | None, *, actor_id: int | None = None, now: datetime) -> int:
    """As drop(), by command. actor_id: None is the system."""
    found = mail.drop_mails(db, mail_id)
    if found:
        _record(db, "drop_mails", mail_id, found, actor_id, now)
    return found


def _record(
    db: Session,
    act: Literal["resend_mails", "drop_mails"],
    mail_id: int | None,
    number: int,
    actor_id: int | None,
    now: datetime,
) -> None:
    kind, subject = ("mails", "given-up") if mail_id is None else ("mail", mail_id)
    record(
        db,
        actor_id=actor_id,
        act=act,
        subject_kind=kind,
        subject_id=subject,
        place=None,
        data={"mails": number},
        now=now,
    )
