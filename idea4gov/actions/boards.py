"""Use cases of boards: open one, look at one."""

from datetime import datetime

from sqlalchemy.orm import Session

from idea4gov.actions.throttle import count_or_refuse
from idea4gov.domain.boards import OPENINGS, BoardKind, LocalGovernmentElsewhere, closing_moment, draft
from idea4gov.domain.errors import NotFound
from idea4gov.domain.markup import citizen_html
from idea4gov.domain.permissions import Place, Viewer, may, person_of
from idea4gov.domain.sending import sending_key
from idea4gov.domain.sessions import require_confirmed_author
from idea4gov.store.boards import writing as boards
from idea4gov.store.boards.reading import BoardPage, find_board
from idea4gov.store.places import reading as places


def open_board(
    db: Session,
    viewer: Viewer,
    *,
    province_code: str,
    local_government_code: str | None,
    title: str,
    body: str,
    closes_on: str,
    form_key: str | None,
    now: datetime,
) -> int:
    """Open a discussion board; it is an official one if a grant of the viewer covers its place.

    closes_on: a day as typed (see domain.boards.closing_moment), or "". form_key: of the form; the same text
    sent again with the same key opens no second board, and gives the id of the first. Returns the board's id.
    Raises NotFound (no such province), Invalid with data `field`, TooMany, DeviceUnconfirmed (an official's).
    """
    require_confirmed_author(viewer)
    # Before the first statement: rendering takes milliseconds, in which SQLite would hold its write lock.
    text = draft(title, body)
    closes_at = closing_moment(closes_on, now=now)
    body_html = citizen_html(text.body)
    key = sending_key(form_key, province_code, local_government_code or "", text.title, text.body, closes_on)
    places.get_province(db, province_code)
    _require_within(db, province_code, local_government_code)
    if (opened_already := boards.find_by_form_key(db, viewer.account_id, key)) is not None:
        return opened_already
    count_or_refuse(db, OPENINGS, str(viewer.account_id), now=now)
    return boards.add_board(
        db,
        text,
        body_html=body_html,
        province_code=province_code,
        local_government_code=local_government_code,
        opened_by_id=viewer.account_id,
        opened_by_official=may(viewer, "board:edit", Place(province_code, local_government_code)),
        closes_at=closes_at,
        form_key=key,
        now=now,
    )


def get_visible_board(
    db: Session, board_id: int, viewer: Viewer | None, *, kinds: tuple[BoardKind, ...] = ("discussion",)
) -> BoardPage:
    """A board for everybody to see; a draft or a hidden one only for its opener and officials of its place.

    kinds: that the caller can show. Raises NotFound, also for a board of another kind, and for a round that
    was imported.
    """
    board = find_board(db, board_id, person_id=person_of(viewer))
    if board is None or board.kind not in kinds:
        raise NotFound()
    if board.state == "draft":
        place = Place(board.province_code, board.local_government_code)
        is_own = viewer is not None and viewer.account_id == board.opened_by_id
        if not is_own and not may(viewer, "board:edit", place):
            raise NotFound()
    return board


def _require_within(db: Session, province_code: str, local_government_code: str | None) -> None:
    if local_government_code is None:
        return
    found = places.find_local_government(db, local_government_code)
    if found is None or found.province_code != province_code:
        raise LocalGovernmentElsewhere(field="local_government_code")
