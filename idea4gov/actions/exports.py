"""Use cases of exports: the result of a board or of a budget round as a file of any format."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import IO

from sqlalchemy.orm import Session

from idea4gov.actions.results import export_priorities, get_board
from idea4gov.actions.rounds.results import get_round_page
from idea4gov.domain.export_jobs import ExportFormat
from idea4gov.domain.results import ResultLine
from idea4gov.domain.rounds.exports import round_csv, round_json, round_sheets
from idea4gov.domain.sheets import priorities_sheets
from idea4gov.outside.spreadsheets import write_workbook
from idea4gov.store import results


def write_priorities(
    db: Session,
    file: IO[bytes],
    board_id: int,
    file_format: ExportFormat,
    *,
    site_url: str,
    now: datetime,
    watch: Callable[[Iterable[ResultLine]], Iterable[ResultLine]] = iter,
) -> None:
    """Write the priorities of a board to a seekable file, a row in memory at a time.

    db: of snapshot(). site_url: the public address of this site. watch: wraps the rows of a workbook, to
    follow the progress. Raises NotFound.
    """
    if file_format in ("csv", "json"):
        _write_texts(file, export_priorities(db, board_id, file_format))
        return
    if file_format in ("pdf", "docx"):
        # Imported here: the typesetter takes a second to load, and spreadsheets do without it.
        from idea4gov.actions.documents import build_priorities  # noqa: PLC0415
        from idea4gov.outside.document_files import render_document  # noqa: PLC0415

        document = build_priorities(db, board_id, site_url=site_url, now=now)
        file.write(render_document(document, file_format))
        return
    board, totals = get_board(db, board_id), results.get_totals(db, board_id)
    lines = results.stream_lines(db, totals)
    url = f"{site_url}/boards/{board_id}/results"
    sheets = priorities_sheets(board.facts, totals, watch(lines), url=url, now=now)
    write_workbook(file, sheets, title=f"ลำดับความสำคัญ: {board.title}")


def write_round(
    db: Session, file: IO[bytes], round_id: int, file_format: ExportFormat, *, site_url: str, now: datetime
) -> None:
    """Write the result of a finished budget round to a seekable file. db: of snapshot(). Raises NotFound."""
    if file_format in ("csv", "json"):
        _write_texts(file, export_round(db, round_id, file_format))
    elif file_format in ("pdf", "docx"):
        from idea4gov.actions.documents import build_results  # noqa: PLC0415
        from idea4gov.outside.document_files import render_document  # noqa: PLC0415

        document = build_results(db, round_id, site_url=site_url, now=now)
        file.write(render_document(document, file_format))
    else:
        page = get_round_page(db, round_id)
        sheets = round_sheets(page.facts, page.lines, url=f"{site_url}/rounds/{round_id}", now=now)
        write_workbook(file, sheets, title=f"ผลการลงคะแนน: {page.facts.title}")


def export_round(db: Session, round_id: int, file_format: ExportFormat) -> Iterator[str]:
    """The result of a finished budget round as the text of a CSV or JSON file, in pieces. Raises NotFound."""
    page = get_round_page(db, round_id)
    write = round_csv if file_format == "csv" else round_json
    yield from write(page.facts, page.lines)


def _write_texts(file: IO[bytes], pieces: Iterable[str]) -> None:
    file.writelines(piece.encode() for piece in pieces)
