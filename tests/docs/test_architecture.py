"""The page of the architecture leads where it says, and its picture shows who may import whom."""

import ast
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.rooms.test_imports import MAY_IMPORT

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
PLACES = re.findall(r"^\| (.+?) \| `([^`]+)` \| `([^`]+)` \|$", PAGE, re.M)


def defined(path: Path) -> set[str]:
    """The names that a file defines for others: functions, classes, constants."""
    found = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign):
            found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            found.add(node.target.id)
    return found


@pytest.mark.parametrize(("what", "file", "name"), PLACES, ids=[name for _, _, name in PLACES])
def test_each_step_and_question_leads_to_a_file_that_defines_the_name(
    what: str, file: str, name: str
) -> None:
    assert name in defined(ROOT / file), what


def test_there_are_ten_questions_and_two_walks() -> None:
    sections = {part.splitlines()[0]: part for part in PAGE.split("\n## ")[1:]}
    counts = {title: len(re.findall(r"^\| .+ \| `", text, re.M)) for title, text in sections.items()}
    assert counts == {"The walk of a vote": 10, "The walk of a ballot": 18, "Ten questions of a newcomer": 10}


def test_the_picture_shows_exactly_who_may_import_whom() -> None:
    picture = ElementTree.parse(ROOT / "docs" / "architecture.svg").getroot()
    dots = {dot.get("id") for dot in picture.iter("{http://www.w3.org/2000/svg}circle")}
    assert dots == {f"{room}-{below}" for room, rooms in MAY_IMPORT.items() for below in rooms - {room}}


def test_the_table_of_rooms_names_every_room() -> None:
    table = PAGE[PAGE.index("| room |") : PAGE.index("`create_app`")]
    assert set(re.findall(r"`(\w+)`", "".join(re.findall(r"^\| [^|]+\|", table, re.M)))) == set(MAY_IMPORT)
