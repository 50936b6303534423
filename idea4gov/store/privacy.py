"""All that is stored about one person: read for their own export, and erased."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, delete, select, update
from sqlalchemy.orm import Session

from idea4gov.domain.privacy import ERASED_NAME, erased_email
from idea4gov.domain.proposals import ProposalState
from idea4gov.store.base import table
from idea4gov.store.consents import end_consents
from idea4gov.store.models import (
    Account,
    AccountLink,
    ApiToken,
    Appeal,
    Board,
    BoardFollow,
    BudgetObjection,
    Comment,
    Consent,
    KnownDevice,
    LoginSession,
    Notice,
    OutgoingMail,
    Proposal,
    Report,
    ReportCase,
    Residence,
    RoleGrant,
    Support,
    WaitingPhoto,
)
from idea4gov.store.records import list_records, select_into

_account, _proposal, _board = table(Account).c, table(Proposal).c, table(Board).c
_case, _report, _appeal = table(ReportCase).c, table(Report).c, table(Appeal).c
_follow, _notice = table(BoardFollow).c, table(Notice).c
_objection, _grant, _token = table(BudgetObjection).c, table(RoleGrant).c, table(ApiToken).c
_consent = table(Consent).c
_session, _device = table(LoginSession).c, table(KnownDevice).c
_comment, _support, _residence = table(Comment).c, table(Support).c, table(Residence).c


class SupportedCard(NamedTuple):
    """A proposal that somebody supports, as their own page lists it."""

    id: int
    title: str
    state: ProposalState
    support_count: int
    is_own: bool
    supported_at: datetime


def list_supported_by(
    db: Session, person_id: int, account_id: int, *, limit: int = 20
) -> list[SupportedCard]:
    """What a person supports, the newest support first."""
    return list_records(
        db,
        select_into(
            SupportedCard,
            _proposal,
            is_own=_proposal.author_id == account_id,
            supported_at=_support.created_at,
        )
        .join_from(table(Support), table(Proposal), _proposal.id == _support.proposal_id)
        .where(_support.person_id == person_id, _proposal.state == "published")
        .order_by(_support.created_at.desc(), _proposal.id)
        .limit(limit),
    )


def read_own_data(db: Session, account_id: int, person_id: int) -> dict[str, Any]:
    """All rows about a person: {table: rows as JSON values}, without the password hash."""
    queries = {
        **_of_account(account_id, person_id),
        **_posts(account_id),
        **_acts(account_id, person_id),
        **_of_office(account_id),
    }
    return {name: _rows(db, query) for name, query in queries.items()}


def _of_account(account_id: int, person_id: int) -> dict[str, Select[Any]]:
    """The account, its residence, its notices, its sessions and known devices."""
    account = select(
        _account.id, _account.email, _account.mailbox, _account.display_name, _account.home_province_code,
        _account.home_local_government_code, _account.language, _account.thai_numerals, _account.notice_mail,
        _account.consented_at,
        _account.consent_version, _account.email_confirmed_at, _account.created_at,
    ).where(_account.id == account_id)  # fmt: skip
    consents = select(_consent.purpose, _consent.version, _consent.given_at, _consent.ended_at).where(
        _consent.person_id == person_id
    )
    residence = select(table(Residence)).where(_residence.person_id == person_id)
    notices = select(_notice.kind, _notice.title, _notice.path, _notice.at, _notice.read_at).where(
        _notice.account_id == account_id
    )
    sessions = select(
        _session.device, _session.network, _session.begun_at, _session.seen_at, _session.ends_at
    ).where(_session.account_id == account_id)
    devices = select(_device.device, _device.known_since, _device.confirmed_at, _device.seen_at).where(
        _device.account_id == account_id
    )
    return {
        "account": account,
        "residence": residence,
        "consents": consents.order_by(_consent.id),
        "notices": notices.order_by(_notice.id),
        "sessions": sessions.order_by(_session.id),
        "devices": devices.order_by(_device.known_since, _device.secret_digest),
    }


def _posts(account_id: int) -> dict[str, Select[Any]]:
    """What the account wrote for others to read."""
    boards = select(_board.id, _board.title, _board.body, _board.state, _board.created_at).where(
        _board.opened_by_id == account_id
    )
    proposals = select(
        _proposal.id, _proposal.board_id, _proposal.title, _proposal.body, _proposal.category,
        _proposal.state, _proposal.hidden_reason, _proposal.support_count,
        _proposal.created_at, _proposal.edited_at,
    ).where(_proposal.author_id == account_id)  # fmt: skip
    comments = select(
        _comment.id, _comment.proposal_id, _comment.body, _comment.state, _comment.hidden_reason,
        _comment.created_at, _comment.edited_at,
    ).where(_comment.author_id == account_id)  # fmt: skip
    return {
        "boards": boards.order_by(_board.id),
        "proposals": proposals.order_by(_proposal.id),
        "comments": comments.order_by(_comment.id),
    }


def _acts(account_id: int, person_id: int) -> dict[str, Select[Any]]:
    """What the person supports, follows, reported and appealed."""
    supports = select(_support.proposal_id, _support.created_at).where(_support.person_id == person_id)
    follows = select(_follow.board_id, _follow.created_at).where(_follow.account_id == account_id)
    reports = (
        select(_case.subject_kind, _case.subject_id, _report.reason, _report.created_at)
        .join_from(table(Report), table(ReportCase), _case.id == _report.case_id)
        .where(_report.person_id == person_id)
    )
    appeals = select(
        _appeal.subject_kind, _appeal.subject_id, _appeal.body, _appeal.created_at, _appeal.decision,
        _appeal.reason, _appeal.decided_at,
    ).where(_appeal.author_id == account_id)  # fmt: skip
    objections = select(
        _objection.round_id, _objection.stage, _objection.project_id, _objection.body, _objection.created_at,
        _objection.answer, _objection.answered_at,
    ).where(_objection.account_id == account_id)  # fmt: skip
    return {
        "supports": supports.order_by(_support.proposal_id),
        "follows": follows.order_by(_follow.board_id),
        "reports": reports.order_by(_report.created_at),
        "appeals": appeals.order_by(_appeal.id),
        "objections": objections.order_by(_objection.created_at),
    }


def _of_office(account_id: int) -> dict[str, Select[Any]]:
    """What an official's account may do, and the tokens that act for it."""
    offices = select(
        _grant.role, _grant.scope, _grant.province_code, _grant.local_government_code, _grant.granted_at
    ).where(_grant.account_id == account_id)
    tokens = select(_token.name, _token.created_at, _token.expires_at, _token.revoked_at).where(
        _token.account_id == account_id
    )
    return {"offices": offices.order_by(_grant.id), "tokens": tokens.order_by(_token.id)}


