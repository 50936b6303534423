"""Reads and writes of the open data's files: their digests, day by day."""

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from idea4gov.store.base import table
from idea4gov.store.models import DataFile
from idea4gov.store.records import find_record, list_records, select_into
from idea4gov.store.upsert import insert_into

DAYS_SHOWN = 31
_FILES = table(DataFile)
_file = _FILES.c


class PublishedFile(NamedTuple):
    """A file as it was published on a day."""

    dataset: str
    format: str
    made_on: date
    made_at: datetime
    changed_at: datetime
    row_count: int
    size_bytes: int
    digest: str


_COLUMNS = select_into(PublishedFile, _file)


def save_file(
    db: Session,
    dataset: str,
    file_format: str,
    *,
    made_on: date,
    row_count: int,
    size_bytes: int,
    digest: str,
    now: datetime,
) -> None:
    """Note a file that was just written; it takes the place of an earlier one of the same day."""
    newest = find_newest(db, dataset, file_format)
    same = newest is not None and newest.digest == digest
    values = {
        "made_at": now,
        "changed_at": newest.changed_at if newest and same else now,
        "row_count": row_count,
        "size_bytes": size_bytes,
        "digest": digest,
    }
    statement = insert_into(db, _FILES).values(dataset=dataset, format=file_format, made_on=made_on, **values)
    db.execute(statement.on_conflict_do_update(index_elements=["dataset", "format", "made_on"], set_=values))


def find_newest(db: Session, dataset: str, file_format: str) -> PublishedFile | None:
    """The newest file of a data set in a format, or None."""
    return find_record(
        db,
        _COLUMNS.where(_file.dataset == dataset, _file.format == file_format)
        .order_by(_file.made_on.desc())
        .limit(1),
    )


def find_of_day(db: Session, dataset: str, file_format: str, day: date) -> PublishedFile | None:
    """The file of a day, or None."""
    return find_record(
        db, _COLUMNS.where(_file.dataset == dataset, _file.format == file_format, _file.made_on == day)
    )


def list_since(db: Session, first_day: date) -> list[PublishedFile]:
    """Every file that was published on this day or later, the newest days first."""
    since = _COLUMNS.where(_file.made_on >= first_day)
    return list_records(db, since.order_by(_file.made_on.desc(), _file.dataset, _file.format))


def list_newest(db: Session) -> list[PublishedFile]:
    """The newest file of every data set in every format."""
    newest = (
        select(_file.dataset, _file.format, func.max(_file.made_on).label("made_on"))
        .group_by(_file.dataset, _file.format)
        .subquery()
    )
    same = and_(
        newest.c.dataset == _file.dataset,
        newest.c.format == _file.format,
        newest.c.made_on == _file.made_on,
    )
    return list_records(db, _COLUMNS.select_from(_FILES.join(newest, same)))


def list_days(db: Session, dataset: str, *, limit: int = DAYS_SHOWN) -> list[PublishedFile]:
    """The files of a data set, the newest days first. limit: in days."""
    statement = _COLUMNS.where(_file.dataset == dataset)
    return list_records(db, statement.order_by(_file.made_on.desc(), _file.format).limit(2 * limit))
