"""Keys that outlive the secrets of the installation, because what they make is published."""

from sqlalchemy.orm import Mapped, mapped_column

from idea4gov.store.base import Base


class KeptKey(Base):
    """The key of a purpose, in hex."""

    __tablename__ = "kept_key"

    purpose: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str]
