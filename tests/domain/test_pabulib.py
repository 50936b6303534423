"""Reading and writing `.pb` text: what comes in comes out."""

from collections.abc import Callable

import pytest
from hypothesis import given

from idea4gov.domain.pabulib.document import CastBallot, Document
from idea4gov.domain.pabulib.reading import read_document, read_election, read_head
from idea4gov.domain.pabulib.rows import lines_of_bytes, lines_of_text
from idea4gov.domain.pabulib.writing import write_document
from idea4gov.domain.tally.election import Ballot, VoteType
from tests.domain.elections import documents

TEXT = """META
key;value
description;ห้าโครงการ
budget;400000.0
vote_type;approval
rule;greedy
num_projects;2
num_votes;2
PROJECTS
project_id;cost;name;selected
1;250000;"ไฟ ""ส่องสว่าง""; ถนน";1
2;200000.0;ถังขยะ;0
VOTES
voter_id;vote;age
a;1,2;34
b;2,2;
"""


def read(text: str) -> Document:
    return read_document(lines_of_text(text))


def test_every_part_of_a_file_is_read() -> None:
    document = read(TEXT)
    head = document.head
    assert (head.budget, head.vote_type) == (400_000, VoteType.APPROVAL)
    assert head.meta["description"] == "ห้าโครงการ"
    assert [(project.id, project.cost) for project in head.projects] == [("1", 250_000), ("2", 200_000)]
    assert head.projects[0].attributes == {"name": 'ไฟ "ส่องสว่าง"; ถนน', "selected": "1"}
    assert document.ballots == (
        CastBallot("a", Ballot(("1", "2")), {"age": "34"}),
        CastBallot("b", Ballot(("2", "2")), {"age": ""}),
    )


def test_ballots_are_read_only_when_asked_for() -> None:
    head, ballots = read_head(lines_of_text(TEXT + "c;no such project;1\n"))
    assert len(head.projects) == 2
    assert next(ballots).voter_id == "a"


def test_equal_ballots_are_counted_together() -> None:
    text = TEXT.replace("b;2,2;", "b;1,2;35")
    assert read_election(lines_of_text(text)).groups == ((Ballot(("1", "2")), 2),)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda text: text.replace("\n", "\r\n"), id="CRLF"),
        pytest.param(lambda text: "\ufeff" + text, id="byte order mark"),
        pytest.param(lambda text: text.replace("PROJECTS\n", "\n  \nPROJECTS\n\n"), id="blank lines"),
        pytest.param(lambda text: text.rstrip("\n"), id="no line end at the end"),
        pytest.param(
            lambda text: text.replace("PROJECTS\n", "projects;;;\n"), id="padded and lower-case marker"
        ),
        pytest.param(lambda text: text.replace("key;value", "key;value;;"), id="padded header"),
        pytest.param(lambda text: text.replace("a;1,2;34", "a;1,2;34;;;"), id="padded row"),
        pytest.param(lambda text: text.replace("a;1,2;", " a ; 1 , 2 ;"), id="spaces around ids"),
        pytest.param(lambda text: text.replace("rule;greedy", '"rule";"greedy"'), id="needless quotes"),
        pytest.param(lambda text: text.replace("200000.0", "200000"), id="whole cost"),
    ],
)
def test_the_same_file_in_other_clothes_is_the_same_document(change: Callable[[str], str]) -> None:
    document = read(change(TEXT))
    assert document == read(TEXT)
    assert "".join(write_document(document)) == "".join(write_document(read(TEXT)))


def test_canonical_text_is_plain() -> None:
    assert "".join(write_document(read(TEXT))) == TEXT.replace("200000.0", "200000")


def test_line_ends_inside_a_cell_become_line_feeds() -> None:
    document = read(TEXT.replace("ถังขยะ", '"ถัง\r\nขยะ\rใหม่"'))
    assert document.head.projects[1].attributes["name"] == "ถัง\nขยะ\nใหม่"


def test_points_of_cumulative_ballots_stay_with_their_projects() -> None:
    text = TEXT.replace("approval", "cumulative").replace("vote;age", "vote;points")
    document = read(text.replace("a;1,2;34", "a;1,2;3,4").replace("b;2,2;", "b;2,2;1,1"))
    assert document.ballots[0] == CastBallot("a", Ballot(("1", "2"), (3, 4)))
    assert list(document.election().groups)[1] == (Ballot(("2", "2"), (1, 1)), 1)


def test_a_voter_may_leave_the_ballot_blank() -> None:
    assert read(TEXT.replace("a;1,2;34", "a;;34")).ballots[0].ballot == Ballot(())


def test_bytes_are_read_as_utf_8() -> None:
    assert read_document(lines_of_bytes(TEXT.encode("utf-8-sig"))) == read(TEXT)


@given(documents())
def test_what_is_written_reads_back_equal_and_is_written_the_same_again(document: Document) -> None:
    text = "".join(write_document(document))
    assert read(text) == document
    assert "".join(write_document(read(text))) == text
    assert read_document(lines_of_bytes(text.encode())) == document
