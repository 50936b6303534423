"""Lists of people who may vote: what is kept of each line, and what the states of a list are."""

from datetime import timedelta
from typing import Final, Literal, NamedTuple, get_args

from idea4gov.domain.errors import N_, Conflict, Invalid, NotFound
from idea4gov.domain.identity.digests import DigestKind, KeyedDigest
from idea4gov.domain.identity.doors import VoterClass
from idea4gov.domain.throttle import Limit

ListState = Literal["reading", "refused", "draft", "active", "erased"]
"""reading: a process digests the sheet. refused: it could not. draft: digested, to be looked at. active:
taken over; only such a list can be given to a round. erased: its lines name nobody any more."""
LIST_STATES: Final[tuple[ListState, ...]] = get_args(ListState)

MAX_LINES: Final = 150_000
DRAFT_KEPT: Final = timedelta(days=1)
"""Of a list that nobody took over."""
SILENT: Final = timedelta(minutes=5)
"""A list that is being read and of which nothing was heard for so long is lost: its reader died."""
NAME_LENGTH: Final = 80
PROBLEMS_KEPT: Final = 200
MOST_READ_AT_ONCE: Final = 2


LOOK_UPS = Limit("list-look-up", 10, timedelta(hours=1))
"""How often an account may look a line up: a number that is guessed is hardly ever that of a person."""


class VoterLine(NamedTuple):
    """A line of a sheet. text: the number or name to be digested, and never kept.

    house: "" where the sheet has none. birth_year: in the common era.
    """

    line: int
    kind: DigestKind
    text: str
    house: str
    village: int | None
    birth_year: int | None
    voter_class: VoterClass


class DigestedLine(NamedTuple):
    """What is kept of a line."""

    line: int
    kind: DigestKind
    digest: KeyedDigest
    house_digest: str | None
    village: int | None
    birth_year: int | None
    voter_class: VoterClass


class LineProblem(NamedTuple):
    """A line that cannot be taken. code: of PROBLEMS. shown: the end of its number behind dots, or ""."""

    line: int
    code: str
    shown: str = ""


class FoundLine(NamedTuple):
    """A line of a list by which somebody may vote."""

    id: int
    list_id: int
    village: int | None
    birth_year: int | None
    voter_class: VoterClass


class NoVoterList(NotFound):
    """There is no such list for these officials, or it is gone."""

    code = "no_voter_list"
    message = N_("This list is not there any more. Load it again.")


class NotOnList(Invalid):
    """Nobody on the list has this number, or this house and name."""

    code = "not_on_list"
    message = N_(
        "This is not on the list of eligible people. Please compare it with the card; if it is right, ask "
        "the office, which can put you on the list until the rules of the round are fixed."
    )


class LineTaken(Conflict):
    """Somebody else votes by this line."""

    code = "line_taken"
    message = N_(
        "Somebody has come by this line of the list already. If it was not you, go to the office with your "
        "ID card before voting ends: it looks into it."
    )


class ListMissing(Conflict):
    """The round opens the door of the list, and has none."""

    code = "list_missing"
    message = N_(
        "This round lets people vote by the list of eligible people, and has none. Choose the list first, on "
        "the page of the round."
    )


class ListNotReady(Conflict):
    """The list is not one that can be taken over, or given to a round."""

    code = "list_not_ready"
    message = N_("This list was not read to its end, or not confirmed yet. Look at it first.")


class OthersReading(Conflict):
    """As many lists are being read as the machine can carry."""

    code = "others_reading"
    message = N_("Other lists are being read at this moment. Please send yours in some minutes.")


class ListInUse(Conflict):
    """A round has this list."""

    code = "list_in_use"
    message = N_("A budget round has this list. Take it away from the round first.")


class ListFixed(Conflict):
    """The rules of the round are fixed, and the list with them."""

    code = "list_fixed"
    message = N_("The rules of this round are fixed, and its list of eligible people with them.")


class OtherPlace(Invalid):
    """The list belongs to another local government than the round."""

    code = "list_of_other_place"
    message = N_("This list belongs to another local government.")


class BadListName(Invalid):
    """The list has no name, or one that is too long. most: characters."""

    code = "bad_list_name"
    message = N_("Give the list a name of at most %(most)s characters, for example “Elections of 2569”.")


def clean_list_name(text: str | None) -> str:
    """The name of a list. Raises BadListName."""
    name = " ".join((text or "").split())
    if not 1 <= len(name) <= NAME_LENGTH or not name.isprintable():
        raise BadListName(most=NAME_LENGTH, field="name")
    return name
