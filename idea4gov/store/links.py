"""Links sent by mail: the digest of a link's secret is stored, and one UPDATE decides who uses it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, exists, update
from sqlalchemy.orm import Session

from idea4gov.domain.accounts import LINK_LIFETIME, LinkPurpose
from idea4gov.store.base import rowcount
from idea4gov.store.models import Account, AccountLink, RoleGrant
from idea4gov.store.records import find_record, select_into


@dataclass(frozen=True)
class Link:
    """A link, with the e-mail address and the name of its account."""

    id: int
    account_id: int
    email: str
    display_name: str
    is_official: bool
    next_path: str | None
    expires_at: datetime
    used_at: datetime | None


def add_link(
    db: Session,
    account_id: int,
    *,
    purpose: LinkPurpose,
    secret_digest: str,
    now: datetime,
    next_path: str | None = None,
) -> None:
    """Store a new link of the account, and delete those that expired a whole lifetime ago."""
    db.execute(
        delete(AccountLink).where(
            AccountLink.account_id == account_id, AccountLink.expires_at < now - LINK_LIFETIME[purpose]
        )
    )
    db.add(
        AccountLink(
            account_id=account_id,
            purpose=purpose,
            secret_digest=secret_digest,
            next_path=next_path,
            expires_at=now + LINK_LIFETIME[purpose],
        )
    )
    db.flush()


def find_link(db: Session, *, purpose: LinkPurpose, secret_digest: str) -> Link | None:
    """The link with this digest, used or not."""
    return find_record(
        db,
        select_into(
            Link,
            id=AccountLink.id,
            account_id=AccountLink.account_id,
            email=Account.email,
            display_name=Account.display_name,
            is_official=exists().where(RoleGrant.account_id == Account.id),
            next_path=AccountLink.next_path,
            expires_at=AccountLink.expires_at,
            used_at=AccountLink.used_at,
        )
        .join(Account, Account.id == AccountLink.account_id)
        .where(AccountLink.secret_digest == secret_digest, AccountLink.purpose == purpose),
    )


def use_link(db: Session, link_id: int, *, now: datetime) -> bool:
    """Mark the link as used. Returns whether it was unused and not expired."""
    used = db.execute(
        update(AccountLink)
        .where(AccountLink.id == link_id, AccountLink.used_at.is_(None), AccountLink.expires_at > now)
        .values(used_at=now)
    )
    return rowcount(used) == 1


def end_links(db: Session, account_id: int, *, now: datetime) -> None:
    """Mark every unused link of the account as used."""
    db.execute(
        update(AccountLink)
        .where(AccountLink.account_id == account_id, AccountLink.used_at.is_(None))
        .values(used_at=now)
    )
