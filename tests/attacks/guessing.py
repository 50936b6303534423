"""What tests of throttles share: people who guess, and how often they seem to have done so."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from idea4gov.actions.accounts import LogIn
from idea4gov.actions.accounts.devices import know_device
from idea4gov.domain.hurdles import (
    ProofNeeded,
)
from idea4gov.domain.proof_of_work import solve
from idea4gov.domain.throttle import Limit
from idea4gov.store import throttle as counters
from idea4gov.store.accounts import find_credentials
from idea4gov.store.models import Throttle
from idea4gov.store.session import Database
from tests.actions.doors import EMAIL, PASSWORD, Door
from tests.conftest import ENGINES, NOON

both_engines = pytest.mark.parametrize("database", ENGINES, indirect=True)
WRONG = "ผิดแน่นอนทุกครั้งไป"
ELSEWHERE = "198.51.100.77"
STRANGER = "somsri@example.org"


@pytest.fixture
def door(database: Database) -> Door:
    door = Door(database)
    door.join()
    door.passwords.calls.clear()
    return door


def networks(count: int) -> Iterator[str]:
    """Addresses of as many networks, half of them IPv6, each with a /48 of its own."""
    for number in range(count // 2):
        yield f"198.{18 + number // 65_536}.{number // 256 % 256}.{number % 256}"
        yield f"2001:db8:{number:x}::1"


def known_device(door: Door, email: str = EMAIL) -> str:
    """The cookie of a device in which the account logged in."""
    with door.database.transaction() as db:
        known = find_credentials(db, email)
        assert known is not None
        device = know_device(
            db, door.keys.signer, known.account_id, None, device="Chrome", confirms=False, now=NOON
        )
    return device.token


def tried(door: Door, limit: Limit, text: str, times: int) -> None:
    """As if `text` had been tried so often in this window, last at noon."""
    _, subject = door.keys.subject(limit, text)
    with door.database.transaction() as db:
        counters.forget(db, limit, subject, now=NOON)
        counters.add_attempt(db, limit, subject, now=NOON, times=times)
        counters.mark_attempt(db, limit, subject, now=NOON)


def times(door: Door, limit: Limit, text: str) -> int:
    _, subject = door.keys.subject(limit, text)
    with door.database.reading() as db:
        found = db.scalars(select(Throttle.count).where(Throttle.subject == subject)).one_or_none()
    return found or 0


def challenged(door: Door, email: str = EMAIL, **asker: Any) -> ProofNeeded:
    with pytest.raises(ProofNeeded) as refused:
        door.log_in(email, **asker)
    return refused.value


def proof(needed: ProofNeeded) -> dict[str, Any]:
    challenge, bits = needed.data["challenge"], needed.data["bits"]
    return {"challenge": challenge, "solution": solve(challenge, bits)}


def with_proof(door: Door, password: str = PASSWORD, **asker: Any) -> LogIn:
    """Log in as the owner does on a new device: by the work that is asked."""
    needed = challenged(door, password=password, **asker)
    return door.log_in(EMAIL, password, **proof(needed), **asker)
