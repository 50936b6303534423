"""Notices: on the recipients' page, and by mail to those who want it, in the transaction of the event."""

from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from idea4gov.actions.consents import record_consent
from idea4gov.domain.accounts import LANGUAGES
from idea4gov.domain.notices import ALWAYS_MAILED, NoticeKind
from idea4gov.domain.permissions import Viewer
from idea4gov.outside.mail_templates import render_mail
from idea4gov.store import follows, notices
from idea4gov.store.consents import end_consents
from idea4gov.store.notices import NoticeCard, Recipients

UNSUBSCRIBE = "{unsubscribe}"
"""Placeholder in a rendered mail: the address by which each account unsubscribes."""
READER = "{reader}"
"""Placeholder in a rendered mail: the display name of each account."""


def notify(
    db: Session,
    recipients: Recipients,
    *,
    kind: NoticeKind,
    title: str,
    page_url: str,
    now: datetime,
    **values: str,
) -> None:
    """Add a notice and a mail for each recipient, in three statements whatever their number.

    recipients: of store.notices. kind: of domain.notices; the mail template has the same name. page_url: the
    whole URL of what the notice is about. values: what else the template needs. Call it before the audit's
    record().
    """
    address = urlsplit(page_url)
    path = (address.path or "/") + (f"#{address.fragment}" if address.fragment else "")
    notices.add_notices(db, recipients, kind=kind, title=title, path=path, now=now)
    base = f"{address.scheme}://{address.netloc}/unsubscribe/"
    for language in LANGUAGES:
        text = render_mail(
            kind, language, reader=READER, title=title, link=page_url, unsubscribe=UNSUBSCRIBE, **values
        )
        notices.add_mails(
            db,
            recipients,
            language=language,
            subject=text.subject,
            body=text.body,
            reader=READER,
            unsubscribe=(UNSUBSCRIBE, base),
            only_willing=kind not in ALWAYS_MAILED,
            now=now,
        )


def list_own(db: Session, viewer: Viewer, *, before_id: int | None) -> tuple[list[NoticeCard], int | None]:
    """A page of the viewer's notices, newest first, and where the next page begins (None: last).

    before_id: the last notice of the page before.
    """
    found = notices.list_notices(db, viewer.account_id, before_id=before_id, limit=notices.PAGE_SIZE + 1)
    shown = found[: notices.PAGE_SIZE]
    return shown, shown[-1].id if len(found) > notices.PAGE_SIZE else None


def open_notice(db: Session, viewer: Viewer, notice_id: int, *, now: datetime) -> str:
    """Mark one of the viewer's notices as read. Returns the path of what it is about. Raises NotFound."""
    path = notices.get_path(db, viewer.account_id, notice_id)
    notices.mark_read(db, viewer.account_id, notice_id=notice_id, now=now)
    return path


def follow_board(db: Session, viewer: Viewer, *, board_id: int, now: datetime) -> None:
    """Follow a board; doing so twice changes nothing.

    Whether the viewer may see it is for the caller to check.
    """
    follows.add_follow(db, board_id, person_id=viewer.person_id, account_id=viewer.account_id, now=now)


def unfollow_board(db: Session, viewer: Viewer, *, board_id: int) -> None:
    """Stop following a board; nothing changes for those who do not follow it."""
    follows.remove_follow(db, board_id, person_id=viewer.person_id)


def read_all(db: Session, viewer: Viewer, *, now: datetime) -> None:
    """Mark all notices of the viewer as read."""
    notices.mark_read(db, viewer.account_id, now=now)


def change_mail(db: Session, viewer: Viewer, *, is_wanted: bool, now: datetime) -> None:
    """Set whether the viewer wants mail about notices."""
    notices.set_notice_mail(db, viewer.account_id, is_wanted)
    if is_wanted:
        record_consent(db, viewer.person_id, "notice_mail", now=now)
    else:
        end_consents(db, [viewer.person_id], ["notice_mail"], now=now)


def end_mail(db: Session, key: str, *, now: datetime) -> None:
    """Send no more mail about notices to the account with this key, which only its mails contain.

    Raises NotFound.
    """
    person_id = notices.end_mail_by_key(db, key)
    end_consents(db, [person_id], ["notice_mail"], now=now)
