"""The proposals of a round: where they belong, what was decided, and who signed."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, insert, update
from sqlalchemy.orm import Session

from idea4gov.domain.errors import NotFound
from idea4gov.domain.proposals import ProposalState
from idea4gov.domain.rounds.screening import ReviewState
from idea4gov.store.base import rowcount, table
from idea4gov.store.models import (
    Account,
    BudgetArea,
    ImportedProposal,
    LocalGovernment,
    Proposal,
    ProposalReview,
    Subdistrict,
)
from idea4gov.store.records import find_record, get_record, list_records, select_into
from idea4gov.store.upsert import insert_or_nothing

PAGE_SIZE = 50
_REVIEWS, _PROPOSALS = table(ProposalReview), table(Proposal)
_review, _proposal = _REVIEWS.c, _PROPOSALS.c
_area, _local, _subdistrict = table(BudgetArea).c, table(LocalGovernment).c, table(Subdistrict).c
_imported = table(ImportedProposal).c
_author = table(Account).alias("author")
_reviewer, _signer = table(Account).alias("reviewer"), table(Account).alias("signer")
_target = _PROPOSALS.alias("target")
FILTERS = ("open", "signing", "feasible", "refused", "merged")


class Review(NamedTuple):
    """A proposal in a round, as officials see it. board_id: another than the round's when it was brought in.

    area_name_th, area_name_en: None until it belongs to an area. reviewer_person_id: whose other accounts may
    not sign either. hands, proposer, note: what the sheet said of which it came (see ImportedProposal).
    """

    proposal_id: int
    board_id: int
    number: int
    title: str
    body_html: str
    excerpt: str
    category: str
    proposal_state: ProposalState
    support_count: int
    author_name: str
    place_name_th: str | None
    place_name_en: str | None
    area_id: int | None
    area_name_th: str | None
    area_name_en: str | None
    area_budget_baht: int | None
    estimated_baht: int | None
    state: ReviewState
    cost_baht: int | None
    reason: str | None
    merged_into_id: int | None
    merged_into_title: str | None
    reviewer_id: int | None
    reviewer_person_id: int | None
    reviewer_name: str | None
    reviewed_at: datetime | None
    signer_name: str | None
    signed_at: datetime | None
    revision: int
    hands: int | None
    proposer: str | None
    note: str | None


class Screening(NamedTuple):
    """Numbers of proposals by the state of their review. signing: decided, but not signed yet."""

    total: int
    undecided: int
    signing: int
    feasible: int
    refused: int
    merged: int


_ROWS = (
    select_into(
        Review,
        _review,
        board_id=_proposal.board_id,
        number=_proposal.number,
        title=_proposal.title,
        body_html=_proposal.body_html,
        excerpt=_proposal.excerpt,
        category=_proposal.category,
        proposal_state=_proposal.state,
        support_count=_proposal.support_count,
        author_name=_author.c.display_name,
        place_name_th=func.coalesce(_local.name_th, _subdistrict.name_th),
        place_name_en=func.coalesce(_local.name_en, _subdistrict.name_en),
        area_name_th=_area.name_th,
        area_name_en=case((_area.name_en == "", _area.name_th), else_=_area.name_en),
        area_budget_baht=_area.budget_baht,
        merged_into_title=_target.c.title,
        reviewer_person_id=_reviewer.c.person_id,
        reviewer_name=_reviewer.c.display_name,
        signer_name=_signer.c.display_name,
        hands=_imported.hands,
        proposer=_imported.proposer,
        note=_imported.note,
    )
    .select_from(
        _REVIEWS.join(_PROPOSALS, _proposal.id == _review.proposal_id)
        .join(_author, _author.c.id == _proposal.author_id)
        .outerjoin(table(LocalGovernment), _local.code == _proposal.local_government_code)
        .outerjoin(table(Subdistrict), _subdistrict.code == _proposal.subdistrict_code)
        .outerjoin(table(BudgetArea), _area.id == _review.area_id)
        .outerjoin(_target, _target.c.id == _review.merged_into_id)
        .outerjoin(_reviewer, _reviewer.c.id == _review.reviewer_id)
        .outerjoin(_signer, _signer.c.id == _review.signer_id)
        .outerjoin(table(ImportedProposal), _imported.proposal_id == _review.proposal_id)
    )
    .where(_proposal.state.in_(("published", "merged")))
)
_WANTED = {
    "open": and_(_proposal.state == "published", _review.signer_id.is_(None)),
    "signing": and_(_review.state != "undecided", _review.signer_id.is_(None)),
    "feasible": and_(_review.state == "feasible", _review.signer_id.is_not(None)),
    "refused": and_(_review.state == "refused", _review.signer_id.is_not(None)),
    "merged": and_(_review.state == "merged", _review.signer_id.is_not(None)),
}


def add_review(
    db: Session, round_id: int, proposal_id: int, *, area_id: int | None, estimated_baht: int | None = None
) -> bool:
    """Put a proposal into a round. False when it is there already.

    Raises IntegrityError for an area of another round, and once the round is frozen.
    """
    return insert_or_nothing(
        db,
        _REVIEWS,
        round_id=round_id,
        proposal_id=proposal_id,
        area_id=area_id,
        estimated_baht=estimated_baht,
        state="undecided",
        revision=1,
    )


class NewReview(NamedTuple):
    """A proposal that comes into a round. estimated_baht: as its author thinks."""

    proposal_id: int
    area_id: int | None
    estimated_baht: int | None


def add_reviews(db: Session, round_id: int, new: Iterable[NewReview]) -> None:
    """Put proposals into a round in which none of them is.

    Raises IntegrityError for an area of another round, and once the round is frozen.
    """
    shared = {"round_id": round_id, "state": "undecided", "revision": 1}
    db.execute(insert(_REVIEWS), [{**shared, **one._asdict()} for one in new])


def find_review(db: Session, round_id: int, proposal_id: int) -> Review | None:
    """One proposal of a round, or None: not in it, hidden, or withdrawn."""
    query = _ROWS.where(_review.round_id == round_id, _review.proposal_id == proposal_id)
    return find_record(db, query)


def get_review(db: Session, round_id: int, proposal_id: int) -> Review:
    """One proposal of a round. Raises NotFound."""
    found = find_review(db, round_id, proposal_id)
    if found is None:
        raise NotFound()
    return found


def list_reviews(
    db: Session, round_id: int, *, only: str | None = None, after_id: int = 0, limit: int = PAGE_SIZE
) -> list[Review]:
    """The proposals of a round by id, above `after_id`. only: of FILTERS."""
    query = _ROWS.where(_review.round_id == round_id, _review.proposal_id > after_id)
    if only is not None:
        query = query.where(_WANTED[only])
    return list_records(db, query.order_by(_review.proposal_id).limit(limit))


def list_brought(db: Session, round_id: int, *, limit: int) -> list[Review]:
    """The proposals that were brought in from discussions, most supported first."""
    query = _ROWS.where(_review.round_id == round_id, _proposal.board_id != round_id)
    return list_records(db, query.order_by(_proposal.support_count.desc(), _proposal.id).limit(limit))


def list_feasible(db: Session, round_id: int) -> list[Review]:
    """The proposals for the ballot paper, by area, then most supported first, then by id."""
    query = _ROWS.where(_review.round_id == round_id, _WANTED["feasible"], _proposal.state == "published")
    return list_records(db, query.order_by(_area.position, _proposal.support_count.desc(), _proposal.id))


def count_screening(db: Session, round_id: int) -> Screening:
    """Count the proposals of a round by the state of their review."""
    published = _proposal.state == "published"
    signed = _review.signer_id.is_not(None)
    return get_record(
        db,
        select_into(
            Screening,
            total=_count(_proposal.state.in_(("published", "merged"))),
            undecided=_count(and_(published, _review.state == "undecided")),
            signing=_count(and_(published, _review.state != "undecided", ~signed)),
            feasible=_count(and_(published, _review.state == "feasible", signed)),
            refused=_count(and_(published, _review.state == "refused", signed)),
            merged=_count(and_(_review.state == "merged", signed)),
        )
        .select_from(_REVIEWS.join(_PROPOSALS, _proposal.id == _review.proposal_id))
        .where(_review.round_id == round_id),
    )


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def change_review(
    db: Session, round_id: int, proposal_id: int, values: Mapping[str, Any], *, revision: int
) -> bool:
    """Change a review that is still at `revision`. Returns whether it was."""
    changed = db.execute(
        update(_REVIEWS)
        .where(_review.round_id == round_id, _review.proposal_id == proposal_id, _review.revision == revision)
        .values(revision=revision + 1, **values)
    )
    return rowcount(changed) == 1