def erase_account(
    db: Session, account_id: int, person_id: int, *, email: str, password_hash: str, now: datetime
) -> None:
    """Erase what identifies the person from a locked account; posts and supports stay, without a name.

    email: its address so far. password_hash: one that no password makes.
    """
    db.execute(delete(AccountLink).where(AccountLink.account_id == account_id))
    db.execute(delete(ApiToken).where(ApiToken.account_id == account_id))
    db.execute(delete(LoginSession).where(LoginSession.account_id == account_id))
    db.execute(delete(KnownDevice).where(KnownDevice.account_id == account_id))
    db.execute(delete(OutgoingMail).where(OutgoingMail.recipient == email))
    db.execute(delete(BoardFollow).where(BoardFollow.account_id == account_id))
    db.execute(delete(Notice).where(Notice.account_id == account_id))
    db.execute(delete(WaitingPhoto).where(WaitingPhoto.sent_by_id == account_id))
    _delete_reports(db, person_id)
    db.execute(delete(Residence).where(Residence.person_id == person_id))
    end_consents(db, [person_id], now=now)
    db.execute(
        update(Account)
        .where(Account.id == account_id)
        .values(
            email=erased_email(account_id),
            mailbox=None,
            password_hash=password_hash,
            display_name=ERASED_NAME,
            home_local_government_code=None,
            email_confirmed_at=None,
            notice_key=None,
            session_number=Account.session_number + 1,
            erased_at=now,
        )
    )


def _delete_reports(db: Session, person_id: int) -> None:
    """Delete a person's reports of posts, and subtract them from the counters."""
    theirs = select(_report.case_id).where(_report.person_id == person_id)
    db.execute(
        update(ReportCase)
        .where(ReportCase.id.in_(theirs))
        .values(report_count=ReportCase.report_count - 1)
        .execution_options(synchronize_session=False)
    )
    db.execute(delete(Report).where(Report.person_id == person_id))


def _rows(db: Session, statement: Select[Any]) -> list[dict[str, Any]]:
    return [_plain(row) for row in db.execute(statement).mappings()]


def _plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {
        str(name): value.isoformat() if isinstance(value, datetime) else value for name, value in row.items()
    }
