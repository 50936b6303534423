"""States, phases, roles and their like are types: no word is misspelt, in Python, in SQL or in a template."""

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from jinja2 import Environment, nodes
from mypy import api as mypy
from sqlalchemy import ColumnElement
from sqlalchemy.orm import InstrumentedAttribute

from idea4gov.domain.audit import ACTS, AuditAct
from idea4gov.domain.notices import SAYS, NoticeKind
from idea4gov.domain.permissions import PERMISSIONS, Permission
from idea4gov.domain.places.kinds import LOCAL_GOVERNMENT_KINDS, LocalGovernmentKind
from idea4gov.domain.rounds.drafts import RULES, RuleName
from tests.rooms.source import PACKAGE, ROOT, files, module_name, tree
from tests.rooms.words import WORDS, words_of_columns

TEMPLATES = ROOT / "templates"
# Where a name means something else, or a text as somebody wrote it that is not checked yet.
ELSEWHERE = {
    "api/endpoints.py rule": "the address of a route",
    "api/v1/milestones.py state": "as a system sent it",
    "domain/documents/blocks.py role": "what stands below a signature",
    "domain/documents/voting_papers.py role": "what stands below a signature",
    "domain/rounds/exports.py rule": "as a published file states it",
    "domain/rounds/milestones.py state": "as an official typed it",
    "domain/rounds/screening.py state": "as an official typed it",
    "domain/tally/rules.py rule": "as a published file states it",
    "domain/verify.py rule": "as a published file states it",
    "outside/images.py mode": "the colours of a picture",
    "store/rounds/finished.py rule": "as a published file states it",
    "web/render/environment.py source": "of a template",
}
# type, its module, a word of it, the same misspelt
TYPES = [
    ("Phase", "rounds.phases", "provisional", "provisonal"),
    ("BoardState", "boards", "archived", "achived"),
    ("ProposalState", "proposals", "withdrawn", "withdrawnn"),
    ("CommentState", "comments", "hidden", "hiden"),
    ("ReviewState", "rounds.screening", "feasible", "feasable"),
    ("PaperBallotState", "rounds.paper_ballots", "differs", "difers"),
    ("VoidKind", "rounds.paper_ballots", "surplus", "surpluss"),
    ("MilestoneState", "rounds.milestones", "delivered", "delivred"),
    ("CorrectionState", "rounds.draw", "signed", "singed"),
    ("ObjectionStage", "rounds.objections", "preview", "preveiw"),
    ("JobState", "export_jobs", "running", "runing"),
    ("ListState", "voter_lists", "reading", "readng"),
    ("CaseOutcome", "moderation", "dismissed", "dismised"),
    ("AppealDecision", "appeals", "upheld", "uphold"),
    ("Role", "permissions", "moderator", "modrator"),
    ("Permission", "permissions", "round:edit", "round:edti"),
    ("BallotMode", "ballots.ballot_paper", "knapsack", "knapsak"),
    ("RuleName", "rounds.drafts", "greedy", "greedi"),
    ("EligibleScope", "ballots.eligibility", "province", "provinces"),
    ("Channel", "rounds.voting", "online", "on-line"),
    ("AuditAct", "audit", "seal_urn", "seal_um"),
    ("PostAct", "moderation", "hide_board", "hide_boards"),
    ("NoticeKind", "notices", "keep_hidden", "kept_hidden"),
]


@pytest.mark.slow
def test_a_misspelt_word_of_each_type_fails_mypy(tmp_path: Path) -> None:
    """Only the modules of the types are read: the whole package would take mypy half a minute."""
    modules = sorted({f"idea4gov/domain/{module.replace('.', '/')}.py" for _, module, _, _ in TYPES})
    lines = [f"from idea4gov.domain.{module} import {name}" for name, module, _, _ in TYPES]
    for name, _, right, wrong in TYPES:
        lines.append(f"def right_{name}(word: {name}) -> bool: return word == {right!r}")
        lines.append(f"def wrong_{name}(word: {name}) -> bool: return word == {wrong!r}  # wrong")
    lines += [
        "from idea4gov.domain.permissions import Grant, may, require_at",
        "from idea4gov.domain.rounds.phases import RoundClock, require_phase",
        'def ask(clock: RoundClock) -> None: require_phase(clock, "voting", "countin")  # wrong',
        'RoundClock("final"), RoundClock("fnal")  # wrong',
        'Grant("valuator"), Grant("evaluator")  # wrong',
        'may(None, "board:read"), may(None, "board:raed")  # wrong',
    ]
    snippet = tmp_path / "snippet.py"
    snippet.write_text("\n".join(lines), encoding="utf-8")
    options = [f"--config-file={ROOT / 'pyproject.toml'}", "--follow-imports=skip", f"--cache-dir={tmp_path}"]
    told, trouble, _ = mypy.run([*options, *(str(ROOT / module) for module in modules), str(snippet)])
    assert trouble == ""
    refused = {int(line.split(":")[1]) for line in told.splitlines() if line.startswith(str(snippet))}
    assert refused == {number for number, line in enumerate(lines, start=1) if line.endswith("# wrong")}, told


@pytest.mark.parametrize(
    ("named", "table"),
    [
        (Permission, PERMISSIONS),
        (RuleName, RULES),
        (LocalGovernmentKind, LOCAL_GOVERNMENT_KINDS),
        (AuditAct, ACTS),
        (NoticeKind, SAYS),
    ],
)
def test_every_word_of_a_type_stands_in_its_table(named: Any, table: dict[str, object]) -> None:
    assert set(get_args(named)) == set(table)


