"""Tables of photos on proposals and on reports. Their bytes stand apart, so that no list ever loads them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from idea4gov.store.base import Base, BigId, HasId


class Photo(HasId, Base):
    """A photo of a proposal, or of a report on a project that is built.

    position: 1-4 among those shown; None once it was removed. name: random, of its address. digest: of
    domain.photos.digest_of. width, height: pixels of the large file.
    """

    __tablename__ = "photo"
    __table_args__ = (
        CheckConstraint("position BETWEEN 1 AND 4", "position"),
        CheckConstraint("(position IS NULL) = (removed_at IS NOT NULL)", "removed_has_no_position"),
        CheckConstraint("width BETWEEN 1 AND 1600 AND height BETWEEN 1 AND 1600", "size"),
        CheckConstraint("length(name) = 32", "name_length"),
        CheckConstraint("length(digest) = 64", "digest_length"),
        CheckConstraint("length(alt) BETWEEN 1 AND 200", "alt_length"),
        CheckConstraint("(proposal_id IS NULL) <> (milestone_id IS NULL)", "of_one"),
        UniqueConstraint("proposal_id", "position"),
        UniqueConstraint("milestone_id", "position"),
        UniqueConstraint("name"),
    )

    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"))
    milestone_id: Mapped[int | None] = mapped_column(ForeignKey("budget_milestone.id"))
    position: Mapped[int | None]
    name: Mapped[str]
    digest: Mapped[str]
    width: Mapped[int]
    height: Mapped[int]
    alt: Mapped[str | None]
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class PhotoFile(Base):
    """The two WebP files of a photo that is shown; they go when it is removed."""

    __tablename__ = "photo_file"

    photo_id: Mapped[int] = mapped_column(BigId, ForeignKey("photo.id"), primary_key=True)
    full: Mapped[bytes]
    thumbnail: Mapped[bytes]


class WaitingPhoto(HasId, Base):
    """A photo that came with a form that was refused, until the form is sent again or a day has passed.

    position: 1-8 among those of the account. name, width, height: as of Photo.
    """

    __tablename__ = "waiting_photo"
    __table_args__ = (
        CheckConstraint("position BETWEEN 1 AND 8", "position"),
        CheckConstraint("width BETWEEN 1 AND 1600 AND height BETWEEN 1 AND 1600", "size"),
        CheckConstraint("length(name) = 32", "name_length"),
        UniqueConstraint("sent_by_id", "position"),
        UniqueConstraint("name"),
        Index("ix_waiting_photo_sent_at", "sent_at"),
    )

    sent_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    position: Mapped[int]
    name: Mapped[str]
    width: Mapped[int]
    height: Mapped[int]
    full: Mapped[bytes]
    thumbnail: Mapped[bytes]
    sent_at: Mapped[datetime]
