"""Reads of public rows: a page of them, one, or all of them in bounded memory."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, bindparam, tuple_
from sqlalchemy.orm import Session

from idea4gov.store.base import UtcDateTime

CHUNK = 500
NOW = bindparam("now", type_=UtcDateTime())
"""The moment as of which states are computed; a parameter of every statement."""

Condition = Callable[[Any], ColumnElement[bool]]


class Source(NamedTuple):
    """Public rows. rows: labelled as the data set's fields. key: its columns, in the order of the list.

    filters: name of a filter -> the condition that a value of it makes.
    """

    rows: Select[Any]
    key: tuple[ColumnElement[Any], ...]
    filters: Mapping[str, Condition] = {}

    def page(
        self,
        db: Session,
        *,
        now: datetime,
        limit: int,
        after: Sequence[int | str] | None = None,
        **wanted: Any,
    ) -> list[dict[str, Any]]:
        """The first `limit` rows behind the key `after`. wanted: values of filters; None: not filtered."""
        statement = self.rows.order_by(*self.key).limit(limit)
        for name, value in wanted.items():
            if value is not None:
                statement = statement.where(self.filters[name](value))
        if after is not None:
            statement = statement.where(_behind(self.key, after))
        return [dict(row) for row in db.execute(statement, {"now": now}).mappings()]

    def find(self, db: Session, *key: int | str, now: datetime) -> dict[str, Any] | None:
        """The row with this key, or None."""
        statement = self.rows.where(*(column == value for column, value in zip(self.key, key, strict=True)))
        row = db.execute(statement, {"now": now}).mappings().one_or_none()
        return dict(row) if row else None

    def stream(self, db: Session, *, now: datetime) -> Iterator[dict[str, Any]]:
        """Every row in order, a chunk in memory at a time; inside snapshot()."""
        query = self.rows.order_by(*self.key).execution_options(yield_per=CHUNK)
        # Closed here also when the reader stops early: PostgreSQL keeps a cursor open for the rest.
        with db.execute(query, {"now": now}) as rows:
            for row in rows.mappings():
                yield dict(row)


def _behind(key: Sequence[ColumnElement[Any]], after: Sequence[int | str]) -> ColumnElement[bool]:
    if len(key) == 1:
        return key[0] > after[0]
    return tuple_(*key) > tuple_(*after)
