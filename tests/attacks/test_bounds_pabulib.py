"""The worst `.pb` files: each is counted or refused in a sentence, after bounded work."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from idea4gov.cli.verify import verify
from idea4gov.domain.pabulib import rows
from idea4gov.domain.pabulib.errors import BadPabulib
from idea4gov.domain.pabulib.reading import read_head
from idea4gov.domain.pabulib.round_file import MOST_AREAS
from idea4gov.domain.pabulib.rows import LONGEST_LINE, lines_of_bytes, lines_of_text
from idea4gov.domain.pabulib.table import MOST_COLUMNS
from idea4gov.domain.verify import verify_lines
from tests.attacks.limited import READ, outcome_of

HUGE = "9" * 15
LIMIT = "1" + "0" * 4_300
"""A number that Python refuses to read."""


def election(
    projects: str = "1;1\n2;2\n",
    votes: str = "1;1\n2;1,2\n",
    *,
    meta: str = "budget;2\nvote_type;approval\nrule;greedy\n",
    columns: str = "project_id;cost",
    vote_columns: str = "voter_id;vote",
) -> str:
    return f"META\nkey;value\n{meta}PROJECTS\n{columns}\n{projects}VOTES\n{vote_columns}\n{votes}"


def shares(budget: str) -> str:
    return f"budget;{budget}\nvote_type;approval\nrule;equalshares/add1\n"


def areas(number: int) -> str:
    """That many areas in META, each with its budget."""
    said = "".join(f"area_budget_{one};1\n" for one in range(number))
    return election(meta=f"{shares('2')}areas;{','.join(map(str, range(number)))}\n{said}")


PADDING = ";" * (LONGEST_LINE - 100)
TOO_MANY = "".join(f";c{one}" for one in range(MOST_COLUMNS))
REFUSED = {
    "columns behind the last": election(columns="project_id;cost;x" + TOO_MANY),
    "columns of votes": election(vote_columns="voter_id;vote" + TOO_MANY),
    "areas": areas(MOST_AREAS + 1),
    "a budget": election(meta=f"budget;{LIMIT}\nvote_type;approval\nrule;greedy\n"),
    "an exponent": election(meta="budget;1e999999\nvote_type;approval\nrule;greedy\n"),
    "a cost": election(f"1;{LIMIT}\n"),
    "no number": election("1;NaN\n"),
    "a number of votes": election(meta=f"num_votes;{LIMIT}\nbudget;1\nvote_type;approval\nrule;greedy\n"),
    "a cell": election(f"1;1\n2;{'1' * 200_000}\n"),
    "a quotation without end": election('1;"' + "1\n" * 200_000),
    "a line": "META\n" + "a" * (LONGEST_LINE + 1),
    "a zero byte": election("1;1\n\0;2\n"),
    "half a letter": election("1;1\n\ud800;2\n"),
    "blank lines": "\n" * 300_000,
    "META alone": "META\nkey;value\n" + "".join(f"k{one};v\n" for one in range(60_000)),
}
COUNTED = {
    "padded columns": election(columns="project_id;cost" + PADDING),
    "padded rows": election(f"1;1{PADDING}\n2;2{PADDING}\n"),
    "a ballot that names one project 65,000 times": election(votes=f"1;{'1,' * 65_000}1\n"),
    "the longest numbers": election(
        f"1;0.{'0' * 14}1\n2;{HUGE}.{HUGE}\n", "1;1\n2;2\n3;1,2\n", meta=shares(f"{HUGE}.{HUGE}")
    ),
    "a voter with all the money": election(f"1;1\n2;{HUGE}\n", meta=shares(HUGE)),
    "a minimum that nobody reaches": election(meta=f"{shares('2')}min_project_score_threshold;{HUGE}\n"),
    "marks that turn letters round": election("1;1\n\u202e2\u2066;2\n", "1;1\n"),
    "3,000 projects": election("".join(f"{one};{one % 97 + 1}\n" for one in range(3_000)), "1;1\n"),
}


def data_of(text: str) -> bytes:
    return text.encode(errors="surrogatepass")


@pytest.mark.parametrize("name", REFUSED)
def test_what_no_election_needs_is_refused_with_its_line(name: str) -> None:
    data = data_of(REFUSED[name])
    assert outcome_of(lambda: verify_lines(lines_of_bytes(data))) == BadPabulib.code


@pytest.mark.parametrize("name", COUNTED)
def test_what_an_election_may_hold_is_counted(name: str) -> None:
    data = data_of(COUNTED[name])
    assert outcome_of(lambda: verify_lines(lines_of_bytes(data))) == READ


def test_a_file_longer_than_any_election_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "LONGEST_FILE", 10_000)
    text = election(votes="".join(f"{one};1\n" for one in range(5_000)))
    with pytest.raises(BadPabulib, match="far too long"):
        verify_lines(lines_of_bytes(data_of(text)))
    verify_lines(lines_of_bytes(data_of(election())))


def test_ballots_share_the_ids_of_their_projects() -> None:
    """A ballot of 130 KB that names projects 65,000 times would else take four megabytes."""
    head, ballots = read_head(lines_of_text(election("longer;1\n", "1;longer\n")))
    ((chosen,),) = [cast.ballot.choices for cast in ballots]
    assert chosen is head.projects[0].id


@pytest.mark.parametrize("name", ["columns behind the last", "a quotation without end", "half a letter"])
def test_a_command_says_it_in_one_line_that_is_not_long(name: str, tmp_path: Path) -> None:
    path = tmp_path / "election.pb"
    path.write_bytes(data_of(REFUSED[name]))
    told = CliRunner().invoke(verify, [str(path)])
    (said,) = told.output.strip().splitlines()
    assert (told.exit_code, "not a valid .pb file" in said) == (2, True), told.output
    assert len(said) < 400


@pytest.mark.parametrize("what", ["/dev/zero", "/", "/proc/self/mem", "nothing"])
def test_what_is_no_file_is_a_sentence(what: str) -> None:
    told = CliRunner().invoke(verify, [what])
    assert told.exit_code == 2
    assert "Traceback" not in told.output
