"""Records filled from queries by the names of their columns. Nobody else turns rows into records."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from inspect import signature
from typing import Any, Generic, TypeVar, cast

from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from idea4gov.domain.errors import NotFound

Record = TypeVar("Record")
Columns = ReadOnlyColumnCollection[str, Any]
"""The columns of a table or subquery: its `.c`."""
Values = Mapping[str, Any]
"""The values of a statement's bound parameters."""


class RecordSelect(Select[*tuple[Any, ...]], Generic[Record]):
    """A SELECT whose columns are the fields of a record, in their order: made by select_into alone.

    where(), join(), order_by() and the like give one again. What changes the columns gives a plain Select,
    which the functions below do not take.
    """

    inherit_cache = True
    make: Callable[[Iterable[Any]], Record]


def select_into(
    record: type[Record],
    source: Columns | None = None,
    /,
    **columns: ColumnElement[Any] | InstrumentedAttribute[Any],
) -> RecordSelect[Record]:
    """SELECT every field of a record from the column that is given under its name.

    record: a NamedTuple or dataclass. source: a field that is not given takes its column of the same name.
    Raises TypeError for a field without a column and for a column without a field.
    """
    names = _field_names(cast(Any, record))
    of_source = {name: source[name] for name in names if name in source} if source is not None else {}
    chosen = of_source | columns
    if chosen.keys() != set(names):
        missing, unknown = sorted(set(names) - chosen.keys()), sorted(chosen.keys() - set(names))
        raise TypeError(f"{record.__name__}: fields without a column {missing}, unknown fields {unknown}")
    statement = RecordSelect[Record](*(chosen[name].label(name) for name in names))
    statement.make = _maker(record)
    return statement


def find_record(db: Session, statement: RecordSelect[Record], values: Values | None = None) -> Record | None:
    """The record of the only row, or None. Raises MultipleResultsFound."""
    row = db.execute(statement, values).one_or_none()
    return None if row is None else statement.make(row)


def get_record(db: Session, statement: RecordSelect[Record], values: Values | None = None) -> Record:
    """The record of the only row. Raises NotFound, MultipleResultsFound."""
    found = find_record(db, statement, values)
    if found is None:
        raise NotFound()
    return found


def list_records(db: Session, statement: RecordSelect[Record], values: Values | None = None) -> list[Record]:
    """The records of all rows, in their order."""
    make = statement.make
    return [make(row) for row in db.execute(statement, values).all()]


def stream_records(db: Session, statement: RecordSelect[Record], *, chunk: int) -> Iterator[Record]:
    """The records of all rows, `chunk` of them in memory at a time; inside snapshot() or transaction()."""
    # Closed here also when the reader stops early: PostgreSQL keeps a cursor open for the rest.
    with db.execute(statement.execution_options(yield_per=chunk)) as rows:
        for part in rows.partitions():
            yield from map(statement.make, part)


@cache
def _field_names(record: type[Any]) -> tuple[str, ...]:
    """The fields in the order in which the record's constructor takes them."""
    return tuple(signature(record).parameters)


def _maker(record: type[Record]) -> Callable[[Iterable[Any]], Record]:
    """Makes a record of values in the order of its fields. Raises TypeError for more or fewer of them."""
    make: Callable[[Iterable[Any]], Record] | None = getattr(record, "_make", None)
    return make or (lambda values: record(*values))
