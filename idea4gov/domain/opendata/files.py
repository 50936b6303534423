"""Data sets as files: CSV for spreadsheets, JSON Lines for programs, in pieces of bounded size."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any, Literal

from idea4gov.domain.audit import canonical_json
from idea4gov.domain.exports import formula_safe
from idea4gov.domain.opendata.fields import Dataset
from idea4gov.domain.opendata.rows import Row

FileFormat = Literal["csv", "jsonl"]
FILE_FORMATS: tuple[FileFormat, ...] = ("csv", "jsonl")
MEDIA_TYPES = {"csv": "text/csv", "jsonl": "application/x-ndjson"}
ROWS_A_PIECE = 500


def write_dataset(dataset: Dataset, rows: Iterable[Row], file_format: FileFormat) -> Iterator[str]:
    """The text of a file, in pieces. rows: from public_row, each with the fields of `dataset`."""
    if file_format == "csv":
        return csv_pieces(dataset.columns, ([row[column] for column in dataset.columns] for row in rows))
    return _json_lines(rows)


def csv_pieces(header: Iterable[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """CSV (RFC 4180) in pieces, with a byte order mark for spreadsheets. Texts pass through formula_safe."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write("\ufeff")
    writer.writerow(header)
    for written, row in enumerate(rows, start=1):
        writer.writerow([_cell(value) for value in row])
        if written % ROWS_A_PIECE == 0:
            yield _taken(buffer)
    yield _taken(buffer)


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return formula_safe(value) if isinstance(value, str) else value


def _json_lines(rows: Iterable[Row]) -> Iterator[str]:
    """One JSON object per line, with sorted keys."""
    piece: list[str] = []
    for row in rows:
        piece.append(canonical_json(row) + "\n")
        if len(piece) == ROWS_A_PIECE:
            yield "".join(piece)
            piece.clear()
    yield "".join(piece)


def _taken(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text
