"""Traffic data: hand out an extract of it for a case, which the audit log tells."""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from idea4gov.actions.audit import record
from idea4gov.domain.traffic import Extract, check_case, read_passage
from idea4gov.outside.traffic_log import TrafficLog
from idea4gov.store.session import Database


def export_traffic(
    database: Database, log: TrafficLog, asked: Extract, target: Path, *, case: str, now: datetime
) -> int:
    """Write the requests that are asked for into a new file, as JSON lines. Returns how many there are.

    case: for which the extract is. The file comes to stand under its name only once the audit log tells of
    it. Raises NoCase, FileExistsError, PermissionError where the log may not be read.
    """
    case = check_case(case)
    if target.exists():
        raise FileExistsError(17, "There is such a file already", str(target))
    waiting = target.with_name(f".{target.name}.part")
    try:
        count = _write(waiting, _lines(log, asked))
        with database.transaction() as db:
            record(
                db,
                actor_id=None,
                act="export_traffic",
                subject_kind="traffic",
                subject_id=case,
                place=None,
                data={
                    "since": asked.since.isoformat(),
                    "until": asked.until.isoformat(),
                    "account": asked.account,
                    # The address itself is data about a person, and the audit log stays for good.
                    "by_address": asked.address is not None,
                    "lines": count,
                },
                now=now,
            )
        waiting.rename(target)
    finally:
        waiting.unlink(missing_ok=True)
    return count


def _lines(log: TrafficLog, asked: Extract) -> Iterator[str]:
    for line in log.read(since=asked.since, until=asked.until):
        passage = read_passage(line)
        if passage is not None and asked.asks_for(passage):
            yield passage.as_line()


def _write(path: Path, lines: Iterator[str]) -> int:
    count = 0
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        for line in lines:
            file.write(f"{line}\n")
            count += 1
    return count
