"""Groups of voters that have something in common."""

from datetime import timedelta

import pytest

from idea4gov.domain.rounds.hints import (
    HINT_KINDS,
    LEAST,
    SAYS,
    Hint,
    HintKind,
    alike_email,
    alike_name,
    find_clusters,
)
from tests.conftest import NOON

NAMES = ["สมชาย", "มาลี", "ประยุทธ", "วิชัย", "อรทัย", "กานดา", "เดชา", "ธิดา", "นารี", "บุญมี", "ปราณี", "ผกา"]


def hint(line: int, **known: object) -> Hint:
    """A voter who has nothing in common with the others."""
    name = NAMES[line % len(NAMES)]
    mine: dict[str, object] = {
        "device": f"d{line}",
        "network": f"n{line}",
        "minute": NOON + timedelta(minutes=line),
        "name": f"{name}{chr(0x0E01 + line)}",
        "email": f"{chr(97 + line % 26)}{chr(97 + line // 26)}voter@example.org",
    }
    return Hint(line=line, **{**mine, **known})  # type: ignore[arg-type]


def found(hints: list[Hint], kind: HintKind) -> list[tuple[int, ...]]:
    return [one.lines for one in find_clusters(hints)[kind]]


def test_people_who_have_nothing_in_common_are_in_no_group() -> None:
    assert {kind: found([hint(line) for line in range(40)], kind) for kind in HINT_KINDS} == {
        kind: [] for kind in HINT_KINDS
    }


@pytest.mark.parametrize(
    ("kind", "shared"),
    [
        ("device", {"device": "d"}),
        ("network", {"network": "n"}),
        ("moment", {"network": "n", "minute": NOON}),
        ("name", {"name": "สมหญิง ใจดี"}),
        ("email", {"email": "somying@example.org"}),
    ],
)
def test_a_group_is_told_from_its_least_size_on(kind: HintKind, shared: dict[str, object]) -> None:
    least = LEAST[kind]
    others = [hint(line) for line in range(20)]
    alike = [hint(100 + number, **shared) for number in range(least)]
    assert found([*others, *alike[1:]], kind) == []
    assert found([*alike, *others], kind) == [tuple(range(100, 100 + least))]


def test_a_minute_is_told_where_it_stands_out() -> None:
    busy = [hint(line, minute=NOON + timedelta(minutes=line // 12)) for line in range(240)]
    assert found(busy, "minute") == []
    rush = [hint(300 + line, minute=NOON) for line in range(60)]
    [lines] = found([*busy, *rush], "minute")
    assert len(lines) == 72


def test_the_largest_group_stands_first_and_lines_are_in_order() -> None:
    small = [hint(line, device="a") for line in (9, 7, 8)]
    large = [hint(line, device="b") for line in (4, 1, 3, 2)]
    assert found([*small, *large], "device") == [(1, 2, 3, 4), (7, 8, 9)]


def test_who_has_no_device_no_network_and_no_account_is_in_no_such_group() -> None:
    nobody = [hint(line, device=None, network=None, name="", email="") for line in range(30)]
    assert all(found(nobody, kind) == [] for kind in HINT_KINDS)


@pytest.mark.parametrize(
    "email",
    ["somchai1@example.org", "som.chai.2@EXAMPLE.org", "somchai+9@example.org", "som_chai@example.org"],
)
def test_addresses_that_differ_by_digits_and_signs_are_alike(email: str) -> None:
    assert alike_email(email) == "somchai@example.org"


@pytest.mark.parametrize("email", ["0812345678@example.org", "ab1@example.org", ""])
def test_an_address_with_hardly_a_letter_is_like_no_other(email: str) -> None:
    assert alike_email(email) == ""


@pytest.mark.parametrize("name", ["สมชาย ใจดี 1", "สมชายใจดี๒", "  สมชาย-ใจดี!"])
def test_names_that_differ_by_digits_and_signs_are_alike(name: str) -> None:
    assert alike_name(name) == "สมชายใจดี"


def test_each_kind_says_what_else_it_may_be() -> None:
    assert SAYS.keys() == LEAST.keys() == set(HINT_KINDS)
