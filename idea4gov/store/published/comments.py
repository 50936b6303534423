"""Published comments, as everybody may read them."""

from sqlalchemy import and_, or_, select

from idea4gov.store.base import table
from idea4gov.store.models import Board, Comment, Proposal, RoleGrant
from idea4gov.store.published.boards import PUBLIC_BOARD, PUBLIC_PROPOSAL
from idea4gov.store.published.source import Source

_comment, _proposal, _board = table(Comment).c, table(Proposal).c, table(Board).c
_grant = table(RoleGrant).c

_IS_OFFICIAL = (
    select(_grant.id)
    .where(
        _grant.account_id == _comment.author_id,
        _grant.role.in_(("moderator", "valuator", "admin")),
        or_(
            _grant.province_code.is_(None),
            and_(
                _grant.province_code == _board.province_code,
                or_(
                    _grant.local_government_code.is_(None),
                    _grant.local_government_code == _board.local_government_code,
                ),
            ),
        ),
    )
    .exists()
)
COMMENTS = Source(
    select(
        _comment.id,
        _comment.proposal_id,
        _proposal.board_id,
        _comment.parent_id,
        _comment.body,
        _comment.author_id,
        _IS_OFFICIAL.label("is_official"),
        _comment.created_at,
        _comment.edited_at,
    )
    .select_from(
        table(Comment)
        .join(table(Proposal), _proposal.id == _comment.proposal_id)
        .join(table(Board), _board.id == _proposal.board_id)
    )
    .where(PUBLIC_BOARD, PUBLIC_PROPOSAL, _comment.state == "published"),
    (_comment.id,),
    {
        "proposal": lambda proposal_id: _comment.proposal_id == proposal_id,
        "board": lambda board_id: _proposal.board_id == board_id,
    },
)
