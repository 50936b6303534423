"""Writes of proposals. Callers lock the board first: store.boards.writing.lock_for_act or lock_for_count."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from idea4gov.domain.proposals import ProposalState, ProposalText
from idea4gov.store.base import table
from idea4gov.store.boards.writing import lock_for_count
from idea4gov.store.models import Board, Proposal, ProposalRevision
from idea4gov.store.proposals.reading import LockedProposal, get_locked


class ProposalRow(NamedTuple):
    """A proposal to be published. body_html, excerpt: its body as pages show it. form_key: of its sending."""

    title: str
    body: str
    category: str
    body_html: str
    excerpt: str
    local_government_code: str | None
    subdistrict_code: str | None
    form_key: str | None


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


def add_proposals(
    db: Session,
    rows: Sequence[ProposalRow],
    *,
    board_id: int,
    province_code: str,
    author_id: int,
    now: datetime,
) -> list[int]:
    """Publish proposals under the next numbers of their board, locked by lock_for_count. Returns their ids.

    Raises IntegrityError for a place of another province, or a second one of a sending.
    """
    shared = {
        "board_id": board_id,
        "province_code": province_code,
        "author_id": author_id,
        "state": "published",
        "created_at": now,
    }
    first = _next_numbers(db, board_id, len(rows))
    values = [{**shared, **row._asdict(), "number": number} for number, row in enumerate(rows, start=first)]
    added = db.execute(insert(_PROPOSALS).returning(_proposal.number, _proposal.id), values)
    return [row.id for row in sorted(added)]


def _next_numbers(db: Session, board_id: int, count: int) -> int:
    """Count more proposals of a board, and return the number of the first of them there."""
    last: int = db.execute(
        update(_BOARDS)
        .where(_board.id == board_id)
        .values(last_number=_board.last_number + count, proposal_count=_board.proposal_count + count)
        .returning(_board.last_number)
    ).scalar_one()
    return last - count + 1


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
