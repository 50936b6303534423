"""Doors: which ones a round may have, and through which one a person comes."""

import pytest

from idea4gov.domain.ballots.eligibility import Eligibility, NotDeclared, Residence
from idea4gov.domain.identity.doors import (
    DOORS,
    Admission,
    BindingByEmail,
    NoDoor,
    NoDoors,
    admission_of,
    in_order,
    read_doors,
)

HERE = Eligibility(province_code="20", local_government_code="04200107")


def home(source: str) -> Residence:
    return Residence("20", "04200107", None, 1980, source)  # type: ignore[arg-type]


@pytest.mark.parametrize("chosen", [[], ["window"], [""]])
def test_a_round_without_a_door_is_refused(chosen: list[str]) -> None:
    with pytest.raises(NoDoors):
        read_doors(chosen, is_binding=False)


def test_mailboxes_alone_cannot_decide_what_binds() -> None:
    with pytest.raises(BindingByEmail):
        read_doors(["thaid", "email"], is_binding=True)
    assert read_doors(["thaid", "email"], is_binding=False) == {"thaid", "email"}
    assert read_doors(["thaid", "counter"], is_binding=True) == {"thaid", "counter"}


def test_doors_stand_in_one_order_each_once() -> None:
    assert in_order(["email", "thaid", "email", "nothing"]) == ("thaid", "email")
    assert in_order(reversed(DOORS)) == DOORS


@pytest.mark.parametrize(
    ("doors", "source", "door"),
    [
        ({"thaid", "email"}, "thaid", "thaid"),
        ({"thaid", "email"}, "declared", "email"),
        ({"counter", "email"}, "thaid", "email"),
        ({"counter"}, "counter", "counter"),
    ],
)
def test_a_person_comes_by_what_proved_them_or_by_mailbox(doors: set[str], source: str, door: str) -> None:
    assert admission_of(doors, home(source), HERE) == Admission(door)  # type: ignore[arg-type]


@pytest.mark.parametrize("known", [None, home("declared"), home("thaid")])
def test_who_has_shown_nothing_that_opens_a_door_is_told_so(known: Residence | None) -> None:
    with pytest.raises(NoDoor):
        admission_of({"counter"}, known, HERE)


def test_a_mailbox_still_has_to_say_where_it_lives() -> None:
    with pytest.raises(NotDeclared):
        admission_of({"email"}, None, HERE)
