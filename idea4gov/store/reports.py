"""Reports of posts: a case for each post that waits, one report in it for each person."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, case, func, literal, null, or_, select, update
from sqlalchemy.orm import Session

from idea4gov.domain.boards import BoardState
from idea4gov.domain.moderation import CaseOutcome, Post, PostKind, PostState
from idea4gov.domain.permissions import Grant, Place
from idea4gov.store.base import rowcount, table
from idea4gov.store.models import Account, Board, Comment, Proposal, Report, ReportCase
from idea4gov.store.records import RecordSelect, get_record, list_records, select_into
from idea4gov.store.scopes import in_scope
from idea4gov.store.upsert import insert_into, insert_or_nothing
from idea4gov.store.visibility import STATE

REASONS_SHOWN = 50
WRONG_SHOWN = 100
_CASES, _REPORTS = table(ReportCase), table(Report)
_case, _report = _CASES.c, _REPORTS.c
_board, _proposal, _comment = table(Board).c, table(Proposal).c, table(Comment).c
_account = table(Account).c


class Reported(NamedTuple):
    """A post as one sees it before reporting it. title: of the proposal, or of the board alone."""

    kind: PostKind
    id: int
    board_id: int
    proposal_id: int | None
    board_title: str
    board_state: BoardState
    title: str
    body_html: str
    state: PostState
    author_id: int | None

    @property
    def post(self) -> Post:
        """Which post it is."""
        return Post(self.kind, self.id, self.board_id, self.proposal_id)


class CaseItem(NamedTuple):
    """A case that waits, with the post it is about. first_reason: of the oldest report."""

    id: int
    kind: PostKind
    subject_id: int
    board_id: int
    proposal_id: int | None
    board_title: str
    province_code: str
    local_government_code: str | None
    title: str
    text: str
    body_html: str
    author_name: str | None
    report_count: int
    opened_at: datetime
    closed_at: datetime | None
    first_reason: str | None

    @property
    def place(self) -> Place:
        """The place of its board."""
        return Place(self.province_code, self.local_government_code)

    @property
    def post(self) -> Post:
        """Which post it is."""
        return Post(self.kind, self.subject_id, self.board_id, self.proposal_id)


class WrongCase(NamedTuple):
    """A case whose counter is not the number of its reports."""

    case_id: int
    counter: int
    rows: int


class Reason(NamedTuple):
    """What one of the reports says."""

    reason: str
    created_at: datetime


_PROPOSALS = table(Proposal).join(table(Board), _board.id == _proposal.board_id)
_ON_BOARD: dict[str, ColumnElement[Any]] = {
    "board_id": _board.id,
    "board_title": _board.title,
    "board_state": STATE,
}
_REPORTED: dict[PostKind, RecordSelect[Reported]] = {
    "board": select_into(
        Reported,
        _board,
        **_ON_BOARD,
        kind=literal("board"),
        proposal_id=null(),
        state=literal("published"),
        author_id=_board.opened_by_id,
    ).select_from(table(Board)),
    "proposal": select_into(
        Reported, _proposal, **_ON_BOARD, kind=literal("proposal"), proposal_id=_proposal.id
    ).select_from(_PROPOSALS),
    "comment": select_into(
        Reported,
        _comment,
        **_ON_BOARD,
        kind=literal("comment"),
        title=_proposal.title,
        state=case((_proposal.state == "published", _comment.state), else_=_proposal.state),
    ).select_from(table(Comment).join(_PROPOSALS, _proposal.id == _comment.proposal_id)),
}
_KEYS = {"board": _board.id, "proposal": _proposal.id, "comment": _comment.id}
# Who wrote it: its columns are those of the smallest post that the case names.
_FIRST_REASON = (
    select(_report.reason)
    .where(_report.case_id == _case.id)
    .order_by(_report.created_at, _report.person_id)
    .limit(1)
    .scalar_subquery()
)
CASES = select_into(
    CaseItem,
    _case,
    kind=_case.subject_kind,
    board_title=_board.title,
    province_code=_board.province_code,
    local_government_code=_board.local_government_code,
    title=func.coalesce(_proposal.title, _board.title),
    text=func.coalesce(_comment.body, _proposal.excerpt, _board.body),
    body_html=func.coalesce(_comment.body_html, _proposal.body_html, _board.body_html),
    author_name=_account.display_name,
    first_reason=_FIRST_REASON,
).select_from(
    _CASES.join(table(Board), _board.id == _case.board_id)
    .outerjoin(table(Proposal), _proposal.id == _case.proposal_id)
    .outerjoin(table(Comment), _comment.id == _case.comment_id)
    .outerjoin(
        table(Account),
        _account.id == func.coalesce(_comment.author_id, _proposal.author_id, _board.opened_by_id),
    )
)


def waiting_cases(grants: Sequence[Grant]) -> RecordSelect[CaseItem]:
    """The cases that wait in the scope of `grants`: reported, not decided, and of a post that is published.

    What its author withdrew meanwhile needs no decision.
    """
    return CASES.where(
        in_scope(grants, _board.province_code, _board.local_government_code),
        _case.closed_at.is_(None),
        _case.report_count > 0,
        or_(_case.proposal_id.is_(None), _proposal.state == "published"),
        or_(_case.comment_id.is_(None), _comment.state == "published"),
    )


def get_reported(db: Session, kind: PostKind, subject_id: int) -> Reported:
    """A post in any state. Raises NotFound."""
    return get_record(db, _REPORTED[kind].where(_KEYS[kind] == subject_id))


def has_reported(db: Session, post: Post, person_id: int) -> bool:
    """Whether a report of this person waits in the post's open case."""
    found = (
        select(_report.case_id)
        .join_from(_REPORTS, _CASES, _case.id == _report.case_id)
        .where(*_of(post), _report.person_id == person_id)
    )
    return db.execute(found).first() is not None


