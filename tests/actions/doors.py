"""What tests of accounts share: the keys to the doors, a count of hashes, and the links in mails."""

import re
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from sqlalchemy import select

from idea4gov.actions import accounts
from idea4gov.actions.accounts import Asker, Keys, LogIn
from idea4gov.domain.accounts import LinkPurpose
from idea4gov.outside.passwords import Passwords
from idea4gov.outside.signing import Signer
from idea4gov.store.models import OutgoingMail
from idea4gov.store.session import Database
from tests.conftest import NOON
from tests.factories import CHON_BURI, add_province

EMAIL = "malee@example.org"
PASSWORD = "ทะเลบางแสนสวยงาม"
OTHER_PASSWORD = "ภูเขาเชียงใหม่สูง"
ADDRESS = "203.0.113.9"
SITE = "https://example.org"


class CountingPasswords(Passwords):
    """Cheap hashes, counted: "hash" and "matches" in their order."""

    def __init__(self) -> None:
        super().__init__(memory_kib=8, rounds=1)
        self.calls: list[str] = []

    def hash(self, password: str) -> str:
        self.calls.append("hash")
        return super().hash(password)

    def matches(self, password_hash: str | None, password: str) -> bool:
        self.calls.append("matches")
        return super().matches(password_hash, password)


def asked(about: dict[str, Any]) -> Asker:
    """Who asks: address, device, challenge and solution are taken out of `about`."""
    given = {each.name: about.pop(each.name) for each in fields(Asker) if each.name in about}
    return Asker(**{"address": ADDRESS, **given})


@dataclass
class Door:
    """The use cases of accounts on one database, with everything that a visitor does not say filled in."""

    database: Database
    passwords: CountingPasswords = field(default_factory=CountingPasswords)

    @property
    def keys(self) -> Keys:
        return Keys(self.passwords, Signer(["the secret of the tests"]), SITE)

    def register(self, **typed: Any) -> None:
        with self.database.transaction() as db:
            add_province(db)
        values: dict[str, Any] = {
            "email": EMAIL,
            "display_name": "มาลี ศรีสุข",
            "home_province_code": CHON_BURI,
            "language": "th",
            "consents": True,
            "next_path": "/boards/12",
            "now": NOON,
        }
        asker = asked(typed)
        accounts.register(self.database, self.keys, asker=asker, **(values | typed))

    def log_in(
        self, email: str = EMAIL, password: str = PASSWORD, *, now: datetime = NOON, **asker: Any
    ) -> LogIn:
        return accounts.log_in(
            self.database,
            self.keys,
            email=email,
            password=password,
            asker=asked(asker),
            now=now,
        )

    def forget(self, email: str = EMAIL, *, now: datetime = NOON, **asker: Any) -> None:
        accounts.send_reset_link(
            self.database, self.keys, email=email, language="th", asker=asked(asker), now=now
        )

    def confirm(self, token: str, password: str = PASSWORD, *, now: datetime = NOON) -> LogIn:
        return self._choose("confirm_email", token, password, now)

    def reset(
        self, token: str, password: str = OTHER_PASSWORD, *, now: datetime = NOON, **asker: Any
    ) -> LogIn:
        return self._choose("reset_password", token, password, now, **asker)

    def _choose(self, purpose: LinkPurpose, token: str, password: str, now: datetime, **asker: Any) -> LogIn:
        return accounts.choose_password(
            self.database,
            self.keys,
            purpose=purpose,
            token=token,
            password=password,
            asker=asked(asker),
            now=now,
        )

    def join(self, password: str = PASSWORD) -> LogIn:
        """Register and confirm."""
        self.register()
        return self.confirm(self.tokens()[-1], password)

    def mails(self) -> list[OutgoingMail]:
        """What waits in the outbox, oldest first."""
        with self.database.reading() as db:
            return list(db.scalars(select(OutgoingMail).order_by(OutgoingMail.id)))

    def tokens(self) -> list[str]:
        """The secrets of the links in the outbox, oldest first."""
        found = (
            re.search(rf"^{SITE}/(?:confirm-email|reset-password)/(\S+)$", one.body, re.M)
            for one in self.mails()
        )
        return [match[1] for match in found if match]
