"""The declarative base of the models, the names of constraints, column types, and typed access to tables."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Literal, cast

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    CursorResult,
    DateTime,
    Dialect,
    Integer,
    MetaData,
    Result,
    String,
    Table,
    TypeDecorator,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

# Without names, SQLite's batch migrations could not find a foreign key again.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

# SQLite numbers rows by itself only for a column that is exactly INTEGER.
BigId = BigInteger().with_variant(Integer(), "sqlite")


# A key made by domain/thai.py orders by its bytes, whatever the collation of the database.
SortKey = String().with_variant(String(collation="C"), "postgresql")


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime in, an aware UTC datetime out, on both engines."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime reached the database; times are aware UTC")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Base of every model; `datetime` columns are UtcDateTime, those of a `Literal` are text."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {datetime: UtcDateTime(), dict[str, Any]: JSON(), Literal: String()}


def quoted(words: Iterable[str]) -> str:
    """The words as a list of SQL texts: `'open','closed'`."""
    return ",".join(f"'{word}'" for word in words)


def one_of(column: str, words: Iterable[str]) -> CheckConstraint:
    """The rule that a column holds one of these words; it has the name of the column."""
    return CheckConstraint(f"{column} IN ({quoted(words)})", column)


class HasId:
    """A surrogate key, given by the database in the order of insertion.

    The number of a deleted row is never given again, for the audit log and addresses still name it. On SQLite
    this needs AUTOINCREMENT, which a migration loses that rebuilds a table; tests/migrations finds that.
    """

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True, sort_order=-1)


def table(model: type[Base]) -> Table:
    """The table of a model, for statements of SQLAlchemy's Core, which the ORM does not slow down."""
    return cast(Table, model.__table__)


def rowcount(result: Result[Any]) -> int:
    """How many rows an INSERT, UPDATE or DELETE changed."""
    return cast("CursorResult[Any]", result).rowcount
