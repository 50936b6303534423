"""Ballots on paper: entered twice by two officials, differences settled, void ones with a reason."""

from enum import StrEnum

from idea4gov.domain.errors import N_, Conflict, Invalid
from idea4gov.domain.numbers import whole_number
from idea4gov.domain.thai import arabic_digits

LARGEST_SERIAL = 999_999


class VoidKind(StrEnum):
    """Why a paper does not count. A spoiled or missing one has its voter on the roll, a surplus one none."""

    SPOILED = "spoiled"
    MISSING = "missing"
    SURPLUS = "surplus"


class BadSerial(Invalid):
    """No serial number of a paper."""

    code = "bad_serial"
    message = N_("Write the serial number that is printed on the paper, from 1 to 999999.")


class SameOfficial(Conflict):
    """The second entry is somebody else's: two people rarely misread the same paper in the same way."""

    code = "same_official"
    message = N_("You entered paper %(serial)s first. Ask a colleague to enter it a second time.")


class EnteredTwice(Conflict):
    """Both entries are there already."""

    code = "entered_twice"
    message = N_("Paper %(serial)s was entered twice already. Look at it in the list of papers.")


class PaperChanged(Conflict):
    """Somebody else settled or voided it a moment ago."""

    code = "paper_changed"
    message = N_("A colleague settled this paper in the meantime. Look at it once more.")


class UnknownPaper(Conflict):
    """No paper with this serial number is entered."""

    code = "unknown_paper"
    message = N_("Paper %(serial)s is not entered yet. Enter it first.")


class UnknownVoter(Invalid):
    """No account has this e-mail address."""

    code = "unknown_voter"
    message = N_(
        "No account has this e-mail address. Check it, or mark the person as a voter without an account."
    )


class PapersOpen(Conflict):
    """Papers wait for a second entry or differ, so that nothing can be counted yet."""

    code = "papers_open"
    message = N_(
        "%(open)s papers are entered only once or differ. Enter them a second time, settle the differences, "
        "and try again."
    )


class RollDiffers(Conflict):
    """Another number of voters on the roll than of ballots."""

    code = "roll_differs"
    message = N_(
        "The roll and the ballots do not agree: %(roll)s voters on paper are on the roll, and %(papers)s "
        "papers were entered. Mark the missing voters, or enter the missing papers as void, and try again."
    )


class UrnDiffers(Conflict):
    """The database counted the roll and the urn, and they are not the same: nothing was sealed."""

    code = "urn_differs"
    message = N_(
        "The roll and the urn do not agree, so nothing was sealed. Ask the administrator to run: "
        "idea4gov check"
    )


def check_serial(text: str) -> int:
    """Read a serial number, in Thai digits too. Raises BadSerial."""
    serial = whole_number(arabic_digits(text))
    if serial is None or not 1 <= serial <= LARGEST_SERIAL:
        raise BadSerial(field="serial")
    return serial
