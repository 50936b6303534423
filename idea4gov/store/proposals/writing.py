"""Writes of proposals. Callers lock the board first: store.boards.writing.lock_for_act or lock_for_count."""

from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from idea4gov.domain.proposals import ProposalPlace, ProposalState, ProposalText
from idea4gov.store.base import table
from idea4gov.store.boards.writing import lock_for_count
from idea4gov.store.models import Board, Proposal, ProposalRevision
from idea4gov.store.proposals.reading import LockedProposal, get_locked

_PROPOSALS, _BOARDS = table(Proposal), table(Board)
_REVISIONS = table(ProposalRevision)
_proposal, _board = _PROPOSALS.c, _BOARDS.c


def find_by_form_key(db: Session, author_id: int, form_key: str | None) -> int | None:
    """The proposal that this sending (see domain.sending) posted already, or None."""
    if form_key is None:
        return None
    return db.execute(
        select(_proposal.id).where(_proposal.author_id == author_id, _proposal.form_key == form_key)
    ).scalar_one_or_none()


def add_proposal(
    db: Session,
    text: ProposalText,
    place: ProposalPlace,
    *,
    body_html: str,
    excerpt: str,
    board_id: int,
    province_code: str,
    author_id: int,
    form_key: str | None,
    now: datetime,
) -> int:
    """Publish a proposal under the next number of its board, locked by lock_for_count. Returns its id.

    Raises IntegrityError for a place of another province, or a second one of a sending.
    """
    proposal_id: int = db.execute(
        insert(_PROPOSALS)
        .values(
            board_id=board_id,
            province_code=province_code,
            number=_next_number(db, board_id),
            author_id=author_id,
            state="published",
            title=text.title,
            body=text.body,
            body_html=body_html,
            excerpt=excerpt,
            category=text.category,
            local_government_code=place.local_government_code,
            subdistrict_code=place.subdistrict_code,
            form_key=form_key,
            created_at=now,
        )
        .returning(_proposal.id)
    ).scalar_one()
    return proposal_id


def _next_number(db: Session, board_id: int) -> int:
    """Count one more proposal of a board, and return its number there."""
    number: int = db.execute(
        update(_BOARDS)
        .where(_board.id == board_id)
        .values(last_number=_board.last_number + 1, proposal_count=_board.proposal_count + 1)
        .returning(_board.last_number)
    ).scalar_one()
    return number


def replace_text(
    db: Session, old: LockedProposal, text: ProposalText, *, body_html: str, excerpt: str, now: datetime
) -> None:
    """Replace the text of a locked proposal and store the old one. With supports, edited_at is set, too."""
    db.execute(
        insert(_REVISIONS).values(
            proposal_id=old.id,
            revision=old.revision,
            title=old.title,
            body=old.body,
            body_html=old.body_html,
            category=old.category,
            replaced_at=now,
            supports_then=old.support_count,
        )
    )
    changes = {"edited_at": now} if old.support_count else {}
    db.execute(
        update(_PROPOSALS)
        .where(_proposal.id == old.id)
        .values(
            title=text.title,
            body=text.body,
            body_html=body_html,
            excerpt=excerpt,
            category=text.category,
            revision=old.revision + 1,
            **changes,
        )
    )


def move_state(
    db: Session,
    proposal_id: int,
    *,
    board_id: int,
    before: ProposalState,
    after: ProposalState,
    hidden_reason: str | None = None,
) -> bool:
    """Publish, hide, restore or withdraw: from state `before` to `after`, with the board's counter.

    hidden_reason: with "hidden", and only there. False: the proposal was not in `before` any more.
    """
    lock_for_count(db, board_id)
    if get_locked(db, proposal_id).state != before:
        return False
    db.execute(
        update(_PROPOSALS).where(_proposal.id == proposal_id).values(state=after, hidden_reason=hidden_reason)
    )
    step = (after == "published") - (before == "published")
    db.execute(
        update(_BOARDS).where(_board.id == board_id).values(proposal_count=_board.proposal_count + step)
    )
    return True
