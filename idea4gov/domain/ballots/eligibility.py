"""Who may vote in a round: by registered residence and year of birth."""

from dataclasses import dataclass, field
from typing import Literal

from idea4gov.domain.errors import N_, Forbidden, Invalid
from idea4gov.domain.fields import all_fields, at_field
from idea4gov.domain.numbers import read_number
from idea4gov.domain.text import EmptyText

EligibleScope = Literal["local_government", "subdistricts", "province"]
"""Whose home counts: in the local government, in some subdistricts of it, in the province."""
ResidenceSource = Literal["declared", "thaid", "counter", "list"]
"""From where a residence is known: the person said so, or one of these doors proved it."""
BUDDHIST_ERA = 543
OLDEST = 130


class NotDeclared(Forbidden):
    """The person has not yet declared the residence or year of birth that the round requires."""

    code = "residence_not_declared"
    message = N_("Tell us first where your name is in the house register, and your year of birth.")


class NoPlace(Invalid):
    """No place of residence was chosen."""

    code = "no_place"
    message = N_("Choose where your name is in the house register.")


class OutsideArea(Forbidden):
    """The person does not live in the area of the round."""

    code = "outside_area"
    message = N_(
        "This round is for people whose name is in the house register there. "
        "If yours is, correct your residence on the page of the ballot."
    )


class TooYoung(Forbidden):
    """The person is below the minimum age. year: latest year of birth, in the Buddhist era."""

    code = "too_young"
    message = N_(
        "This round is for people born in %(year)s (B.E.) or before. You can still propose and comment."
    )


class ResidenceProven(Forbidden):
    """The residence of the person was proven, so it is not changed by hand."""

    code = "residence_proven"
    message = N_(
        "Your residence and year of birth were taken from your proof of identity, so they cannot be changed "
        "here. If they are out of date, prove your identity once more."
    )


class BadBirthYear(Invalid):
    """The text is not a plausible year of birth."""

    code = "bad_birth_year"
    message = N_("Write your year of birth in the Buddhist era with four digits, such as 2535.")


@dataclass(frozen=True, slots=True)
class Residence:
    """The registered residence of a person, and from where it is known. birth_year: in the common era."""

    province_code: str
    local_government_code: str | None
    subdistrict_code: str | None
    birth_year: int | None
    source: ResidenceSource = "declared"


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Who may vote in a round. Fields that are empty set no condition.

    min_age: in full years at the end of `year`, so that the year of birth is enough to check it. year: in the
    common era.
    """

    province_code: str | None = None
    local_government_code: str | None = None
    subdistrict_codes: frozenset[str] = field(default_factory=frozenset)
    min_age: int = 0
    year: int = 0

    @property
    def latest_birth_year(self) -> int:
        """The latest year of birth, in the common era, of people who are old enough."""
        return self.year - self.min_age


def check_eligible(residence: Residence | None, rule: Eligibility) -> None:
    """Raise NotDeclared, OutsideArea or TooYoung unless the person may vote."""
    if residence is None:
        raise NotDeclared()
    _check_place(rule.province_code, residence.province_code)
    _check_place(rule.local_government_code, residence.local_government_code)
    if rule.subdistrict_codes:
        if residence.subdistrict_code is None:
            raise NotDeclared()
        if residence.subdistrict_code not in rule.subdistrict_codes:
            raise OutsideArea()
    if rule.min_age:
        if residence.birth_year is None:
            raise NotDeclared()
        if residence.birth_year > rule.latest_birth_year:
            raise TooYoung(year=rule.latest_birth_year + BUDDHIST_ERA)


def declared_residence(
    rule: Eligibility, known: Residence | None, *, place: str, birth_year: str, year: int
) -> Residence:
    """The residence that a person declares on the form of a round.

    known: the one that they declared before. place: "here", a code of the round's subdistricts, or
    "elsewhere". birth_year: as typed, in the Buddhist era; only read if the round has a minimum age. year:
    the current one, in the common era. Raises NoPlace, BadBirthYear, OutsideArea.
    """
    asked = rule.subdistrict_codes or {"here"}
    if place == "elsewhere":
        raise OutsideArea()
    born = known.birth_year if known else None
    with all_fields() as at:
        with at("place"):
            if place not in asked:
                raise NoPlace()
        with at("birth_year"):
            if rule.min_age:
                born = check_birth_year(birth_year, year=year)
    same = known if known and known.province_code == rule.province_code else None
    return Residence(
        province_code=rule.province_code or "",
        local_government_code=rule.local_government_code or (same.local_government_code if same else None),
        subdistrict_code=place if rule.subdistrict_codes else (same.subdistrict_code if same else None),
        birth_year=born,
    )


def _check_place(asked: str | None, lived: str | None) -> None:
    if asked is None:
        return
    if lived is None:
        raise NotDeclared()
    if lived != asked:
        raise OutsideArea()


def check_birth_year(text: str, *, year: int) -> int:
    """Read a year of birth typed in the Buddhist era. Returns it in the common era.

    year: the current one, in the common era. Raises EmptyText, BadBirthYear.
    """
    least, most = year - OLDEST + BUDDHIST_ERA, year + BUDDHIST_ERA
    with at_field("birth_year"):
        try:
            return read_number(text, "year", least=least, most=most) - BUDDHIST_ERA
        except EmptyText:
            raise
        except Invalid as error:
            raise BadBirthYear() from error
