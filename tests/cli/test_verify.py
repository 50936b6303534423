"""`idea4gov verify`: what it prints and how it exits."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from idea4gov.cli.verify import verify
from tests.domain.test_verify import TEXT

WRONG = TEXT.replace("b;50;2;0", "b;50;2;1")
BROKEN = TEXT.replace("3;a", "3;d")
UNKNOWN = TEXT.replace("rule;greedy", "rule;lottery")
SILENT = TEXT.replace("selected", "remark")


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., Result]:
    def run(*texts: str) -> Result:
        paths = []
        for number, text in enumerate(texts, 1):
            path = tmp_path / f"{number}.pb"
            path.write_text(text, encoding="utf-8")
            paths.append(str(path))
        return CliRunner().invoke(verify, paths)

    return run


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        (TEXT, 0, "the stated result follows from the ballots"),
        (WRONG, 1, "b: stated funded; counted, it does not fit the money left"),
        (BROKEN, 2, "Line 15: The ballot names “d”, which is no project."),
        (UNKNOWN, 3, "This rule is not one of those known here."),
        (UNKNOWN.replace("rule;", "tie_seed;x\nsealed_sha256;0\nrule;"), 1, "not those that were sealed"),
        (SILENT, 3, "the file states no result to compare with"),
    ],
)
def test_the_exit_code_is_the_answer(run: Callable[..., Result], text: str, code: int, words: str) -> None:
    result = run(text)
    assert result.exit_code == code
    assert words in result.output


def test_one_file_shows_winners_money_ties_and_digest(run: Callable[..., Result]) -> None:
    output = run(
        TEXT.replace("2;a,b", "2;a,c").replace("b;50;2;0", "b;50;1;0").replace("c;40;1", "c;40;2")
    ).output
    assert "Counted: 2 projects funded, 100 of 100 spent" in output
    assert "a: score 3, cost 60" in output
    assert "SHA-256 of the canonical text: " in output


def test_a_tie_is_shown_with_its_weight(run: Callable[..., Result]) -> None:
    assert (
        "Tie at score 2, it decides who is funded; taken in file order: b, c"
        in run(
            TEXT.replace("2;a,b", "2;a,c,b").replace("1;a,b,c", "1;a,c,b").replace("budget;100", "budget;110")
        ).output
    )


def test_several_files_make_a_table(run: Callable[..., Result]) -> None:
    lines = run(TEXT, WRONG, UNKNOWN, BROKEN).output.splitlines()
    assert [line.split() for line in lines[:5]] == [
        ["file", "rule", "ballots", "verdict", "winners"],
        ["1.pb", "greedy", "3", "matches", "a,", "c"],
        ["2.pb", "greedy", "3", "differs", "a,", "c"],
        ["3.pb", "lottery", "3", "unknown", "rule", "-"],
        ["4.pb", "-", "-", "not", "valid", "-"],
    ]
    assert any("2.pb: the stated result differs from the count in 1 project." in line for line in lines)
    assert any("4.pb: not a valid .pb file. Line 15:" in line for line in lines)


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        ((TEXT, TEXT), 0),
        ((TEXT, UNKNOWN), 3),
        ((UNKNOWN, BROKEN, TEXT), 2),
        ((BROKEN, UNKNOWN, WRONG, TEXT), 1),
    ],
)
def test_the_exit_code_of_several_files_is_the_worst(
    run: Callable[..., Result], texts: tuple[str, ...], code: int
) -> None:
    assert run(*texts).exit_code == code


def test_a_file_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    result = CliRunner().invoke(verify, [str(tmp_path / "none.pb")])
    assert result.exit_code == 2
    assert result.output.count("\n") == 1
    assert "cannot be read" in result.output


def test_control_codes_of_a_file_do_not_reach_the_terminal(run: Callable[..., Result]) -> None:
    bold = TEXT.replace("a;60", "\x1b[1ma;60").replace("a,b,c", "c").replace("a,b", "b").replace("3;a", "3;b")
    output = run(bold).output
    assert "\x1b" not in output
    assert "\\x1b[1ma: stated funded" in output


def test_verifying_loads_neither_web_framework_nor_database() -> None:
    script = "import sys, idea4gov.cli.verify; print({'flask', 'sqlalchemy', 'jinja2'} & set(sys.modules))"
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert found.stdout == "set()\n"
