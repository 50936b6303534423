"""Official answers: one for a proposal, by its primary key; earlier wordings in rows of their own."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import exists, insert, select, update
from sqlalchemy.orm import Session

from idea4gov.store.base import rowcount, table
from idea4gov.store.models import (
    Account,
    Board,
    LocalGovernment,
    OfficialAnswer,
    OfficialAnswerRevision,
    Proposal,
    Province,
)
from idea4gov.store.records import find_record, list_records, select_into
from idea4gov.store.upsert import insert_or_nothing
from idea4gov.store.visibility import IS_HIDDEN

REPORTED = 1_000

_ANSWERS, _REVISIONS = table(OfficialAnswer), table(OfficialAnswerRevision)
_answer, _board, _proposal = _ANSWERS.c, table(Board).c, table(Proposal).c
_local, _province, _account = table(LocalGovernment).c, table(Province).c, table(Account).c


class AnswerView(NamedTuple):
    """An answer with its office: the board's local government, or None where the province answers."""

    body: str
    body_html: str
    revision: int
    author_id: int
    author_name: str
    office_name_th: str | None
    office_name_en: str | None
    province_name_th: str
    province_name_en: str
    answered_at: datetime
    edited_at: datetime | None


class AnsweredCard(NamedTuple):
    """A published proposal with its official answer, as lists of what came of things show it."""

    proposal_id: int
    title: str
    support_count: int
    answer_html: str
    answered_at: datetime
    board_title: str
    office_name_th: str | None
    office_name_en: str | None
    province_code: str
    province_name_th: str
    province_name_en: str


def list_answered(db: Session, *, province_code: str | None = None, limit: int = 3) -> list[AnsweredCard]:
    """The newest official answers to published proposals, of the country or of one province."""
    statement = (
        select_into(
            AnsweredCard,
            _proposal,
            proposal_id=_proposal.id,
            answer_html=_answer.body_html,
            answered_at=_answer.answered_at,
            board_title=_board.title,
            office_name_th=_local.name_th,
            office_name_en=_local.name_en,
            province_code=_province.code,
            province_name_th=_province.name_th,
            province_name_en=_province.name_en,
        )
        .select_from(
            _ANSWERS.join(table(Proposal), _proposal.id == _answer.proposal_id)
            .join(table(Board), _board.id == _proposal.board_id)
            .join(table(Province), _province.code == _board.province_code)
            .outerjoin(table(LocalGovernment), _local.code == _board.local_government_code)
        )
        # As a bare column SQLite would go through every published proposal, not through the answers in order.
        .where(_proposal.state.concat("") == "published", ~IS_HIDDEN)
        .order_by(_answer.answered_at.desc(), _answer.proposal_id.desc())
        .limit(limit)
    )
    if province_code is not None:
        statement = statement.where(_proposal.province_code == province_code)
    return list_records(db, statement)


def find_answer(db: Session, proposal_id: int) -> AnswerView | None:
    """The answer to a proposal, or None."""
    return find_record(
        db,
        select_into(
            AnswerView,
            _answer,
            author_name=_account.display_name,
            office_name_th=_local.name_th,
            office_name_en=_local.name_en,
            province_name_th=_province.name_th,
            province_name_en=_province.name_en,
        )
        .select_from(
            _ANSWERS.join(table(Account), _account.id == _answer.author_id)
            .join(table(Proposal), _proposal.id == _answer.proposal_id)
            .join(table(Board), _board.id == _proposal.board_id)
            .join(table(Province), _province.code == _board.province_code)
            .outerjoin(table(LocalGovernment), _local.code == _board.local_government_code)
        )
        .where(_answer.proposal_id == proposal_id),
    )


def add_answer(
    db: Session, proposal_id: int, *, author_id: int, body: str, body_html: str, now: datetime
) -> bool:
    """Add the answer to a proposal. Returns False when it has one."""
    is_new = insert_or_nothing(
        db,
        _ANSWERS,
        proposal_id=proposal_id,
        author_id=author_id,
        body=body,
        body_html=body_html,
        revision=1,
        answered_at=now,
    )
    if is_new:
        db.execute(update(table(Proposal)).where(_proposal.id == proposal_id).values(is_answered=True))
    return is_new


def list_mistaken(db: Session, *, limit: int = REPORTED) -> list[int]:
    """The first `limit` proposals, by id, that are said to be answered and are not, or the reverse."""
    answered = exists().where(_answer.proposal_id == _proposal.id)
    wrong = select(_proposal.id).where(_proposal.is_answered != answered)
    return list(db.scalars(wrong.order_by(_proposal.id).limit(limit)))


def replace_answer(
    db: Session,
    proposal_id: int,
    old: AnswerView,
    *,
    author_id: int,
    body: str,
    body_html: str,
    now: datetime,
) -> bool:
    """Replace an answer and store `old` as a revision. Returns False when `old` is no longer the newest."""
    moved = db.execute(
        update(_ANSWERS)
        .where(_answer.proposal_id == proposal_id, _answer.revision == old.revision)
        .values(author_id=author_id, body=body, body_html=body_html, revision=old.revision + 1, edited_at=now)
    )
    if rowcount(moved) != 1:
        return False
    db.execute(
        insert(_REVISIONS).values(
            proposal_id=proposal_id,
            revision=old.revision,
            author_id=old.author_id,
            body=old.body,
            body_html=old.body_html,
            written_at=old.edited_at or old.answered_at,
        )
    )
    return True
