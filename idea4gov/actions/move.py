"""Move all rows to another database, usually from SQLite to PostgreSQL; go on where it was cut off."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Table
from sqlalchemy.orm import Session

from idea4gov.actions.check import list_faults
from idea4gov.actions.search import fill_index
from idea4gov.domain.errors import Conflict
from idea4gov.domain.row_digests import TableDigest, row_digest
from idea4gov.store import backups
from idea4gov.store import move as rows
from idea4gov.store.clock import measure_silence
from idea4gov.store.migrate import head_revision, upgrade
from idea4gov.store.session import Database

Notify = Callable[[str, int], None]
# A worker says every ten seconds that it lives.
ALIVE = timedelta(minutes=1)


class MoveProblem(Conflict):
    """Rows cannot be moved there. problem: a sentence that says what to do."""

    code = "move_problem"
    message = "%(problem)s"

    def __init__(self, problem: str) -> None:
        super().__init__(problem=problem)


class Moved(NamedTuple):
    """What became of a move. rows: {table: rows there now}. wrong: a sentence for each thing that differs."""

    rows: dict[str, int]
    wrong: list[str]


def move_rows(
    database: Database, target: Database, *, now: datetime, notify: Notify = lambda *_: None
) -> Moved:
    """Copy every row of `database` into `target`, compare both, and check the target.

    target: a database without rows, or one into which a move of the same rows was cut off. Nobody can
    write to `database` meanwhile. notify: called with a table and how many of its rows are there.
    Raises MoveProblem.
    """
    _prepare(target)
    with rows.standing_still(database) as db:
        if backups.find_revision(db) != head_revision():
            raise MoveProblem(
                "The source has another schema than this version: run idea4gov db upgrade on it first."
            )
        silence = measure_silence(db, now=now)
        if silence is not None and silence < ALIVE:
            raise MoveProblem(
                "A worker of this site is running, and what people write from now on would be lost: stop the "
                "website and the worker, wait a minute, and run this again."
            )
        with target.snapshot() as there:
            before = rows.list_rules(there)
            for table in rows.list_tables():
                _require_same_beginning(db, there, table)
        for table in rows.list_tables():
            _copy(db, target, table, notify)
        # With foreign keys not enforced on the connections of before.
        target.dispose()
        with target.transaction() as there:
            rows.set_sequences(there, rows.list_sequences(db))
        fill_index(target)
        return _compare(db, target, before)


def _prepare(target: Database) -> None:
    """Give an empty target its tables. Raises MoveProblem for one of another schema."""
    with target.reading() as db:
        is_empty, revision = backups.is_empty(db), backups.find_revision(db)
    if is_empty:
        upgrade(target)
    elif revision != head_revision():
        raise MoveProblem(
            "The target has another schema than this version: run idea4gov db upgrade on it first."
        )


def _require_same_beginning(db: Session, there: Session, table: Table) -> None:
    """Raises MoveProblem where the target has a row of its own. The digests at the end prove the rest."""
    last = rows.find_last(there, table)
    if last is None:
        return
    same = rows.find_row(db, table, rows.key_of(table, last))
    if same is None or row_digest(same) != row_digest(last):
        raise MoveProblem(
            f"The target has rows of its own in {table.name}: move into an empty database. If a move into it "
            "was cut off, the source has changed since: begin again with an empty one."
        )


def _copy(db: Session, target: Database, table: Table, notify: Notify) -> None:
    """Insert the rows that are not there yet. Each transaction leaves the target so that the next goes on."""
    at_once = rows.refers_to_itself(table)
    while _copy_next(db, target, table, notify, at_once=at_once):
        pass


def _copy_next(db: Session, target: Database, table: Table, notify: Notify, *, at_once: bool) -> bool:
    """One transaction: a batch, or a whole table. Returns whether there were rows."""
    with target.transaction(rebuilds_tables=True) as there:
        last = rows.find_last(there, table)
        batches = rows.stream_rows(db, table, last and rows.key_of(table, last))
        first = next(batches, None)
        if first is None:
            return False
        count = rows.count_table(there, table)
        with rows.without_rules(there, table):
            for batch in [first] if not at_once else _with_rest(first, batches):
                rows.insert_rows(there, table, batch)
                count += len(batch)
                notify(table.name, count)
    return True


def _with_rest(first: list[rows.Values], rest: Iterator[list[rows.Values]]) -> Iterator[list[rows.Values]]:
    yield first
    yield from rest


def _compare(db: Session, target: Database, rules: list[tuple[str, str]]) -> Moved:
    wrong = []
    with target.snapshot() as there:
        backups.take_time(there)
        source, moved = list_digests(db), list_digests(there)
        for name, (count, digest) in moved.items():
            if source[name] != (count, digest):
                wrong.append(f"{name}: {count:,} rows, digest {digest}; source: {source[name]}")
        if rows.list_rules(there) != rules:
            wrong.append("the triggers of the target are not those that it had")
        if broken := rows.find_broken(there):
            wrong.append(f"a row of {broken} refers to a missing one")
        wrong += list_faults(there)
    return Moved({name: count for name, (count, _) in moved.items()}, wrong)


def list_digests(db: Session) -> dict[str, tuple[int, str]]:
    """{table: (rows, digest)} of all tables, the same on every engine. db: of snapshot()."""
    found = {}
    for table in rows.list_tables():
        digest = TableDigest()
        for batch in rows.stream_rows(db, table):
            digest.add(batch)
        found[table.name] = (digest.count, digest.digest)
    return found
