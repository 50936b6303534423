"""Rules of moderation: what is reported, hidden or restored gets a reason, and who may take a board over."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from idea4gov.domain.errors import N_, Conflict, NotFound
from idea4gov.domain.fields import at_field
from idea4gov.domain.permissions import PERMISSIONS, Grant, Place, Viewer
from idea4gov.domain.text import clean_text
from idea4gov.domain.throttle import Limit

REASON_MAX_LENGTH = 500
REPORTS = Limit("report-post", 20, timedelta(hours=1))
CLOSING_SOON_DAYS = 14
NEW_COMMENT_DAYS = 7


class NotPublished(Conflict):
    """Only what is published can be hidden."""

    code = "not_published"
    message = N_("This is not published any more: its author withdrew it, or somebody hid it already.")


class NotHidden(Conflict):
    """Only what is hidden can be restored."""

    code = "not_hidden"
    message = N_("This is not hidden any more: somebody restored it already.")


class OwnPost(Conflict):
    """Nobody reports themselves."""

    code = "own_post"
    message = N_("You wrote this yourself. You can change or withdraw it instead of reporting it.")


class CaseClosed(Conflict):
    """Reports are decided once."""

    code = "case_closed"
    message = N_("These reports have been dealt with already. Look at the desk again.")


class AlreadyAdopted(Conflict):
    """A board is taken over once."""

    code = "already_adopted"
    message = N_("A local government has taken this board over already.")


class OfficialBoard(Conflict):
    """A board that an official opened needs nobody to take it over."""

    code = "official_board"
    message = N_("An official opened this board, so nobody needs to take it over.")


class BoardNotOpen(Conflict):
    """Only an open board can be taken over."""

    code = "board_not_open"
    message = N_("This board is not open, so it cannot be taken over.")


PostKind = Literal["board", "proposal", "comment"]


@dataclass(frozen=True)
class Post:
    """What can be reported. proposal_id: of a proposal itself, and of a comment the one it lies on."""

    kind: PostKind
    id: int
    board_id: int
    proposal_id: int | None = None

    @property
    def columns(self) -> Mapping[str, int | str | None]:
        """How rows about it name it."""
        return {
            "subject_kind": self.kind,
            "subject_id": self.id,
            "board_id": self.board_id,
            "proposal_id": self.proposal_id,
            "comment_id": self.id if self.kind == "comment" else None,
        }


def require_reportable(*, board_state: str, state: str, author_id: int | None, viewer: Viewer) -> None:
    """Raise NotFound for a post of a draft, NotPublished for one that is gone, OwnPost for one's own."""
    if board_state == "draft" or state == "draft":
        raise NotFound()
    if state != "published":
        raise NotPublished()
    if author_id == viewer.account_id:
        raise OwnPost()


def clean_reason(reason: str) -> str:
    """Accept why something is reported, hidden or restored: 1-500 characters.

    Raises Invalid with data `field`.
    """
    with at_field("reason"):
        return clean_text(reason, max_length=REASON_MAX_LENGTH)


def grants_with(viewer: Viewer, permission: str) -> tuple[Grant, ...]:
    """The viewer's grants whose role has `permission`: together they are the scope for it."""
    return tuple(grant for grant in viewer.grants if grant.role in PERMISSIONS[permission])


def has_wide_scope(viewer: Viewer, permission: str) -> bool:
    """Whether the viewer has `permission` in a whole province or the nation."""
    return any(grant.local_government_code is None for grant in grants_with(viewer, permission))


def adopting_local_governments(viewer: Viewer, board: Place) -> tuple[str, ...]:
    """The codes of the local governments for which `viewer` may take over a board at `board`, sorted.

    A local government's moderator: their own, when it is in the board's province and the board names none or
    theirs. A province's or the nation's: the one that the board names.
    """
    scope = grants_with(viewer, "board:adopt")
    if board.local_government_code is not None:
        return (board.local_government_code,) if any(grant.covers(board) for grant in scope) else ()
    own = {grant.local_government_code for grant in scope if grant.province_code == board.province_code}
    return tuple(sorted(code for code in own if code is not None))


def check_adoptable(
    *, state: str, opened_by_official: bool, adopted: bool, choices: tuple[str, ...], chosen: str
) -> None:
    """Raise NotFound when `chosen` is not among the viewer's choices, then what else stands against it."""
    if chosen not in choices:
        raise NotFound()
    if adopted:
        raise AlreadyAdopted()
    if opened_by_official:
        raise OfficialBoard()
    if state != "open":
        raise BoardNotOpen()
