"""What the use cases of accounts share: how passwords are hashed and links signed.

A password's hash takes 57 ms. It is made and compared between transactions, never inside one: on SQLite a
transaction that writes keeps every other writer waiting.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from idea4gov.domain.mailboxes import mailbox_of
from idea4gov.domain.passwords import check_password, least_password_length
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.throttle import Limit
from idea4gov.outside.common_words import common_words
from idea4gov.outside.passwords import Passwords
from idea4gov.outside.signing import Signer
from idea4gov.store import accounts


@dataclass(frozen=True)
class Keys:
    """What the use cases of accounts share. public_url: of this site, without a slash at its end."""

    passwords: Passwords
    signer: Signer
    public_url: str

    def check_chosen(self, password: str, *, own: Iterable[str], is_official: bool) -> None:
        """Check a password that somebody chose. own: their name and e-mail address.

        Raises the errors of domain.accounts.check_password.
        """
        least = least_password_length(is_official=is_official)
        check_password(password, words=common_words(), own=own, least=least)

    def subject(self, limit: Limit, text: str) -> tuple[Limit, str]:
        """`text` (of e-mail addresses, networks) as a subject of `limit`, without keeping the text."""
        return limit, self.signer.keyed_digest("throttle", f"{limit.action}:{text}")

    def mailbox_subject(self, limit: Limit, email: str, rest: str = "") -> tuple[Limit, str]:
        """As subject(), the same for every spelling of an address. rest: what else belongs to it."""
        return self.subject(limit, mailbox_of(email) + rest)


@dataclass(frozen=True)
class LogIn:
    """A person who may be logged in.

    next_path: where the link that they followed leads in the end, or None.
    """

    viewer: Viewer
    session_number: int
    next_path: str | None = None


def logged_in(db: Session, account_id: int, next_path: str | None = None) -> LogIn:
    """The viewer and the session number with which to begin a session of this account."""
    number = accounts.get_session_number(db, account_id)
    viewer = accounts.find_viewer(db, account_id, session_number=number)
    assert viewer is not None
    return LogIn(viewer, number, next_path)
