"""What a board's documents say beyond its result: who took part, which categories, the answers."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select, union
from sqlalchemy.orm import Session

from idea4gov.domain.documents.hearing import CategoryCount, Participation
from idea4gov.store.base import table
from idea4gov.store.models import Account, Comment, OfficialAnswer, Proposal, Support

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
    people = [one.subquery() for one in (proposers.distinct(), commenters.distinct())]
    everybody = union(proposers, commenters, supporters).subquery()
    comments = select(func.count()).select_from(commented).where(*is_public)
    counts = [select(func.count()).select_from(one).scalar_subquery() for one in (*people, everybody)]
    row = db.execute(select(counts[0], counts[1], comments.scalar_subquery(), counts[2])).one()
    return Participation(*row)


def count_categories(db: Session, board_id: int) -> list[CategoryCount]:
    """The categories of a board's published proposals, the most supported first."""
    supports = func.sum(_proposal.support_count)
    rows = db.execute(
        select(_proposal.category, func.count(), supports)
        .where(_proposal.board_id == board_id, _proposal.state == "published")
        .group_by(_proposal.category)
        .order_by(supports.desc(), _proposal.category)
    )
    return [CategoryCount(row[0], row[1], int(row[2])) for row in rows]


def count_answered(db: Session, board_id: int) -> int:
    """How many published proposals of a board have an official answer."""
    return db.execute(
        select(func.count())
        .select_from(table(Proposal).join(table(OfficialAnswer), _answer.proposal_id == _proposal.id))
        .where(_proposal.board_id == board_id, _proposal.state == "published")
    ).scalar_one()


def list_answers(db: Session, board_id: int, *, limit: int) -> list[AnswerRow]:
    """The answers to a board's published proposals, those of the most supported first."""
    rows = db.execute(
        select(_proposal.number, _proposal.title, _answer.body_html, _answer.answered_at)
        .select_from(table(Proposal).join(table(OfficialAnswer), _answer.proposal_id == _proposal.id))
        .where(_proposal.board_id == board_id, _proposal.state == "published")
        .order_by(_proposal.support_count.desc(), _proposal.number)
        .limit(limit)
    )
    return [AnswerRow(*row) for row in rows]
