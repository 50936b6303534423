"""The table of the open data's files: what was published on which day, by its digest."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from idea4gov.domain.opendata.files import FILE_FORMATS, FileFormat
from idea4gov.store.base import Base, HasId, one_of


class DataFile(HasId, Base):
    """A file of a data set, as it was on a day in Thailand; later ones of a day take the place of earlier.

    changed_at: since when files of this set have had this digest. The row outlives the file.
    """

    __tablename__ = "data_file"
    __table_args__ = (
        UniqueConstraint("dataset", "format", "made_on"),
        one_of("format", FILE_FORMATS),
        CheckConstraint("row_count >= 0 AND size_bytes >= 0", "counts"),
        CheckConstraint("length(digest) = 64", "digest_length"),
        CheckConstraint("changed_at <= made_at", "changed_before_made"),
        Index("ix_data_file_made_on", "made_on"),
    )

    dataset: Mapped[str]
    format: Mapped[FileFormat]
    made_on: Mapped[date]
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    row_count: Mapped[int] = mapped_column(BigInteger)
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[str]
