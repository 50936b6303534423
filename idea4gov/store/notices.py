"""Notices and their mails: added for many accounts in one statement, read by one account."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    func,
    insert,
    literal,
    null,
    select,
    union,
    update,
)
from sqlalchemy.orm import Session

from idea4gov.domain.errors import NotFound
from idea4gov.domain.notices import NoticeKind
from idea4gov.store.base import table
from idea4gov.store.models import (
    Account,
    BoardFollow,
    Notice,
    OutgoingMail,
    Proposal,
    ProposalReview,
)
from idea4gov.store.records import list_records, select_into

PAGE_SIZE = 20
Recipients = Select[Any] | CompoundSelect[Any]
"""A SELECT of the ids of the accounts to notify, each once."""

_NOTICES, _MAILS = table(Notice), table(OutgoingMail)
_notice, _account, _follow = _NOTICES.c, table(Account).c, table(BoardFollow).c
_proposal, _review = table(Proposal).c, table(ProposalReview).c


class NoticeCard(NamedTuple):
    """A notice as its reader sees it."""

    id: int
    kind: NoticeKind
    title: str
    path: str
    at: datetime
    is_read: bool


def one_account(account_id: int) -> Select[Any]:
    """This account alone."""
    return select(_account.id).where(_account.id == account_id)


def without_unread(account_id: int, kind: NoticeKind, title: str) -> Recipients:
    """This account, unless a notice of this kind and title still waits to be read there.

    So a lively conversation is told once, and again only to those who looked.
    """
    waits = select(_notice.id).where(
        _notice.account_id == account_id,
        _notice.read_at.is_(None),
        _notice.kind == kind,
        _notice.title == title,
    )
    return one_account(account_id).where(~waits.exists())


def around_board(board_id: int) -> Recipients:
    """Who follows a board or round, and who has a published or merged proposal on it or in its review."""
    counts = _proposal.state.in_(("published", "merged"))
    reviewed = (
        select(_proposal.author_id)
        .join_from(table(ProposalReview), table(Proposal), _proposal.id == _review.proposal_id)
        .where(_review.round_id == board_id, counts)
    )
    return union(
        select(_follow.account_id).where(_follow.board_id == board_id),
        select(_proposal.author_id).where(_proposal.board_id == board_id, counts),
        reviewed,
    )


def add_notices(
    db: Session, recipients: Recipients, *, kind: NoticeKind, title: str, path: str, now: datetime
) -> None:
    """Add the same notice for each recipient, in one statement."""
    values = [literal(kind), literal(title), literal(path), literal(now, _notice.at.type)]
    rows = select(_account.id, *values).where(_account.id.in_(recipients), _account.erased_at.is_(None))
    db.execute(insert(_NOTICES).from_select(["account_id", "kind", "title", "path", "at"], rows))


def add_mails(
    db: Session,
    recipients: Recipients,
    *,
    language: str,
    subject: str,
    body: str,
    reader: str,
    unsubscribe: tuple[str, str],
    only_willing: bool,
    now: datetime,
) -> None:
    """Add a mail to the outbox for each recipient who reads `language`, in one statement.

    reader: a mark in the body, where each account's display name takes its place.
    unsubscribe: a mark in the body, and the address that takes its place before the account's own key.
    only_willing: leave out those who want no mail about notices.
    """
    mark, base = unsubscribe
    address = literal(base) + _account.notice_key
    moment = literal(now, _MAILS.c.created_at.type)
    text = func.replace(literal(body), reader, _account.display_name)
    if only_willing:
        text = func.replace(text, mark, address)
    rows = select(
        _account.email,
        literal(subject),
        text,
        literal(0),
        moment,
        moment,
        address if only_willing else null(),
    ).where(
        _account.id.in_(recipients), _account.language == language, *_can_be_mailed(only_willing=only_willing)
    )
    columns = ["recipient", "subject", "body", "attempts", "next_try_at", "created_at", "unsubscribe_url"]
    db.execute(insert(_MAILS).from_select(columns, rows))


def _can_be_mailed(*, only_willing: bool) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [
        _account.erased_at.is_(None),
        _account.email_confirmed_at.is_not(None),
    ]
    if only_willing:
        conditions += [_account.notice_mail.is_(True), _account.notice_key.is_not(None)]
    return conditions


def list_notices(
    db: Session, account_id: int, *, before_id: int | None = None, limit: int = PAGE_SIZE
) -> list[NoticeCard]:
    """The notices of an account, newest first, older than `before_id`."""
    query = (
        select_into(NoticeCard, _notice, is_read=_notice.read_at.is_not(None))
        .where(_notice.account_id == account_id)
        .order_by(_notice.id.desc())
        .limit(limit)
    )
    if before_id is not None:
        query = query.where(_notice.id < before_id)
    return list_records(db, query)


def get_path(db: Session, account_id: int, notice_id: int) -> str:
    """The path that a notice of this account links to. Raises NotFound."""
    path: str | None = db.scalar(
        select(_notice.path).where(_notice.id == notice_id, _notice.account_id == account_id)
    )
    if path is None:
        raise NotFound()
    return path


def mark_read(db: Session, account_id: int, *, notice_id: int | None = None, now: datetime) -> None:
    """Note that a notice was read; with None, all of them."""
    change = update(_NOTICES).where(_notice.account_id == account_id, _notice.read_at.is_(None))
    if notice_id is not None:
        change = change.where(_notice.id == notice_id)
    db.execute(change.values(read_at=now))


def set_notice_mail(db: Session, account_id: int, wanted: bool) -> None:
    """Store whether the account wants mail about notices."""
    db.execute(update(Account).where(Account.id == account_id).values(notice_mail=wanted))


def get_notice_mail(db: Session, account_id: int) -> bool:
    """Whether the account wants mail about notices."""
    return bool(db.scalar(select(_account.notice_mail).where(_account.id == account_id)))


def end_mail_by_key(db: Session, key: str) -> int:
    """Turn off mail about notices for the account with this key of its unsubscribe link.

    Returns its person. Raises NotFound.
    """
    found: int | None = db.scalar(
        update(Account)
        .where(Account.notice_key == key, Account.erased_at.is_(None))
        .values(notice_mail=False)
        .returning(Account.person_id)
    )
    if found is None:
        raise NotFound()
    return found
