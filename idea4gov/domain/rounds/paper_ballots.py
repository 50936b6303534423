"""Rules of paper ballots: two officials enter each one; differences are settled; some are void."""

from typing import Final, Literal, get_args

from idea4gov.domain.errors import N_, Conflict, Invalid
from idea4gov.domain.fields import at_field
from idea4gov.domain.numbers import read_number
from idea4gov.domain.text import EmptyText

PaperBallotState = Literal["once", "differs", "agreed", "void"]
"""Entered by one official; entered twice, and not the same; entered twice alike or settled; not counted."""
VoidKind = Literal["spoiled", "missing", "surplus"]
"""Why a paper is void. The voter of a spoiled or missing one is on the roll; a surplus one has none."""
VOID_KINDS: Final[tuple[VoidKind, ...]] = get_args(VoidKind)
OPEN_STATES: Final[tuple[PaperBallotState, ...]] = ("once", "differs", "agreed")
"""The states of papers that can still become void."""
LARGEST_SERIAL = 999_999


class BadSerial(Invalid):
    """The text is not the serial number of a paper ballot."""

    code = "bad_serial"
    message = N_("Write the serial number that is printed on the paper, from 1 to 999999.")


class NoVoidKind(Invalid):
    """It is not said why the paper does not count."""

    code = "no_void_kind"
    message = N_("Choose what is with the paper.")


class SameOfficial(Conflict):
    """The official who made the first entry may not make the second one. serial: of the paper."""

    code = "same_official"
    message = N_("You entered paper %(serial)s first. Ask a colleague to enter it a second time.")


class EnteredTwice(Conflict):
    """The paper has both entries already. serial: of the paper."""

    code = "entered_twice"
    message = N_("Paper %(serial)s was entered twice already. Look at it in the list of papers.")


class PaperBallotChanged(Conflict):
    """Another official settled or voided the paper in the meantime."""

    code = "paper_changed"
    message = N_("A colleague settled this paper in the meantime. Look at it once more.")


class UnknownPaperBallot(Conflict):
    """No paper with this serial number was entered. serial: as given."""

    code = "unknown_paper"
    message = N_("Paper %(serial)s is not entered yet. Enter it first.")


class UnknownVoter(Invalid):
    """No account has this e-mail address."""

    code = "unknown_voter"
    message = N_(
        "No account has this e-mail address. Check it, or mark the person as a voter without an account."
    )


class PaperBallotsOpen(Conflict):
    """Papers lack their second entry, or the two entries differ, so nothing can be counted.

    open: their number.
    """

    code = "papers_open"
    message = N_(
        "%(open)s papers are entered only once or differ. Enter them a second time, settle the differences, "
        "and try again."
    )


class RollDiffers(Conflict):
    """The numbers of voters on the roll and of ballots differ.

    roll: paper voters on the roll. papers: paper ballots that were entered.
    """

    code = "roll_differs"
    message = N_(
        "The roll and the ballots do not agree: %(roll)s voters on paper are on the roll, and %(papers)s "
        "papers were entered. Mark the missing voters, or enter the missing papers as void, and try again."
    )


class UrnDiffers(Conflict):
    """The database counted different numbers on the roll and in the urn, so nothing was sealed."""

    code = "urn_differs"
    message = N_(
        "The roll and the urn do not agree, so nothing was sealed. Ask the administrator to run: "
        "idea4gov check"
    )


def check_void_kind(text: str) -> VoidKind:
    """Return the text if it is one of VOID_KINDS. Raises NoVoidKind with data `field`."""
    for kind in VOID_KINDS:
        if kind == text:
            return kind
    raise NoVoidKind(field="kind")


def check_serial(text: str) -> int:
    """Read a serial number as people type it. Raises EmptyText, BadSerial."""
    with at_field("serial"):
        try:
            return read_number(text, "serial", least=1, most=LARGEST_SERIAL)
        except EmptyText:
            raise
        except Invalid as error:
            raise BadSerial() from error
