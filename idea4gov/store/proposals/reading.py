"""One proposal: its page, its wordings, and the row that an act changes."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, exists, func, select
from sqlalchemy.orm import Session

from idea4gov.domain.boards import BoardKind, BoardState
from idea4gov.domain.permissions import NOBODY
from idea4gov.domain.proposals import ProposalState
from idea4gov.store.base import table
from idea4gov.store.locking import COMMENTS_CLOSE_AT
from idea4gov.store.models import (
    Account,
    Board,
    BudgetRound,
    LocalGovernment,
    OfficialAnswer,
    Photo,
    Proposal,
    ProposalReview,
    ProposalRevision,
    Province,
    Subdistrict,
    Support,
)
from idea4gov.store.records import find_record, get_record, select_into
from idea4gov.store.visibility import STATE

MAX_WORDINGS = 100


class ProposalPage(NamedTuple):
    """A proposal as its own page shows it, in any state, with its board and the official answer.

    has_photos: whether store.photos.list_photos has any to give. is_in_rounds: whether a budget round has it.
    is_supported: by the person who asked.
    """

    id: int
    board_id: int
    number: int
    state: ProposalState
    title: str
    body: str
    body_html: str
    excerpt: str
    category: str
    support_count: int
    comment_count: int
    revision: int
    hidden_reason: str | None
    created_at: datetime
    edited_at: datetime | None
    author_id: int
    author_name: str
    place_name_th: str | None
    place_name_en: str | None
    board_title: str
    board_kind: BoardKind
    board_state: BoardState
    board_closes_at: datetime | None
    comments_close_at: datetime | None
    board_local_government_code: str | None
    board_local_government_name_th: str | None
    board_local_government_name_en: str | None
    province_code: str
    province_name_th: str
    province_name_en: str
    answer_html: str | None
    answered_at: datetime | None
    answer_edited_at: datetime | None
    answered_by_name: str | None
    has_photos: bool
    is_in_rounds: bool
    is_supported: bool


class LockedProposal(NamedTuple):
    """A proposal that is locked until the transaction ends."""

    id: int
    board_id: int
    state: ProposalState
    author_id: int
    title: str
    body: str
    body_html: str
    category: str
    revision: int
    support_count: int


class Wording(NamedTuple):
    """A wording of a proposal. supports: how many it had when the next wording replaced it; None: present."""

    revision: int
    title: str
    body_html: str
    category: str
    written_at: datetime
    supports: int | None


_proposal, _board, _answer = table(Proposal).c, table(Board).c, table(OfficialAnswer).c
_ROUNDS = table(BudgetRound)
_author, _answerer = table(Account).alias("author"), table(Account).alias("answerer")
_of_board = table(LocalGovernment).alias("local_government_of_board")
_local, _subdistrict, _province = table(LocalGovernment).c, table(Subdistrict).c, table(Province).c
_revision, _photo, _support = table(ProposalRevision).c, table(Photo).c, table(Support).c
_review = table(ProposalReview).c

_PAGE = (
    select_into(
        ProposalPage,
        _proposal,
        author_name=_author.c.display_name,
        place_name_th=func.coalesce(_local.name_th, _subdistrict.name_th),
        place_name_en=func.coalesce(_local.name_en, _subdistrict.name_en),
        board_title=_board.title,
        board_kind=_board.kind,
        board_state=STATE,
        board_closes_at=_board.closes_at,
        comments_close_at=COMMENTS_CLOSE_AT,
        board_local_government_code=_board.local_government_code,
        board_local_government_name_th=_of_board.c.name_th,
        board_local_government_name_en=_of_board.c.name_en,
        province_name_th=_province.name_th,
        province_name_en=_province.name_en,
        answer_html=_answer.body_html,
        answered_at=_answer.answered_at,
        answer_edited_at=_answer.edited_at,
        answered_by_name=_answerer.c.display_name,
        has_photos=select(_photo.id)
        .where(_photo.proposal_id == _proposal.id, _photo.position.is_not(None))
        .exists(),
        is_in_rounds=select(_review.round_id).where(_review.proposal_id == _proposal.id).exists(),
        is_supported=exists().where(
            _support.proposal_id == _proposal.id, _support.person_id == bindparam("person")
        ),
    )
    .select_from(
        table(Proposal)
        .join(table(Board), _board.id == _proposal.board_id)
        .join(table(Province), _province.code == _proposal.province_code)
        .join(_author, _author.c.id == _proposal.author_id)
        .outerjoin(_ROUNDS, _ROUNDS.c.board_id == _board.id)
        .outerjoin(_of_board, _of_board.c.code == _board.local_government_code)
        .outerjoin(table(LocalGovernment), _local.code == _proposal.local_government_code)
        .outerjoin(table(Subdistrict), _subdistrict.code == _proposal.subdistrict_code)
        .outerjoin(table(OfficialAnswer), _answer.proposal_id == _proposal.id)
        .outerjoin(_answerer, _answerer.c.id == _answer.author_id)
    )
    .where(_proposal.id == bindparam("proposal"))
)
_LOCKED = select_into(LockedProposal, _proposal)


def find_proposal(db: Session, proposal_id: int, *, person_id: int = NOBODY) -> ProposalPage | None:
    """The proposal with its board, place, author and official answer, in any state, or None.

    person_id: of the person who asks.
    """
    return find_record(db, _PAGE, {"proposal": proposal_id, "person": person_id})


def get_locked(db: Session, proposal_id: int) -> LockedProposal:
    """Lock a proposal until the transaction ends. Raises NotFound.

    Lock its board first (store.boards): everybody takes the two in that order, so that nobody deadlocks.
    """
    statement = _LOCKED.where(_proposal.id == proposal_id).with_for_update(key_share=True)
    return get_record(db, statement)


def list_wordings(db: Session, proposal: ProposalPage) -> list[Wording]:
    """Every wording of a proposal, the present one first, the last MAX_WORDINGS."""
    rows = db.execute(
        select(
            _revision.revision,
            _revision.title,
            _revision.body_html,
            _revision.category,
            _revision.replaced_at,
            _revision.supports_then,
        )
        .where(_revision.proposal_id == proposal.id)
        .order_by(_revision.revision.desc())
        .limit(MAX_WORDINGS)
    ).all()
    # Each wording was written when the one before it was replaced, the first with the proposal.
    written = [*(row.replaced_at for row in rows), proposal.created_at]
    present = Wording(
        revision=proposal.revision,
        title=proposal.title,
        body_html=proposal.body_html,
        category=proposal.category,
        written_at=written[0],
        supports=None,
    )
    earlier = [
        Wording(
            revision=row.revision,
            title=row.title,
            body_html=row.body_html,
            category=row.category,
            written_at=at,
            supports=row.supports_then,
        )
        for row, at in zip(rows, written[1:], strict=True)
    ]
    return [present, *earlier]
