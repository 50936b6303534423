"""Who erases an account and registers the mailbox again is the person of before, who votes once."""

from datetime import datetime

from sqlalchemy.orm import Session

from idea4gov.actions.accounts.keys import Keys
from idea4gov.domain.mailboxes import mailbox_of
from idea4gov.store import mailboxes

PURPOSE = "erased-mailbox"


def keep_mailbox(db: Session, keys: Keys, person_id: int, *, email: str, now: datetime) -> None:
    """Keep a digest of the mailbox of an account that is being erased.

    Also of who is on no roll: a ballot that is being cast at this moment cannot be seen here.
    """
    digest = keys.signer.keyed_digest(PURPOSE, mailbox_of(email))
    mailboxes.keep_mailbox(db, digest, person_id, now=now)


def rejoin(db: Session, keys: Keys, account_id: int, *, email: str) -> None:
    """Give an account, whose address was confirmed just now, to the person who had its mailbox before."""
    digests = keys.signer.keyed_digests(PURPOSE, mailbox_of(email))
    former = mailboxes.find_former(db, digests)
    if former is not None:
        mailboxes.give_back(db, account_id, former)
