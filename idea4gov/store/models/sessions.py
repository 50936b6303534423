"""Tables of sessions and known devices: only digests of what browsers hold are stored."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from idea4gov.store.base import Base, HasId


class LoginSession(HasId, Base):
    """A session of somebody who is logged in. key_digest: SHA-256 of its key, which the browser holds.

    session_number: that of the account when the session began; the session is over once they differ.
    idle_minutes: after so many without a request it is over; NULL: never. confirmed_at: when the password was
    last typed in it. device, network: as of domain.devices. device_digest: that of the KnownDevice in which
    it began; NULL for sessions that began before that was written down.
    """

    __tablename__ = "login_session"
    __table_args__ = (
        CheckConstraint("length(key_digest) = 64", "digest_length"),
        CheckConstraint("length(device) <= 60", "device_length"),
        CheckConstraint("length(network) <= 50", "network_length"),
        CheckConstraint("ends_at > begun_at", "ends_later"),
        CheckConstraint("idle_minutes > 0", "some_minutes"),
    )

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    session_number: Mapped[int]
    key_digest: Mapped[str] = mapped_column(unique=True)
    begun_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ends_at: Mapped[datetime] = mapped_column(index=True)
    idle_minutes: Mapped[int | None]
    confirmed_at: Mapped[datetime]
    device: Mapped[str]
    network: Mapped[str]
    device_digest: Mapped[str | None]


class KnownDevice(Base):
    """A browser in which an account logged in before. secret_digest: of the token in its cookie.

    confirmed_at: when the owner of the account showed there that they read its mail; NULL: not yet.
    """

    __tablename__ = "known_device"
    __table_args__ = (CheckConstraint("length(secret_digest) = 64", "digest_length"),)

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    secret_digest: Mapped[str] = mapped_column(primary_key=True)
    device: Mapped[str]
    known_since: Mapped[datetime]
    seen_at: Mapped[datetime] = mapped_column(index=True)
    confirmed_at: Mapped[datetime | None]


class DeviceCode(Base):
    """The code that was mailed to confirm the device of a session.

    code_digest: keyed; the code is not stored. tries: how often one was typed.
    """

    __tablename__ = "device_code"
    __table_args__ = (
        CheckConstraint("length(code_digest) = 64", "digest_length"),
        CheckConstraint("tries BETWEEN 0 AND 5", "few_tries"),
    )

    session_id: Mapped[int] = mapped_column(
        ForeignKey("login_session.id", ondelete="CASCADE"), primary_key=True
    )
    code_digest: Mapped[str]
    expires_at: Mapped[datetime]
    tries: Mapped[int]
