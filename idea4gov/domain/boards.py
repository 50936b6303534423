"""Rules of boards: the question, the closing date, and when a board is open."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Final, Literal, get_args

from idea4gov.domain.days import read_day
from idea4gov.domain.errors import N_, Conflict, Invalid
from idea4gov.domain.fields import all_fields, at_field
from idea4gov.domain.text import clean_line, clean_text
from idea4gov.domain.thai import BANGKOK
from idea4gov.domain.throttle import Limit

BoardKind = Literal["discussion", "budget"]
BOARD_KINDS: Final[tuple[BoardKind, ...]] = get_args(BoardKind)
BoardState = Literal["draft", "open", "closed", "archived"]
SHOWN_STATES: Final[tuple[BoardState, ...]] = ("open", "closed", "archived")
"""The states of boards that everybody may read."""
TITLE_MAX_LENGTH = 160
BODY_MAX_LENGTH = 5_000
LONGEST_DAYS = 5 * 366
OPENINGS = Limit("open-board", 5, timedelta(hours=1))


class BoardClosed(Conflict):
    """The board is not open, so nothing can be posted, changed or supported on it."""

    code = "board_closed"
    message = N_("This board is closed. You can still read everything, but nothing can be added or changed.")


class ClosesInThePast(Invalid):
    """The closing date has passed."""

    code = "closes_in_the_past"
    message = N_("The closing date has already passed. Please choose a later day, or leave it empty.")


class ClosesTooLate(Invalid):
    """The closing date is more than LONGEST_DAYS ahead, which is most often a typing error."""

    code = "closes_too_late"
    message = N_("The closing date is more than five years away. Please check the year.")


class LocalGovernmentElsewhere(Invalid):
    """The local government of a board is not in the province of the board."""

    code = "local_government_elsewhere"
    message = N_("This local government is not in the province of the board. Please choose another one.")


@dataclass(frozen=True)
class BoardText:
    """The question of a board, checked and normalized."""

    title: str
    body: str


def draft(title: str, body: str) -> BoardText:
    """Check and normalize the question of a board: a title of 1-160 characters, a body of 1-5,000.

    Raises Invalid with data `field`: title or body.
    """
    with all_fields() as at:
        with at("title"):
            title = clean_line(title, max_length=TITLE_MAX_LENGTH)
        with at("body"):
            body = clean_text(body, max_length=BODY_MAX_LENGTH)
    return BoardText(title, body)


def closing_moment(text: str, *, now: datetime) -> datetime | None:
    """When a board closes: at the last second of the given day in Thailand; None if no day is given.

    text: as in read_day, or "". Returns aware UTC, after `now`. Raises as read_day, and ClosesInThePast,
    ClosesTooLate.
    """
    if not text.strip():
        return None
    with at_field("closes_on"):
        last_second = datetime.combine(read_day(text), time(23, 59, 59), BANGKOK).astimezone(UTC)
        if last_second <= now:
            raise ClosesInThePast()
        if last_second > now + timedelta(days=LONGEST_DAYS):
            raise ClosesTooLate()
    return last_second


def is_open(state: BoardState, closes_at: datetime | None, now: datetime) -> bool:
    """Whether a board is open.

    From its closing time on it is not, even before its state is stored as closed.
    """
    return state == "open" and (closes_at is None or now < closes_at)


def require_open(state: BoardState, closes_at: datetime | None, now: datetime) -> None:
    """Raise BoardClosed unless the board is open."""
    if not is_open(state, closes_at, now):
        raise BoardClosed()
