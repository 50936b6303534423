"""Results, and their Markdown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Cell:
    """One measured thing on one engine. ratio: to the bare thing. met: None where nothing was asked for."""

    value: str
    ratio: str = ""
    met: bool | None = None


@dataclass(frozen=True)
class Row:
    """One measured thing. cells: by the name of their engine. in_short: also shown in the short table."""

    title: str
    cells: Mapping[str, Cell]
    target: str = ""
    in_short: bool = False


@dataclass(frozen=True)
class Section:
    """Rows whose ratios are to the same bare thing."""

    title: str
    ratio: str
    rows: Sequence[Row]


def markdown(section: Section, engines: Sequence[str]) -> str:
    """One section as a heading and a table."""
    header = [section.title, *(text for engine in engines for text in (engine, section.ratio)), "target", ""]
    lines = [_line(header), _line(["---"] * len(header))]
    return "\n".join([*lines, *(_line(_texts(row, engines)) for row in section.rows)]) + "\n"


def short(sections: Sequence[Section], engines: Sequence[str]) -> str:
    """The rows that a reader in a hurry looks for, ratios alone, in one table."""
    lines = [_line(["", *engines, "target", ""]), _line(["---"] * (len(engines) + 3))]
    for section in sections:
        for row in section.rows:
            if row.in_short:
                shown = [_shown(row.cells.get(engine)) for engine in engines]
                lines.append(_line([row.title, *shown, row.target, verdict(row)]))
    return "\n".join(lines) + "\n"


def verdict(row: Row) -> str:
    """ "met", "missed", "missed on PostgreSQL", or "" where nothing was asked for."""
    asked = {engine: cell.met for engine, cell in row.cells.items() if cell.met is not None}
    missed = [engine for engine, met in asked.items() if not met]
    if not asked:
        return ""
    if not missed:
        return "met"
    return "**missed**" if len(missed) == len(asked) else f"**missed on {missed[0]}**"


def write_between_marks(path: Path, text: str, mark: str = "table") -> None:
    """Put `text` in the place of what stands between `<!-- mark -->` and `<!-- /mark -->` of a file."""
    start, end = f"<!-- {mark} -->", f"<!-- /{mark} -->"
    page = path.read_text(encoding="utf-8")
    before, _, rest = page.partition(start)
    _, _, after = rest.partition(end)
    path.write_text(f"{before}{start}\n{text}{end}{after}", encoding="utf-8")


def _texts(row: Row, engines: Sequence[str]) -> list[str]:
    cells = [row.cells.get(engine, Cell("–")) for engine in engines]
    return [
        row.title,
        *(text for cell in cells for text in (cell.value, cell.ratio)),
        row.target,
        verdict(row),
    ]


def _shown(cell: Cell | None) -> str:
    if cell is None:
        return "–"
    return f"{cell.ratio} ({cell.value})" if cell.ratio else cell.value


def _line(texts: Sequence[str]) -> str:
    return f"| {' | '.join(texts)} |"
