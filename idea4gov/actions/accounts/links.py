"""Links in mails: signed, stored as a digest only, used once."""

from datetime import datetime

from sqlalchemy.orm import Session

from idea4gov.actions import mail
from idea4gov.actions.accounts.keys import Keys
from idea4gov.domain import accounts as rules
from idea4gov.domain.accounts import LinkPurpose, LinkUnknown, LinkUsed
from idea4gov.store import accounts, links
from idea4gov.store.links import Link

PATHS: dict[LinkPurpose, str] = {"confirm_email": "confirm-email", "reset_password": "reset-password"}


def send_link(
    db: Session,
    keys: Keys,
    account_id: int,
    *,
    purpose: LinkPurpose,
    recipient: str,
    template: str,
    language: str,
    now: datetime,
    next_path: str | None = None,
) -> None:
    """Make a link of the account and put the mail that carries it into the outbox.

    template: the name of the mail template. next_path: where the link leads in the end; None: the home page.
    """
    token = keys.signer.new_token(purpose)
    digest = keys.signer.secret_digest(purpose, token)
    assert digest is not None
    links.add_link(db, account_id, purpose=purpose, secret_digest=digest, now=now, next_path=next_path)
    link = f"{keys.public_url}/{PATHS[purpose]}/{token}"
    site = keys.public_url
    mail.enqueue(db, recipient=recipient, template=template, language=language, now=now, link=link, site=site)


def send_confirmation(
    db: Session,
    keys: Keys,
    account_id: int,
    email: str,
    language: str,
    *,
    next_path: str | None = None,
    now: datetime,
) -> None:
    """Mail the link that confirms the address of an account. next_path: as in send_link."""
    send_link(
        db,
        keys,
        account_id,
        purpose="confirm_email",
        recipient=email,
        template="confirm_email",
        language=language,
        now=now,
        next_path=next_path,
    )


def check_link(db: Session, keys: Keys, *, purpose: LinkPurpose, token: str, now: datetime) -> Link:
    """The link of a token, without using it. Raises LinkUnknown (also when forged), LinkUsed, LinkExpired."""
    digest = keys.signer.secret_digest(purpose, token)
    link = links.find_link(db, purpose=purpose, secret_digest=digest) if digest else None
    if link is None:
        raise LinkUnknown()
    rules.check_link(used_at=link.used_at, expires_at=link.expires_at, now=now)
    return link


def use_link(db: Session, link: Link, *, now: datetime) -> None:
    """Use a link up, and with it every other link of its account.

    Raises LinkUsed if another request was faster.
    """
    accounts.lock_account(db, link.account_id)
    if not links.use_link(db, link.id, now=now):
        raise LinkUsed()
    links.end_links(db, link.account_id, now=now)