def add_report(db: Session, post: Post, *, person_id: int, reason: str, now: datetime) -> bool:
    """Put a person's report into the post's open case, which is opened if need be. False: it has theirs.

    Whoever decides the case meanwhile waits for us, or we for them and a new case opens.
    """
    opened = (
        insert_into(db, _CASES)
        .values(**post.columns, report_count=0, opened_at=now)
        .on_conflict_do_update(
            index_elements=["subject_kind", "subject_id"],
            index_where=_case.closed_at.is_(None),
            set_={"report_count": _case.report_count},
        )
        .returning(_case.id)
    )
    case_id = db.execute(opened).scalar_one()
    if not insert_or_nothing(
        db, _REPORTS, case_id=case_id, person_id=person_id, reason=reason, created_at=now
    ):
        return False
    db.execute(update(_CASES).where(_case.id == case_id).values(report_count=_case.report_count + 1))
    return True


def close_case(db: Session, post: Post, *, outcome: CaseOutcome, now: datetime) -> bool:
    """Decide the post's open case: "hidden" or "dismissed". False: it has none."""
    closed = db.execute(update(_CASES).where(*_of(post)).values(outcome=outcome, closed_at=now))
    return rowcount(closed) == 1


def get_case(db: Session, case_id: int) -> CaseItem:
    """A case, open or decided. Raises NotFound."""
    return get_record(db, CASES.where(_case.id == case_id))


def list_reasons(db: Session, case_id: int, *, limit: int = REASONS_SHOWN) -> list[Reason]:
    """What the reports of a case say, the oldest first."""
    query = (
        select_into(Reason, _report)
        .where(_report.case_id == case_id)
        .order_by(_report.created_at, _report.person_id)
        .limit(limit)
    )
    return list_records(db, query)


def recount(db: Session, *, limit: int = WRONG_SHOWN) -> list[WrongCase]:
    """Count every report again. Returns the first `limit` cases whose counter differs, by id."""
    rows = func.count(_report.person_id)
    return list_records(
        db,
        select_into(
            WrongCase,
            case_id=_case.id,
            counter=_case.report_count,
            rows=rows,
        )
        .join_from(_CASES, _REPORTS, _report.case_id == _case.id, isouter=True)
        .group_by(_case.id, _case.report_count)
        .having(_case.report_count != rows)
        .order_by(_case.id)
        .limit(limit),
    )


def _of(post: Post) -> tuple[Any, ...]:
    return _case.subject_kind == post.kind, _case.subject_id == post.id, _case.closed_at.is_(None)
