"""Tables of people: persons vote, accounts log in, grants give officials their scope."""

from datetime import datetime
from secrets import token_hex
from typing import get_args

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    false,
    text,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column

from idea4gov.domain.accounts import LANGUAGES, LinkPurpose
from idea4gov.domain.permissions import ROLES, Role
from idea4gov.store.base import Base, HasId, one_of

_UNCONFIRMED = text("email_confirmed_at IS NULL AND erased_at IS NULL")


class Person(HasId, Base):
    """The human who votes.

    identity_digest: keyed digest of the national number, once it was checked. identity_key_id: of the key
    that was laid around it last; both or neither.
    """

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint("(identity_digest IS NULL) = (identity_key_id IS NULL)", "identity_key_id"),
    )

    identity_digest: Mapped[str | None] = mapped_column(unique=True)
    identity_key_id: Mapped[str | None]
    created_at: Mapped[datetime]


class Account(HasId, Base):
    """A login. email: case-folded. session_number: goes up with a new password, which ends other sessions.

    mailbox: of domain.mailboxes. None once the account is erased, and where an older one had the mailbox
    before that was refused.

    password_hash: "" of an account that waited for its confirmation when passwords came to be chosen there,
    or was erased because it was never confirmed.
    has_short_password: whether it had fewer characters than an official needs when it was last typed.
    notice_mail: whether its owner wants mail about notices; notice_key: with which a mail's link ends that.
    erased_at: when its owner had it erased; name and address then say nothing (see domain.privacy).
    """

    __tablename__ = "account"
    __table_args__ = (
        CheckConstraint("length(email) BETWEEN 3 AND 254 AND email LIKE '%@%'", "email_shape"),
        CheckConstraint("length(display_name) BETWEEN 1 AND 60", "display_name_length"),
        one_of("language", LANGUAGES),
        Index("uq_account_mailbox", "mailbox", unique=True),
        Index("ix_account_unconfirmed", "id", sqlite_where=_UNCONFIRMED, postgresql_where=_UNCONFIRMED),
        ForeignKeyConstraint(
            ["home_local_government_code", "home_province_code"],
            ["local_government.code", "local_government.province_code"],
        ),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    email: Mapped[str] = mapped_column(unique=True)
    mailbox: Mapped[str | None]
    password_hash: Mapped[str]
    has_short_password: Mapped[bool] = mapped_column(default=False, server_default=false())
    display_name: Mapped[str]
    home_province_code: Mapped[str] = mapped_column(ForeignKey("province.code"))
    home_local_government_code: Mapped[str | None]
    language: Mapped[str] = mapped_column(default="th")
    thai_numerals: Mapped[bool] = mapped_column(default=False, server_default=false())
    notice_mail: Mapped[bool] = mapped_column(default=True, server_default=true())
    notice_key: Mapped[str | None] = mapped_column(default=lambda: token_hex(16), unique=True, index=True)
    session_number: Mapped[int] = mapped_column(default=1)
    consented_at: Mapped[datetime]
    consent_version: Mapped[str]
    email_confirmed_at: Mapped[datetime | None]
    is_demo: Mapped[bool] = mapped_column(default=False)
    erased_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class ErasedMailbox(Base):
    """Whose mailbox an erased account had, by a keyed digest: who comes back is the same person.

    digest: HMAC-SHA-256, as hex, with a key that is not in the database.
    """

    __tablename__ = "erased_mailbox"
    __table_args__ = (
        CheckConstraint("length(digest) = 64", "digest_length"),
        Index("ix_erased_mailbox_person_id", "person_id"),
        {"sqlite_with_rowid": False},
    )

    digest: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    erased_at: Mapped[datetime]


class RoleGrant(HasId, Base):
    """A role given to an account over a scope: the nation, one province, or one local government."""

    __tablename__ = "role_grant"
    __table_args__ = (
        one_of("role", ROLES),
        CheckConstraint(
            "(scope = 'nation' AND province_code IS NULL AND local_government_code IS NULL)"
            " OR (scope = 'province' AND province_code IS NOT NULL AND local_government_code IS NULL)"
            " OR (scope = 'local_government' AND province_code IS NOT NULL"
            " AND local_government_code IS NOT NULL)",
            "scope",
        ),
        ForeignKeyConstraint(
            ["local_government_code", "province_code"],
            ["local_government.code", "local_government.province_code"],
        ),
        # NULLs are distinct in a unique constraint; place_key ('', '20' or '20/2094') is comparable.
        UniqueConstraint("account_id", "role", "place_key"),
    )

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    role: Mapped[Role]
    scope: Mapped[str]
    province_code: Mapped[str | None] = mapped_column(ForeignKey("province.code"))
    local_government_code: Mapped[str | None]
    place_key: Mapped[str]
    granted_at: Mapped[datetime]


class AccountLink(HasId, Base):
    """A link sent by mail, used once. secret_digest: SHA-256 of the link's random part."""

    __tablename__ = "account_link"
    __table_args__ = (one_of("purpose", get_args(LinkPurpose)),)

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[LinkPurpose]
    secret_digest: Mapped[str] = mapped_column(unique=True)
    next_path: Mapped[str | None]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Throttle(Base):
    """How often something was tried in a window. subject: a keyed digest, not the address or e-mail.

    last_at: when last, where that matters.
    """

    __tablename__ = "throttle"
    __table_args__ = (Index("ix_throttle_window_starts_at", "window_starts_at"),)

    action: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    window_starts_at: Mapped[datetime] = mapped_column(primary_key=True)
    count: Mapped[int]
    last_at: Mapped[datetime | None]
