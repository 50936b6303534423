"""The errors of all fields at once."""

from collections.abc import Mapping

import pytest

from idea4gov.domain.errors import Invalid, NotFound
from idea4gov.domain.fields import InvalidFields, all_fields
from idea4gov.domain.numbers import NotANumber, read_amount


def read_all(typed: Mapping[str, str]) -> list[int]:
    """The amounts of fields."""
    amounts = []
    with all_fields() as at:
        for name, text in typed.items():
            with at(name):
                amounts.append(read_amount(text))
    return amounts


def read_parts(**parts: Mapping[str, str]) -> None:
    """The amounts of the fields of parts, each of which collects its own errors."""
    with all_fields() as at:
        for name, typed in parts.items():
            with at(name):
                read_all(typed)


def look_up() -> None:
    """Refuse a field, then find nothing."""
    with all_fields() as at:
        with at("cost"):
            raise Invalid()
        raise NotFound()


def test_every_refused_field_is_named_in_its_order() -> None:
    with pytest.raises(InvalidFields) as refused:
        read_all({"cost": "x", "percent": "50", "budget": ""})
    assert [one.data["field"] for one in refused.value.errors] == ["cost", "budget"]
    assert str(refused.value).startswith("“x” cannot be read as a number.")
    assert "Nothing is written here" in str(refused.value)


def test_a_single_error_is_raised_as_it_is() -> None:
    with pytest.raises(NotANumber) as refused:
        read_all({"percent": "50", "cost": "x"})
    assert refused.value.data["field"] == "cost"


def test_errors_of_parts_stand_among_the_others_with_their_own_fields() -> None:
    with pytest.raises(InvalidFields) as refused:
        read_parts(round={"budget": "x"}, areas={"one": "", "two": "2", "three": "-3"})
    assert [one.data["field"] for one in refused.value.errors] == ["budget", "one", "three"]


def test_nothing_is_raised_when_every_field_is_good() -> None:
    assert read_all({"cost": "500,000.-", "estimate": "๕"}) == [500_000, 5]


def test_what_is_no_matter_of_a_field_passes() -> None:
    with pytest.raises(NotFound):
        look_up()
