"""Tables of made files that lie in the database. Their bytes stand apart, in rows of a bounded size."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from idea4gov.store.base import Base, BigId, HasId


class MadeFile(HasId, Base):
    """A file that was made for readers. is_complete: until then nobody sees it. stored_at: when it began."""

    __tablename__ = "made_file"
    __table_args__ = (
        CheckConstraint("length(name) BETWEEN 1 AND 200", "name_length"),
        CheckConstraint("size_bytes >= 0", "size_bytes"),
        Index(
            "uq_made_file_name",
            "name",
            unique=True,
            sqlite_where=text("is_complete"),
            postgresql_where=text("is_complete"),
        ),
    )

    name: Mapped[str]
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    is_complete: Mapped[bool] = mapped_column(default=False)
    stored_at: Mapped[datetime]


class MadeFileChunk(Base):
    """A part of a made file. number: from 0, without a gap."""

    __tablename__ = "made_file_chunk"
    __table_args__ = (
        CheckConstraint("number >= 0", "number"),
        CheckConstraint("length(content) BETWEEN 1 AND 262144", "content_length"),
    )

    file_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("made_file.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[bytes]
