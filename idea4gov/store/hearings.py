"""What a board's documents say beyond its result: who took part, which categories, the answers."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, CompoundSelect, ScalarSelect, Select, func, select, union
from sqlalchemy.orm import Session

from idea4gov.domain.documents.hearing import CategoryCount, Participation
from idea4gov.store.base import table
from idea4gov.store.models import Account, Comment, OfficialAnswer, Proposal, Support
from idea4gov.store.records import get_record, list_records, select_into

_proposal, _comment, _support = table(Proposal).c, table(Comment).c, table(Support).c
_account, _answer = table(Account).c, table(OfficialAnswer).c


class AnswerRow(NamedTuple):
    """An answer to a published proposal. body_html: as shown on its page."""

    number: int
    title: str
    body_html: str
    answered_at: datetime


def count_participants(db: Session, board_id: int) -> Participation:
    """The people who proposed, commented or supported what is published on a board; one statement."""
    published = (_proposal.board_id == board_id, _proposal.state == "published")
    proposers = (
        select(_account.person_id)
        .select_from(table(Proposal).join(table(Account), _account.id == _proposal.author_id))
        .where(*published)
    )
    commented = table(Comment).join(table(Proposal), _proposal.id == _comment.proposal_id)
    is_public = (*published, _comment.state == "published")
    commenters = (
        select(_account.person_id)
        .select_from(commented.join(table(Account), _account.id == _comment.author_id))
        .where(*is_public)
    )
    supporters = (
        select(_support.person_id)
        .select_from(table(Support).join(table(Proposal), _proposal.id == _support.proposal_id))
        .where(*published)
    )
    comments = select(func.count()).select_from(commented).where(*is_public)
    return get_record(
        db,
        select_into(
            Participation,
            proposers=_count(proposers.distinct()),
            commenters=_count(commenters.distinct()),
            comments=comments.scalar_subquery(),
            everybody=_count(union(proposers, commenters, supporters)),
        ),
    )


def _count(rows: Select[Any] | CompoundSelect[Any]) -> ScalarSelect[int]:
    return select(func.count()).select_from(rows.subquery()).scalar_subquery()


def count_categories(db: Session, board_id: int) -> list[CategoryCount]:
    """The categories of a board's published proposals, the most supported first."""
    supports = func.sum(_proposal.support_count).cast(BigInteger)
    return list_records(
        db,
        select_into(CategoryCount, _proposal, proposals=func.count(), supports=supports)
        .where(_proposal.board_id == board_id, _proposal.state == "published")
        .group_by(_proposal.category)
        .order_by(supports.desc(), _proposal.category),
    )


def count_answered(db: Session, board_id: int) -> int:
    """How many published proposals of a board have an official answer."""
    return db.execute(
        select(func.count())
        .select_from(table(Proposal).join(table(OfficialAnswer), _answer.proposal_id == _proposal.id))
        .where(_proposal.board_id == board_id, _proposal.state == "published")
    ).scalar_one()


def list_answers(db: Session, board_id: int, *, limit: int) -> list[AnswerRow]:
    """The answers to a board's published proposals, those of the most supported first."""
    return list_records(
        db,
        select_into(AnswerRow, _proposal, body_html=_answer.body_html, answered_at=_answer.answered_at)
        .select_from(table(Proposal).join(table(OfficialAnswer), _answer.proposal_id == _proposal.id))
        .where(_proposal.board_id == board_id, _proposal.state == "published")
        .order_by(_proposal.support_count.desc(), _proposal.number)
        .limit(limit),
    )
