"""What may stand on a ballot, who may cast one, and the receipt."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idea4gov.domain.ballots import checking, eligibility
from idea4gov.domain.ballots.ballot_paper import BallotArea, BallotMode, BallotPaper, BallotProject
from idea4gov.domain.ballots.checking import (
    LARGEST_MARK,
    ExcludeEachOther,
    Line,
    check_ballot,
    check_new_ballot,
    describe,
    left_in,
    marks_of,
    read_marks,
)
from idea4gov.domain.ballots.eligibility import (
    Eligibility,
    Residence,
    check_birth_year,
    check_eligible,
    declared_residence,
)
from idea4gov.domain.errors import DomainError
from idea4gov.domain.rounds.paper_ballots import check_serial
from idea4gov.domain.rounds.receipts import clean_code, code_of, digest_code
from idea4gov.domain.text import EmptyText

CITY, BEACH = BallotArea(1, "ทั้งเมือง", 1_000), BallotArea(2, "ชุมชนหาดวอน", 500)
PROJECTS = (
    BallotProject(10, "1", 1, "ไฟส่องทาง", 600),
    BallotProject(11, "2", 1, "ลอกท่อ", 400),
    BallotProject(12, "3", 1, "ทางเท้า", 300),
    BallotProject(20, "4", 2, "ต้นไม้ริมหาด", 500),
)


def paper(mode: BallotMode, **limits: Any) -> BallotPaper:
    return BallotPaper(mode, (CITY, BEACH), PROJECTS, **limits)


APPROVAL = paper("approval", max_choices=2)
KNAPSACK = paper("knapsack")
CUMULATIVE = paper("cumulative", points_total=10, points_each=6)
RANKED = paper("ranked", max_choices=2)
ONE_BAHT_SHORT = BallotPaper("knapsack", (BallotArea(1, "ทั้งเมือง", 999),), PROJECTS[:3])


@pytest.mark.parametrize(
    ("sheet", "marks"),
    [
        (APPROVAL, {10: 1, 11: 1, 20: 1}),
        (paper("approval"), {10: 1, 11: 1, 12: 1, 20: 1}),
        (KNAPSACK, {10: 1, 11: 1, 20: 1}),
        (CUMULATIVE, {10: 6, 11: 4, 20: 6}),
        (RANKED, {12: 1, 10: 2, 20: 1}),
    ],
)
def test_a_ballot_up_to_the_limits_of_each_area_is_good(sheet: BallotPaper, marks: dict[int, int]) -> None:
    assert marks_of(sheet, check_ballot(sheet, marks)) == marks


@pytest.mark.parametrize(
    ("sheet", "marks", "code", "says"),
    [
        (APPROVAL, {}, "too_few_choices", "at least 1"),
        (paper("approval", min_choices=2), {20: 1}, "too_few_choices", "at least 2"),
        (APPROVAL, {10: 1, 11: 1, 12: 1}, "too_many_choices", "Take out 1"),
        (APPROVAL, {99: 1}, "unknown_project", "Open the ballot paper again"),
        (KNAPSACK, {10: 1, 11: 1, 12: 1}, "over_budget", "300 baht over"),
        (ONE_BAHT_SHORT, {10: 1, 11: 1}, "over_budget", "1 baht over"),
        (CUMULATIVE, {10: 7}, "too_many_points_for_one", "at most 6"),
        (CUMULATIVE, {10: 6, 11: 5}, "too_many_points", "Take back 1"),
        (RANKED, {10: 1, 11: 1}, "ranks_not_contiguous", "number 2 is missing"),
        (RANKED, {10: 2}, "ranks_not_contiguous", "number 1 is missing"),
        (RANKED, {10: 1, 11: 2, 12: 3}, "too_many_choices", "Take out 1"),
    ],
)
def test_a_ballot_beyond_a_limit_is_refused_with_what_to_do(
    sheet: BallotPaper, marks: dict[int, int], code: str, says: str
) -> None:
    with pytest.raises(DomainError) as refused:
        check_ballot(sheet, marks)
    assert (refused.value.code, says in str(refused.value)) == (code, True), str(refused.value)


def test_lines_stand_in_the_order_of_the_paper_or_of_the_ranks() -> None:
    assert check_ballot(APPROVAL, {20: 1, 11: 1, 10: 1}) == (Line(10, 1), Line(11, 2), Line(20, 3))
    assert check_ballot(RANKED, {10: 2, 12: 1, 20: 1}) == (Line(12, 1), Line(10, 2), Line(20, 3))
    assert check_ballot(CUMULATIVE, {11: 3}) == (Line(11, 1, 3),)


@pytest.mark.parametrize(
    ("sheet", "marks", "left"),
    [
        (APPROVAL, {10: 1}, 1),
        (paper("approval"), {10: 1}, None),
        (KNAPSACK, {10: 1, 11: 1, 12: 1}, -300),
        (CUMULATIVE, {10: 4, 20: 6}, 6),
    ],
)
def test_what_is_left_is_told_for_each_area(
    sheet: BallotPaper, marks: dict[int, int], left: int | None
) -> None:
    assert left_in(sheet, CITY, marks) == left


@given(st.dictionaries(st.sampled_from([10, 11, 12, 20]), st.integers(1, 12)))
def test_no_ballot_that_passes_is_over_a_limit(marks: dict[int, int]) -> None:
    for sheet in (APPROVAL, KNAPSACK, CUMULATIVE, RANKED):
        try:
            lines = check_ballot(sheet, marks)
        except DomainError:
            continue
        assert {line.project_id for line in lines} == set(marks)
        assert [line.position for line in lines] == list(range(1, len(marks) + 1))
        assert all((left_in(sheet, area, marks) or 0) >= 0 for area in sheet.areas)
        assert sheet.mode != "ranked" or marks_of(sheet, lines) == marks


def test_points_are_read_in_thai_digits_and_an_empty_field_is_no_mark() -> None:
    assert read_marks(CUMULATIVE, {10: " ๓ ", 11: "", 12: "0", 20: "2"}) == {10: 3, 20: 2}


@pytest.mark.parametrize("text", ["-1", "1.5", "สาม", "1e3", "9" * 40])
def test_points_that_are_no_number_are_refused_by_name(text: str) -> None:
    with pytest.raises(checking.NotANumber, match="ไฟส่องทาง"):
        read_marks(CUMULATIVE, {10: text})


def test_the_largest_number_of_points_that_can_be_typed_is_a_million() -> None:
    assert read_marks(CUMULATIVE, {10: str(LARGEST_MARK)}) == {10: 1_000_000}
    with pytest.raises(checking.NotANumber):
        read_marks(CUMULATIVE, {10: str(LARGEST_MARK + 1)})


@pytest.mark.parametrize(
    ("sheet", "marks", "lines"),
    [
        (APPROVAL, {20: 1, 10: 1}, ["ไฟส่องทาง", "ต้นไม้ริมหาด"]),
        (RANKED, {10: 2, 12: 1}, ["1. ทางเท้า", "2. ไฟส่องทาง"]),
        (CUMULATIVE, {10: 6, 20: 2}, ["ไฟส่องทาง: 6", "ต้นไม้ริมหาด: 2"]),
    ],
)
def test_a_ballot_is_told_in_words(sheet: BallotPaper, marks: dict[int, int], lines: list[str]) -> None:
    assert describe(sheet, marks) == lines


def test_projects_are_found_by_the_code_on_the_paper() -> None:
    assert {code: project.id for code, project in APPROVAL.by_code.items()} == {
        "1": 10,
        "2": 11,
        "3": 12,
        "4": 20,
    }


def test_a_mark_beside_an_unknown_project_is_refused() -> None:
    with pytest.raises(checking.UnknownProject):
        read_marks(CUMULATIVE, {99: "1"})


def test_each_voter_sees_every_project_in_an_order_of_their_own() -> None:
    orders = {tuple(one.id for one in APPROVAL.shuffled_area(1, seed)) for seed in range(60)}
    assert len(orders) == 6
    assert all(sorted(order) == [10, 11, 12] for order in orders)


RULE = Eligibility("20", "2094", frozenset({"200104"}), min_age=15, year=2026)
HERE = Residence("20", "2094", "200104", 2011)


def test_a_resident_who_is_old_enough_this_year_may_vote() -> None:
    check_eligible(HERE, RULE)


@pytest.mark.parametrize(
    ("residence", "code"),
    [
        (None, "residence_not_declared"),
        (Residence("14", None, None, 2000), "outside_area"),
        (Residence("20", None, None, 2000), "residence_not_declared"),
        (Residence("20", "2072", "200104", 2000), "outside_area"),
        (Residence("20", "2094", None, 2000), "residence_not_declared"),
        (Residence("20", "2094", "200105", 2000), "outside_area"),
        (Residence("20", "2094", "200104", None), "residence_not_declared"),
        (Residence("20", "2094", "200104", 2012), "too_young"),
    ],
)
def test_others_are_told_why_they_may_not(residence: Residence | None, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        check_eligible(residence, RULE)
    assert refused.value.code == code


def test_whoever_is_too_young_is_told_the_last_year_of_birth_in_the_buddhist_era() -> None:
    with pytest.raises(eligibility.TooYoung, match="born in 2554"):
        check_eligible(Residence("20", "2094", "200104", 2012), RULE)


def test_a_round_without_limits_asks_only_for_a_residence() -> None:
    check_eligible(Residence("14", None, None, None), Eligibility())


def test_a_round_of_subdistricts_asks_for_the_subdistrict() -> None:
    home = declared_residence(RULE, None, place="200104", birth_year="2554", year=2026)
    assert home == HERE
    with pytest.raises(eligibility.NoPlace):
        declared_residence(RULE, HERE, place="here", birth_year="2554", year=2026)
    with pytest.raises(eligibility.OutsideArea):
        declared_residence(RULE, HERE, place="elsewhere", birth_year="2554", year=2026)


def test_what_a_round_does_not_ask_stays_as_it_was_declared() -> None:
    wide = Eligibility("20")
    assert declared_residence(wide, HERE, place="here", birth_year="", year=2026) == HERE
    away = Residence("14", "1405", None, 1960)
    moved = declared_residence(wide, away, place="here", birth_year="", year=2026)
    assert moved == Residence("20", None, None, 1960)


def test_a_birth_year_is_read_in_the_buddhist_era() -> None:
    assert check_birth_year("๒๕๓๕", year=2026) == 1992
    assert check_birth_year(" 2569 ", year=2026) == 2026
    assert check_birth_year("พ.ศ. 2439", year=2026) == 1896


@pytest.mark.parametrize("text", ["๓๕", "1992", "2570", "2438", "2,535.5", "25 35"])
def test_a_birth_year_of_nobody_alive_is_refused(text: str) -> None:
    with pytest.raises(DomainError, match="2535"):
        check_birth_year(text, year=2026)


def test_a_receipt_code_is_sixteen_signs_that_are_not_mistaken() -> None:
    assert code_of(bytes(10)) == "0000-0000-0000-0000"
    assert code_of(bytes([255] * 10)) == "ZZZZ-ZZZZ-ZZZZ-ZZZZ"
    # five bits for each sign, the first sign the highest: 00000 00000 ... 00001 00010
    assert code_of((0b00001_00010).to_bytes(10)) == "0000-0000-0000-0012"
    assert code_of((0b10000_10001 << 70).to_bytes(10)) == "GH00-0000-0000-0000"


@given(st.binary(min_size=10, max_size=10))
def test_a_receipt_code_may_be_typed_loosely(random: bytes) -> None:
    code = code_of(random)
    plain = code.replace("-", "")
    loose: Callable[[str], str] = lambda text: text.lower().replace("1", "l").replace("0", "o")  # noqa: E731
    assert clean_code(f" {loose(code)} ") == plain
    assert clean_code(code.replace("1", "I")) == plain
    assert digest_code(code) == hashlib.sha256(plain.encode()).hexdigest()


@pytest.mark.parametrize("text", ["7K3M", "7K3M-9QXT-0ABC-DEFU", "๗K3M-9QXT-0ABC-DEFG"])
def test_what_is_no_receipt_code_is_refused(text: str) -> None:
    with pytest.raises(DomainError, match="16 letters") as refused:
        clean_code(text)
    assert refused.value.data["field"] == "code"


def test_no_receipt_code_at_all_is_an_empty_field() -> None:
    with pytest.raises(EmptyText):
        clean_code(" \u200b")


def test_a_serial_number_is_up_to_six_digits_thai_or_arabic() -> None:
    assert [check_serial(text) for text in ("1", " ๔๒ ", "เลขที่ 000042", "999999")] == [1, 42, 42, 999_999]


@pytest.mark.parametrize("text", ["0", "-1", "1000000", "1.5", "1.234", "เอ"])
def test_what_is_no_serial_number_is_refused_by_its_field(text: str) -> None:
    with pytest.raises(DomainError, match="from 1 to 999999") as refused:
        check_serial(text)
    assert refused.value.data["field"] == "serial"


@pytest.mark.parametrize("mode", ["approval", "knapsack", "cumulative", "ranked"])
def test_two_projects_that_exclude_each_other_are_refused_by_their_names(mode: BallotMode) -> None:
    sheet = replace(paper(mode, max_choices=3, points_total=9, points_each=9), excluding=((11, 12), (10, 20)))
    with pytest.raises(ExcludeEachOther, match="ลอกท่อ” and “ทางเท้า") as refused:
        check_new_ballot(sheet, {11: 1, 12: 2 if mode == "ranked" else 1})
    assert refused.value.data == {"title": "ลอกท่อ", "other": "ทางเท้า"}
    assert len(check_new_ballot(sheet, {11: 1, 20: 1})) == 2
    assert len(check_ballot(sheet, {11: 1, 12: 2 if mode == "ranked" else 1})) == 2
    assert [one.title for one in sheet.excluded_by(20)] == ["ไฟส่องทาง"]
