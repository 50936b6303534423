"""`idea4gov sheet`: what an import of a workshop's sheet would take from a file; it writes nothing."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from idea4gov.domain.errors import Invalid
from idea4gov.domain.import_refusals import HeadingMissing
from idea4gov.domain.imports import Checked, CheckedRow, Choice, Extras, Problem, check_page, guess_choice
from idea4gov.domain.printing import printable
from idea4gov.domain.proposal_sheets import MAX_BYTES, SheetEmpty, SheetPage, column_name
from idea4gov.domain.rounds.sheet_extras import ExtrasReader
from idea4gov.domain.sheet_headings import BOARD_FIELDS, ROUND_FIELDS
from idea4gov.outside.sheet_reading import read_sheet

TO_MEND, NOT_READABLE = 1, 2


@click.command("sheet")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--sheet", "name", metavar="NAME", help="The sheet (default: the one that Excel shows).")
@click.option(
    "--round", "of_round", is_flag=True, help="For a budget round: also area, money, hands, proposer."
)
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
@click.pass_context
def sheet(context: click.Context, file: Path, name: str | None, of_round: bool, as_json: bool) -> None:
    """Show what an import of a sheet would take.

    The sheet is XLSX or CSV, for a discussion board or, with --round, for a budget round. Nothing is
    written, and no database is needed: places, areas, and titles that are already there are not looked up.

    \b
    Exit code:
      0  all rows can be imported
      1  there are rows to mend, or the heading is not known
      2  not a sheet that can be read: the reason is printed
    """
    try:
        with file.open("rb") as stream:
            page = read_sheet(stream.read(MAX_BYTES + 1)).page(name)
        choice, checked = _checked(page, of_round=of_round)
        if not checked.rows and not checked.problems:
            raise SheetEmpty()
    except Invalid as error:
        click.echo(printable(f"Error: {file}: {error}"), err=True)
        context.exit(NOT_READABLE)
    if as_json:
        click.echo(json.dumps(_json(page, choice, checked), ensure_ascii=False, indent=2))
    else:
        for line in _text(page, choice, checked):
            click.echo(printable(line))
    context.exit(TO_MEND if checked.problems else 0)


def _checked(page: SheetPage, *, of_round: bool) -> tuple[Choice, Checked]:
    """How the page is read, and its rows; without a heading, heading 0 and one problem that says so."""
    try:
        choice = guess_choice(page, ROUND_FIELDS if of_round else BOARD_FIELDS)
    except HeadingMissing as error:
        asked = Problem(line=page.lines[0].number, column=None, error=error)
        return Choice(0, {}), Checked(problems=(asked,))
    read_extras = ExtrasReader(None).read if of_round else None
    return choice, check_page(page, choice, places=None, taken=(), read_extras=read_extras)


def _json(page: SheetPage, choice: Choice, checked: Checked) -> dict[str, Any]:
    return {
        "sheet": page.name,
        "heading_line": choice.heading,
        "columns": {
            field: column_name(column) for field, column in choice.columns.items() if column is not None
        },
        "rows": [_row(row) for row in checked.rows],
        "passed_over": [{"line": one.line, "why": str(one)} for one in checked.passed_over],
        "problems": [
            {"line": one.line, "column": one.column_name, "why": str(one.error)} for one in checked.problems
        ],
    }


def _row(row: CheckedRow) -> dict[str, Any]:
    text = row.text
    said = {"line": row.number, "title": text.title, "body": text.body, "category": text.category}
    if row.extras is None:
        return {**said, "place": row.place}
    found = row.extras
    return {
        **said,
        "area": found.area_name,
        "money": found.estimated_baht,
        "hands": found.hands,
        "proposer": found.proposer,
        "note": found.note,
    }


def _extras(row: CheckedRow) -> str:
    """The area, money in baht, hands and proposer of a row for a round, as far as it has them."""
    said = row.extras or Extras()
    values = {
        "area": said.area_name,
        "baht": said.estimated_baht,
        "hands": said.hands,
        "proposer": said.proposer,
    }
    return "".join(f", {name} {value}" for name, value in values.items() if value is not None)


def _text(page: SheetPage, choice: Choice, checked: Checked) -> Iterator[str]:
    if page.name:
        yield f"Sheet {page.name}"
    yield f"Heading in line {choice.heading}" if choice.heading else "No heading"
    for row in checked.rows:
        yield f"line {row.number}: {row.text.title} [{row.text.category}]{_extras(row)}"
    for one in checked.problems:
        at = f"column {one.column_name}: " if one.column_name else ""
        yield f"line {one.line}: to mend: {at}{one.error}"
    for passed in checked.passed_over:
        yield f"line {passed.line}: passed over: {passed}"
    bad = len(checked.bad_lines)
    yield f"{len(checked.rows)} to import, {bad} to mend, {len(checked.passed_over)} passed over"