def test_no_field_or_argument_of_these_names_is_any_text() -> None:
    loose = [
        place
        for path in files()
        for name, annotation in annotated(tree(path))
        if name in {*WORDS, "permission"} and ast.unparse(annotation) in ("str", "str | None")
        if (place := f"{path.relative_to(PACKAGE)} {name}") not in ELSEWHERE
    ]
    assert loose == []


def annotated(module: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """(name, annotation) of every field and argument."""
    for node in ast.walk(module):
        if isinstance(node, ast.arg) and node.annotation:
            yield node.arg, node.annotation
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id, node.annotation


def test_every_word_written_in_python_is_known() -> None:
    """SQL columns are Any to mypy, and it lets a tuple pass in which one word of several is right."""
    unknown = [
        f"{place} {word!r} in line {line}"
        for path in files()
        for line, name, word in written(tree(path))
        if word not in WORDS[name]
        if (place := f"{path.relative_to(PACKAGE)} {name}") not in ELSEWHERE
    ]
    assert unknown == []


def written(module: ast.Module) -> Iterator[tuple[int, str, str]]:
    """(line, name, word) where something of a known name is compared with, or given, a text."""
    for node in ast.walk(module):
        if isinstance(node, ast.Compare):
            pairs = [(node.left, right) for right in node.comparators]
        elif isinstance(node, ast.Call):
            pairs = [(ast.Name(one.arg), one.value) for one in node.keywords if one.arg]
            if isinstance(node.func, ast.Attribute) and node.func.attr in ("in_", "not_in") and node.args:
                pairs.append((node.func.value, node.args[0]))
        elif isinstance(node, ast.Dict):
            pairs = [(ast.Name(key.value), value) for key, value in zip(node.keys, node.values, strict=True)
                     if isinstance(key, ast.Constant) and isinstance(key.value, str)]  # fmt: skip
        else:
            continue
        for subject, value in pairs:
            name = getattr(subject, "attr", None) or getattr(subject, "id", None)
            if name in WORDS:
                yield from ((node.lineno, name, word) for word in texts(value))


def texts(value: ast.expr) -> Iterator[str]:
    """The texts that an expression can be: a constant, each of a tuple, either side of an `if`."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value
    elif isinstance(value, ast.Tuple | ast.List | ast.Set):
        yield from (text for one in value.elts for text in texts(one))
    elif isinstance(value, ast.IfExp):
        yield from (*texts(value.body), *texts(value.orelse))


def test_every_word_that_sql_compares_a_column_with_is_one_that_the_column_can_hold() -> None:
    known = words_of_columns()
    asked, unknown = 0, []
    for path in files("store"):
        names = vars(importlib.import_module(module_name(path)))
        for node in ast.walk(tree(path)):
            if not isinstance(node, ast.Compare) or not isinstance(node.left, ast.Attribute):
                continue
            for column in columns(node.left, names) & known.keys():
                asked += 1
                unknown += [
                    f"{path.relative_to(PACKAGE)}:{node.lineno} {column} {word!r}"
                    for word in texts(node.comparators[0])
                    if word not in known[column]
                ]
    assert unknown == []
    assert asked > 50


def columns(left: ast.Attribute, names: dict[str, Any]) -> set[Any]:
    """The columns that an expression of a store's module names; none where it is made of local names."""
    try:
        found = eval(ast.unparse(left), dict(names))
    except (NameError, AttributeError):
        return set()
    element = found.expression if isinstance(found, InstrumentedAttribute) else found
    return set(element.base_columns) if isinstance(element, ColumnElement) else set()


def test_every_word_written_in_a_template_is_known() -> None:
    environment = Environment(extensions=["jinja2.ext.i18n"])
    unknown, asked = [], 0
    for path in sorted(TEMPLATES.rglob("*.html")):
        parsed = environment.parse(path.read_text(encoding="utf-8"))
        for line, name, word in written_in_template(parsed):
            asked += 1
            if word not in (get_args(Permission) if name == "can" else WORDS[name]):
                unknown.append(f"{path.relative_to(TEMPLATES)}:{line} {name} {word!r}")
    assert unknown == []
    assert asked > 100


def written_in_template(template: nodes.Template) -> Iterator[tuple[int, str, str]]:
    """(line, name, word): comparisons with a text, and the permissions asked by `can(...)` or `can[...]`."""
    for compare in template.find_all(nodes.Compare):
        name = getattr(compare.expr, "attr", None) or getattr(compare.expr, "name", None)
        if name in WORDS:
            for operand in compare.ops:
                yield from ((compare.lineno, name, word) for word in template_texts(operand.expr))
    for call in template.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "can":
            yield from ((call.lineno, "can", word) for word in template_texts(call.args[0]))
    for item in template.find_all(nodes.Getitem):
        if isinstance(item.node, nodes.Name) and item.node.name == "can":
            yield from ((item.lineno, "can", word) for word in template_texts(item.arg))


def template_texts(value: nodes.Node) -> Iterator[str]:
    """The texts of a constant or a tuple."""
    for constant in [value] if isinstance(value, nodes.Const) else value.find_all(nodes.Const):
        if isinstance(constant.value, str):
            yield constant.value
