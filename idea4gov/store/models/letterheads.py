"""Tables of documents: what a local government's papers begin and end with."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from idea4gov.store.base import Base


class LetterheadSetting(Base):
    """The letterhead of a local government. Texts may be empty; emblem: a PNG, drawn by us."""

    __tablename__ = "letterhead"
    __table_args__ = (
        CheckConstraint(
            "length(office) <= 200 AND length(number_prefix) <= 200 AND length(addressee) <= 200 AND "
            "length(signer_name) <= 200 AND length(signer_position) <= 200 AND "
            "length(head_name) <= 200 AND length(head_position) <= 200",
            "text_length",
        ),
    )

    local_government_code: Mapped[str] = mapped_column(ForeignKey("local_government.code"), primary_key=True)
    office: Mapped[str]
    number_prefix: Mapped[str]
    addressee: Mapped[str]
    signer_name: Mapped[str]
    signer_position: Mapped[str]
    head_name: Mapped[str]
    head_position: Mapped[str]
    emblem: Mapped[bytes | None]
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    changed_at: Mapped[datetime]
