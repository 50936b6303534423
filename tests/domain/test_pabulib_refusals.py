"""Files that are not right are refused with the line and a reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idea4gov.domain.pabulib.errors import BadPabulib
from idea4gov.domain.pabulib.reading import read_document
from idea4gov.domain.pabulib.rows import lines_of_bytes, lines_of_text
from tests.domain.test_pabulib import TEXT


def refusal(text: str) -> BadPabulib:
    with pytest.raises(BadPabulib) as caught:
        read_document(lines_of_text(text))
    return caught.value


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        (TEXT, "", 1, "empty"),
        (TEXT, "\n\n", 1, "empty"),
        ("META\n", "", 1, "begin with the section META"),
        ("key;value", "name;value", 2, "must begin with key"),
        ("key;value\n", "", 2, "must begin with key"),
        ("rule;greedy", "budget;1", 6, "“budget” is empty or stands twice"),
        ("rule;greedy", ";greedy", 6, "“” is empty or stands twice"),
        ("rule;greedy", "rule;greedy;x", 6, "3 cells"),
        ("budget;400000.0\n", "", 1, "no budget"),
        ("400000.0", "-400000", 4, "budget “-400000”"),
        ("400000.0", "4e5", 4, "budget “4e5”"),
        ("400000.0", "๔๐๐๐๐๐", 4, "budget “๔๐๐๐๐๐”"),
        ("400000.0", "9" * 400, 4, "budget “" + "9" * 60 + "…”"),
        ("vote_type;approval", "vote_type;guess", 5, "vote_type “guess”"),
        (TEXT[TEXT.index("PROJECTS") :], "", 9, "PROJECTS is missing"),
        (TEXT[TEXT.index("VOTES") :], "", 13, "VOTES is missing"),
        (TEXT[TEXT.index("VOTES") + 6 :], "", 14, "must begin with voter_id"),
        ("PROJECTS\n", "VOTES\n", 9, "VOTES stands where it does not belong"),
        ("project_id;cost", "project_id;price", 10, "have project_id, cost"),
        ("project_id;cost;name", "name;project_id;cost", 10, "begin with project_id"),
        ("name;selected", "name;name", 10, "stands twice"),
        ("name;selected", ";selected", 10, "no name"),
        ("2;200000.0", "2;-5", 12, "cost “-5”"),
        ("2;200000.0", "2;free", 12, "cost “free”"),
        ("2;200000.0", "2;", 12, "cost “”"),
        ("2;200000.0", "2;1234.", 12, "cost “1234.”"),
        ("2;200000.0", "2;.5", 12, "cost “.5”"),
        ("2;200000.0", "2;1,5", 12, "cost “1,5”"),
        ("2;200000.0", "2;1e3", 12, "cost “1e3”"),
        ("2;200000.0", "2;1.2345678901234567", 12, "cost “1.2345678901234567”"),
        ("2;200000.0", "2;๕๐๐", 12, "cost “๕๐๐”"),
        ("2;200000.0", "2;=1+1", 12, "cost “=1+1”"),
        ("2;200000.0", "2;1" + "0" * 15, 12, "10^15"),
        ("2;200000.0;", "1;200000.0;", 12, "project “1” stands twice"),
        ("2;200000.0;", ";200000.0;", 12, "id “” is empty"),
        ("2;200000.0;", "1,2;200000.0;", 12, "holds a comma"),
        ("ถังขยะ;0", "ถังขยะ;7", 12, "“7” of selected"),
        ("ถังขยะ;0", "ถังขยะ", 12, "3 cells"),
        ("num_projects;2", "num_projects;3", 7, "“3”, the file has 2"),
        ("num_votes;2", "num_votes;ten", 8, "“ten”, the file has 2"),
        ("b;2,2;\n", "", 8, "“2”, the file has 1"),
        ("b;2,2;", "a;2;", 16, "“a” is empty or stands twice"),
        ("b;2,2;", ";2;", 16, "“” is empty or stands twice"),
        ("b;2,2;", "b;2,;", 16, "names “”"),
        ("b;2,2;", "b;99;", 16, "names “99”"),
        ("b;2,2;", "b", 16, "1 cells"),
        ("b;2,2;", 'b;"2;', 16, "quotation marks"),
        ("b;2,2;", 'b;"2"2;', 16, "quotation marks"),
        ("b;2,2;", "b;2\rc;1;", 16, "line ends"),
        ("b;2,2;", "b;2\0;", 16, "zero byte"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(old: str, new: str, line: int, words: str) -> None:
    assert old in TEXT
    error = refusal(TEXT.replace(old, new))
    assert words in str(error)
    assert error.line == line


def test_a_file_that_breaks_off_within_quotes_is_refused() -> None:
    assert refusal(TEXT[: TEXT.index("; ถนน")]).line == 11


def test_a_number_of_lines_inside_a_cell_does_not_shift_the_line_named() -> None:
    assert refusal(TEXT.replace("ถังขยะ", '"ถัง\n\n\nขยะ"').replace("b;2,2;", "b;9;")).line == 19


def test_choosing_one_means_one() -> None:
    error = refusal(TEXT.replace("approval", "choose-1"))
    assert (error.line, "more than one project" in str(error)) == (15, True)


@pytest.mark.parametrize(
    ("points", "words"),
    [
        ("3", "2 projects and gives 1 points"),
        ("3,-4", "points “-4”"),
        ("3,๔", "points “๔”"),
        ("", "gives 0 points"),
    ],
)
def test_points_that_do_not_fit_the_projects_are_refused(points: str, words: str) -> None:
    text = TEXT.replace("approval", "cumulative").replace("vote;age", "vote;points")
    error = refusal(text.replace("a;1,2;34", f"a;1,2;{points}"))
    assert (error.line, words in str(error)) == (15, True)


def test_cumulative_ballots_without_points_are_refused() -> None:
    assert "have voter_id, vote, points" in str(refusal(TEXT.replace("approval", "cumulative")))


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (TEXT.encode("cp874"), 3),
        (TEXT.encode("utf-16"), 1),
        (b"\x89PNG\r\n\x1a\n\x00\x00", 1),
        (b"META\nkey;value\na;" + b"x" * 2**21, 3),
    ],
)
def test_bytes_that_are_not_utf_8_text_are_refused(data: bytes, line: int) -> None:
    with pytest.raises(BadPabulib) as caught:
        read_document(lines_of_bytes(data))
    assert caught.value.line == line


def test_the_reason_and_its_details_can_be_translated_apart() -> None:
    error = refusal(TEXT.replace("b;2,2;", "b;99;"))
    assert error.reason % error.detail == error.data["reason"]
    assert "%(id)s" in error.reason


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with pytest.raises(BadPabulib):
        read_document(lines_of_bytes(data))


@given(st.data())
def test_a_damaged_file_is_read_or_refused(data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(TEXT)))
    cut = data.draw(st.integers(0, 5))
    text = TEXT[:place] + data.draw(st.text('";\n\r\0,๑-1 ', max_size=4)) + TEXT[place + cut :]
    line = _line_refused(text)
    assert line is None or 1 <= line <= text.count("\n") + 2


def _line_refused(text: str) -> int | None:
    try:
        read_document(lines_of_text(text))
    except BadPabulib as error:
        return error.line
    return None
