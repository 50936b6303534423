"""Doors: the ways by which a person may come to the ballot of a round, and what each of them proves."""

from collections.abc import Collection, Iterable, Sequence
from typing import Final, Literal, NamedTuple, get_args

from idea4gov.domain.ballots.eligibility import Eligibility, Residence, ResidenceSource, check_eligible
from idea4gov.domain.errors import N_, Conflict, Forbidden, Invalid

Door = Literal["thaid", "counter", "list", "code", "email"]
"""ThaID, an official's counter, a list of eligible people, a code on paper, a confirmed e-mail address."""
Checker = Literal["state", "official", "letter", "mailbox"]
"""Who vouches: the state's service, an official who saw the card, the letter box of a house, a mailbox."""
VoterClass = Literal["registered", "lives_here", "visitor"]
"""In the house register there; lives there without being in it; neither. Counted apart where it is asked."""
VOTER_CLASSES: Final[tuple[VoterClass, ...]] = get_args(VoterClass)


class Proof(NamedTuple):
    """What a door proves of who comes through it. by: who vouches for that."""

    is_person: bool
    has_residence: bool
    has_age: bool
    by: Checker


PROOFS: Final[dict[Door, Proof]] = {
    "thaid": Proof(is_person=True, has_residence=True, has_age=True, by="state"),
    "counter": Proof(is_person=True, has_residence=True, has_age=True, by="official"),
    "list": Proof(is_person=False, has_residence=True, has_age=True, by="official"),
    "code": Proof(is_person=False, has_residence=True, has_age=False, by="letter"),
    "email": Proof(is_person=False, has_residence=False, has_age=False, by="mailbox"),
}
"""{door: what it proves}, the strongest first: whoever could come through several comes through the first."""
DOORS: Final[tuple[Door, ...]] = tuple(PROOFS)
FIRST_DOORS: Final[frozenset[Door]] = frozenset({"counter", "email"})
"""Of rounds from before a round said which doors it has."""


class Admission(NamedTuple):
    """How a voter came to the ballot: what the roll says of them. village: where the door knows it."""

    door: Door
    village: int | None = None
    voter_class: VoterClass = "registered"


class NoDoors(Invalid):
    """No door was chosen, so nobody could vote."""

    code = "no_doors"
    message = N_("Choose at least one way to vote; otherwise nobody can.")


class BindingByEmail(Invalid):
    """A result that binds may not be decided by mailboxes."""

    code = "binding_by_email"
    message = N_(
        "A mailbox proves nobody, so a result that binds cannot be voted on by e-mail alone. "
        "Take that door away, or say that the result is advice."
    )


class NoDoor(Forbidden):
    """The person has shown nothing that a door of the round asks for."""

    code = "no_door"
    message = N_(
        "Nothing that you have shown so far opens a door of this round. "
        "The page of the round says how to come in, and until when."
    )


def read_doors(chosen: Sequence[str], *, is_binding: bool) -> frozenset[Door]:
    """The doors of a form. chosen: of DOORS; others are left out. Raises NoDoors, BindingByEmail."""
    doors = frozenset(door for door in DOORS if door in chosen)
    if not doors:
        raise NoDoors()
    if is_binding and "email" in doors:
        raise BindingByEmail()
    return doors


class NoCounter(Conflict):
    """The round has no counter, so nobody is given a paper."""

    code = "no_counter"
    message = N_("Nobody votes on paper in this round: its rules open no counter.")


def in_order(doors: Iterable[str]) -> tuple[Door, ...]:
    """Doors in the order of PROOFS, each once."""
    known = frozenset(doors)
    return tuple(door for door in DOORS if door in known)


def door_for(doors: Collection[Door], source: ResidenceSource) -> Door:
    """The door through which a person with an account comes. source: of what is known of their home.

    Raises NoDoor.
    """
    if source != "declared" and source in doors:
        return source
    if "email" in doors:
        return "email"
    raise NoDoor()


def admission_of(
    doors: Collection[Door],
    residence: Residence | None,
    rule: Eligibility,
    by_list: Admission | None = None,
) -> Admission:
    """How a person with an account comes to the ballot. Raises NoDoor, and what check_eligible raises.

    by_list: with the line of the list of eligible people that they have. Who is on it may vote: the office
    chose the list by place and age.
    """
    source = residence.source if residence else "declared"
    if by_list is not None and (source == "declared" or source not in doors):
        return by_list
    door = door_for(doors, source)
    check_eligible(residence, rule)
    return Admission(door)
