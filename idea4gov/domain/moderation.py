"""Rules of moderation: reports, hiding and restoring with a reason, and local governments adopting boards."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from idea4gov.domain.boards import BoardState
from idea4gov.domain.comments import CommentState
from idea4gov.domain.errors import N_, Conflict, NotFound
from idea4gov.domain.fields import at_field
from idea4gov.domain.permissions import PERMISSIONS, Grant, Permission, Place, Viewer
from idea4gov.domain.proposals import ProposalState
from idea4gov.domain.text import clean_text
from idea4gov.domain.throttle import Limit

REASON_MAX_LENGTH = 500
REPORTS = Limit("report-post", 20, timedelta(hours=1))
CLOSING_SOON_DAYS = 14
NEW_COMMENT_DAYS = 7


class NotPublished(Conflict):
    """The post cannot be hidden or reported, because it is not published."""

    code = "not_published"
    message = N_("This is not published any more: its author withdrew it, or somebody hid it already.")


class NotHidden(Conflict):
    """The post cannot be restored, because it is not hidden."""

    code = "not_hidden"
    message = N_("This is not hidden any more: somebody restored it already.")


class OwnPost(Conflict):
    """The post was written by the person who reports it."""

    code = "own_post"
    message = N_("You wrote this yourself. You can change or withdraw it instead of reporting it.")


class CaseClosed(Conflict):
    """The reports on the post are decided already."""

    code = "case_closed"
    message = N_("These reports have been dealt with already. Look at the desk again.")


class AlreadyAdopted(Conflict):
    """A local government has adopted the board already."""

    code = "already_adopted"
    message = N_("A local government has adopted this board already.")


class OfficialBoard(Conflict):
    """The board was opened by an official, so it cannot be adopted."""

    code = "official_board"
    message = N_("An official opened this board, so nobody needs to adopt it.")


class BoardNotOpen(Conflict):
    """The board is not open, so it cannot be adopted."""

    code = "board_not_open"
    message = N_("This board is not open, so it cannot be adopted.")


PostKind = Literal["board", "proposal", "comment"]
PostState = ProposalState | CommentState
"""A board has those of its proposals here: it is published or hidden, whatever its own state is."""
CaseOutcome = Literal["hidden", "dismissed"]
ModerationVerb = Literal["hide", "restore", "dismiss", "keep_hidden"]
"""What the public log tells of a post."""
PostMove = Literal["hide", "restore"]
PostAct = Literal[
    "hide_board", "hide_proposal", "hide_comment", "restore_board", "restore_proposal", "restore_comment"
]  # fmt: skip
POST_ACTS: Mapping[tuple[PostMove, PostKind], PostAct] = {
    ("hide", "board"): "hide_board",
    ("hide", "proposal"): "hide_proposal",
    ("hide", "comment"): "hide_comment",
    ("restore", "board"): "restore_board",
    ("restore", "proposal"): "restore_proposal",
    ("restore", "comment"): "restore_comment",
}
"""What the audit log and the notice to the author call a move of a post of a kind."""


@dataclass(frozen=True)
class Post:
    """A board, proposal or comment that can be reported.

    id: of the board, proposal or comment. proposal_id: of the proposal itself, or of the one commented on;
    None for a board.
    """

    kind: PostKind
    id: int
    board_id: int
    proposal_id: int | None = None

    @property
    def columns(self) -> Mapping[str, int | str | None]:
        """The columns by which rows of the database refer to the post."""
        return {
            "subject_kind": self.kind,
            "subject_id": self.id,
            "board_id": self.board_id,
            "proposal_id": self.proposal_id,
            "comment_id": self.id if self.kind == "comment" else None,
        }


def require_reportable(
    *, board_state: BoardState, state: PostState, author_id: int | None, viewer: Viewer
) -> None:
    """Check that a viewer may report a post.

    Raises NotFound for a draft, NotPublished if the post is hidden or withdrawn, OwnPost if the viewer wrote
    it.
    """
    if board_state == "draft" or state == "draft":
        raise NotFound()
    if state != "published":
        raise NotPublished()
    if author_id == viewer.account_id:
        raise OwnPost()


def clean_reason(reason: str) -> str:
    """Check and normalize the reason of a report or a moderator: 1-500 characters.

    Raises Invalid with data `field`.
    """
    with at_field("reason"):
        return clean_text(reason, max_length=REASON_MAX_LENGTH)


def grants_with(viewer: Viewer, permission: Permission) -> tuple[Grant, ...]:
    """The viewer's grants whose role has `permission`. Together they are the viewer's scope for it."""
    return tuple(grant for grant in viewer.acting_grants if grant.role in PERMISSIONS[permission])


def has_wide_scope(viewer: Viewer, permission: Permission) -> bool:
    """Whether the viewer has `permission` in a whole province or in the nation."""
    return any(grant.local_government_code is None for grant in grants_with(viewer, permission))


def adopting_local_governments(viewer: Viewer, board: Place) -> tuple[str, ...]:
    """The codes of the local governments for which `viewer` may adopt a board, sorted.

    board: its place. For a moderator of a local government, that one, if it is in the board's province and
    the board names no other. For a moderator of the province or the nation, the one that the board names.
    """
    scope = grants_with(viewer, "board:adopt")
    if board.local_government_code is not None:
        return (board.local_government_code,) if any(grant.covers(board) for grant in scope) else ()
    own = {grant.local_government_code for grant in scope if grant.province_code == board.province_code}
    return tuple(sorted(code for code in own if code is not None))


def check_adoptable(
    *, state: BoardState, opened_by_official: bool, adopted: bool, choices: tuple[str, ...], chosen: str
) -> None:
    """Check that a local government may adopt a board.

    choices: as adopting_local_governments returns them. chosen: code of the local government. Raises NotFound
    if it is not among them, AlreadyAdopted, OfficialBoard, BoardNotOpen.
    """
    if chosen not in choices:
        raise NotFound()
    if adopted:
        raise AlreadyAdopted()
    if opened_by_official:
        raise OfficialBoard()
    if state != "open":
        raise BoardNotOpen()
