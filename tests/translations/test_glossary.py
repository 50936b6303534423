"""One thing, one word: docs/glossary.md against the catalogue, the pages, the mails and the documents."""

import ast
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from scripts.catalogue import read

ROOT = Path(__file__).resolve().parents[2]
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
THAI = re.compile("[\u0e00-\u0e7f]")
# Signs that belong to the letter before them: ท่าน is no word of ท่าน้ำ.
ENDS = "(?![\u0e31\u0e34-\u0e3a\u0e47-\u0e4e])"


class Term(NamedTuple):
    """A row of the glossary."""

    english: str
    thai: tuple[str, ...]
    nots: tuple[str, ...]
    modules: tuple[str, ...]


def terms() -> list[Term]:
    """Every row of a table with six columns."""
    found = []
    for line in GLOSSARY.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| ") and len(cells) == 6 and cells[0] != "English":
            nots = tuple(word.strip() for word in cells[2].split(",") if word.strip())
            found.append(
                Term(cells[0], tuple(cells[1].split(" / ")), nots, tuple(re.findall("`(.+?)`", cells[5])))
            )
    return found


TERMS = terms()
SETTLED = {label for term in TERMS for label in term.thai}
PRESCRIBED = set(
    re.findall("โปรด[\u0e00-\u0e7f]+", GLOSSARY.split("its rules prescribe:")[1].splitlines()[0])
)


@cache
def thai_texts() -> dict[str, str]:
    """Where our own Thai words stand, and what they say. The demo's posts are other people's words."""
    texts = {
        "catalogue": "\n".join(
            "\n".join(_strings(message.string)) for message in read() if message.id and message.string
        )
    }
    for path in sorted((ROOT / "templates").rglob("*.*")):
        text = path.read_text(encoding="utf-8")
        if THAI.search(text) and ".en." not in path.name:
            texts[str(path.relative_to(ROOT))] = text
    for path in sorted((ROOT / "idea4gov").rglob("*.py")):
        if text := "\n".join(_literals(path)):
            texts[str(path.relative_to(ROOT))] = text
    return texts


@cache
def english_texts() -> dict[str, str]:
    """The English sentences of the catalogue, and the pages and mails that are whole texts."""
    texts = {"catalogue": "\n".join("\n".join(_strings(message.id)) for message in read() if message.id)}
    for path in sorted((ROOT / "templates").rglob("*.en.*")):
        texts[str(path.relative_to(ROOT))] = re.sub("{{.*?}}", "", path.read_text(encoding="utf-8"))
    return texts


def _strings(value: str | tuple[str, ...] | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def _literals(path: Path) -> list[str]:
    """The Thai strings of a file that are not docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    strings = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in said)
    return [node.value for node in strings if isinstance(node.value, str) and THAI.search(node.value)]


def _uses(word: str, text: str) -> bool:
    """Whether a text says a Thai word other than inside a longer one that the glossary settles."""
    longer = sorted((label for label in SETTLED | PRESCRIBED if word in label), key=len, reverse=True)
    pattern = "|".join([*map(re.escape, longer), f"({re.escape(word)}){ENDS}"])
    return any(match[1] for match in re.finditer(pattern, text))


def _says(word: str, text: str) -> bool:
    """Whether an English text says a word, or several of it."""
    return re.search(rf"(?i)\b{re.escape(word)}s?\b", text) is not None


def test_every_noun_stands_once() -> None:
    nouns = [term.english for term in TERMS]
    assert len(nouns) > 100
    assert [noun for noun in nouns if nouns.count(noun) > 1] == []


def test_a_thai_word_names_one_thing() -> None:
    labels = [label for term in TERMS for label in term.thai]
    assert [label for label in labels if labels.count(label) > 1] == []


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.english)
def test_labels_of_the_glossary_are_what_people_read(term: Term) -> None:
    unseen = [label for label in term.thai if not any(label in text for text in thai_texts().values())]
    assert unseen == []
    english = "\n".join(english_texts().values()).casefold()
    assert re.sub(r" \(.*\)", "", term.english).casefold() in english


@pytest.mark.parametrize("term", [term for term in TERMS if term.nots], ids=lambda term: term.english)
def test_nothing_has_a_second_name(term: Term) -> None:
    found = []
    for word in term.nots:
        says, texts = (_uses, thai_texts()) if THAI.search(word) else (_says, english_texts())
        found += [f"{word}: {name}" for name, text in texts.items() if says(word, text)]
    assert found == []


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.english)
def test_the_code_is_where_the_glossary_says(term: Term) -> None:
    assert term.modules
    paths = [ROOT / "idea4gov" / name.replace(".", "/") for name in term.modules]
    assert [str(path) for path in paths if not path.is_dir() and not path.with_suffix(".py").is_file()] == []
