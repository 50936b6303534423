"""Bringing proposals together for a round: from discussions, into one another, and against one another."""

from typing import NamedTuple

from sqlalchemy import and_, delete, func, literal, or_, select, update
from sqlalchemy.orm import Session

from idea4gov.store.base import table
from idea4gov.store.models import Board, BudgetIncompatible, Proposal, ProposalReview, Support
from idea4gov.store.records import list_records, select_into
from idea4gov.store.upsert import insert_or_nothing
from idea4gov.store.visibility import IS_PUBLIC

CANDIDATES_PAGE = 50
_PROPOSALS = table(Proposal)
_PAIRS, _SUPPORTS = table(BudgetIncompatible), table(Support)
_review, _proposal, _board = table(ProposalReview).c, _PROPOSALS.c, table(Board).c


class Candidate(NamedTuple):
    """A proposal of a discussion that could be brought into a round."""

    id: int
    title: str
    excerpt: str
    category: str
    support_count: int
    board_title: str


def list_candidates(
    db: Session,
    round_id: int,
    *,
    province_code: str,
    local_government_code: str,
    before: tuple[int, int] | None = None,
    limit: int = CANDIDATES_PAGE,
) -> list[Candidate]:
    """Published proposals of discussions of the place that are not in the round, most supported first.

    before: (support_count, id) of the last one on the page before.
    """
    inside = select(_review.proposal_id).where(
        _review.round_id == round_id, _review.proposal_id == _proposal.id
    )
    query = (
        select_into(Candidate, _proposal, board_title=_board.title)
        .join_from(_PROPOSALS, table(Board), _board.id == _proposal.board_id)
        .where(
            _board.kind == "discussion",
            _board.province_code == province_code,
            _board.local_government_code == local_government_code,
            IS_PUBLIC,
            _proposal.state == "published",
            ~inside.exists(),
        )
    )
    if before is not None:
        supports, last = before
        query = query.where(
            or_(
                _proposal.support_count < supports,
                and_(_proposal.support_count == supports, _proposal.id < last),
            )
        )
    return list_records(db, query.order_by(_proposal.support_count.desc(), _proposal.id.desc()).limit(limit))


def is_candidate(db: Session, proposal_id: int, *, province_code: str, local_government_code: str) -> bool:
    """Whether a proposal is published in a discussion of the place."""
    found = db.execute(
        select(_proposal.id)
        .join_from(_PROPOSALS, table(Board), _board.id == _proposal.board_id)
        .where(
            _proposal.id == proposal_id,
            _proposal.state == "published",
            _board.kind == "discussion",
            IS_PUBLIC,
            _board.province_code == province_code,
            _board.local_government_code == local_government_code,
        )
    ).one_or_none()
    return found is not None


def replace_pairs(db: Session, round_id: int, proposal_id: int, others: set[int]) -> None:
    """The proposals that exclude `proposal_id`, instead of those before.

    Raises IntegrityError for one that is not in the round.
    """
    of_proposal = or_(_PAIRS.c.first_proposal_id == proposal_id, _PAIRS.c.second_proposal_id == proposal_id)
    db.execute(delete(_PAIRS).where(_PAIRS.c.round_id == round_id, of_proposal))
    for other in sorted(others - {proposal_id}):
        first, second = sorted((proposal_id, other))
        insert_or_nothing(db, _PAIRS, round_id=round_id, first_proposal_id=first, second_proposal_id=second)


def move_supports(db: Session, source_id: int, target_id: int) -> None:
    """Copy the supports of a merged proposal to its target, once per person. Both are locked."""
    had = select(_SUPPORTS.c.person_id).where(_SUPPORTS.c.proposal_id == target_id)
    db.execute(
        _SUPPORTS.insert().from_select(
            ["proposal_id", "person_id", "created_at"],
            select(literal(target_id), _SUPPORTS.c.person_id, _SUPPORTS.c.created_at).where(
                _SUPPORTS.c.proposal_id == source_id, _SUPPORTS.c.person_id.not_in(had)
            ),
        )
    )
    rows = select(func.count()).where(_SUPPORTS.c.proposal_id == target_id).scalar_subquery()
    db.execute(update(_PROPOSALS).where(_proposal.id == target_id).values(support_count=rows))


def list_incompatible(db: Session, round_id: int) -> list[tuple[int, int]]:
    """Pairs of proposals of which one at most may win, the smaller id first."""
    pair = table(BudgetIncompatible).c
    query = (
        select(pair.first_proposal_id, pair.second_proposal_id)
        .where(pair.round_id == round_id)
        .order_by(pair.first_proposal_id, pair.second_proposal_id)
    )
    return [(row.first_proposal_id, row.second_proposal_id) for row in db.execute(query)]
