"""What is left of a workshop's sheet without its good rows: the lines to be mended, with the reasons."""

from collections.abc import Callable
from dataclasses import replace

from idea4gov.domain.errors import Invalid
from idea4gov.domain.imports import Checked, Choice, heading_of
from idea4gov.domain.proposal_sheets import SheetPage
from idea4gov.domain.sheets import Column, WorkbookSheet

MEND, REASONS = "ต้องแก้ไข", "สิ่งที่ต้องแก้ไข"


def rest_of(page: SheetPage, choice: Choice, checked: Checked) -> SheetPage | None:
    """The heading and the lines to be mended, as a page of their own; None if there are none."""
    bad = set(checked.bad_lines)
    if not bad:
        return None
    # Lines that belong to a bad one by a merged cell go with it.
    bad |= {one.line for one in checked.passed_over if one.data.get("line") in bad}
    lines = tuple(line for line in page.lines if line.number in {choice.heading, *bad})
    return replace(page, lines=lines, hidden_lines=(), hidden_columns=())


def mend_sheet(
    page: SheetPage, choice: Choice, checked: Checked, *, say: Callable[[Invalid], str]
) -> WorkbookSheet:
    """The lines to be mended as a sheet: their cells, and last the reasons. say: a reason in words."""
    reasons: dict[int, list[str]] = {}
    for one in checked.problems:
        at = f"{one.column_name}: " if one.column_name else ""
        reasons.setdefault(one.line, []).append(at + say(one.error))
    rest = rest_of(page, choice, checked) or replace(page, lines=(heading_of(page, choice.heading),))
    heading, *lines = rest.lines
    kept = [at for at in range(rest.width) if heading.cell(at) != REASONS]
    columns = [Column(heading.cell(at), "text", 30) for at in kept]
    rows = [(*(line.cell(at) for at in kept), "\n".join(reasons.get(line.number, ()))) for line in lines]
    return WorkbookSheet(MEND, (*columns, Column(REASONS, "text", 60)), rows)
