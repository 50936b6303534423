"""Voters of a round that is held here, and short ways to cast, as the use cases want it."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from sqlalchemy.orm import Session

from idea4gov.actions.rounds.voting import cast_ballot
from idea4gov.domain.ballots.eligibility import Residence
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.rounds.receipts import ReceiptKind, Slip, code_of, digest_code, make_slip
from idea4gov.store.residences import save_residence
from idea4gov.store.session import Database
from tests.conftest import NOON
from tests.factories import CHON_BURI, SAEN_SUK, add_account, viewer_of

HOME = Residence(CHON_BURI, SAEN_SUK, "200104", 1990)


def code(number: int) -> str:
    """A receipt code of its own for each number."""
    return code_of(number.to_bytes(10))


def slip(code: str, kind: ReceiptKind = "findable") -> Slip:
    """What the server draws with a code."""
    digest = digest_code(code)
    return make_slip(kind, code=code, nonce=sha256(digest.encode()).hexdigest()[:32], label=digest[::-1])


def settle(db: Session, account_id: int, residence: Residence = HOME) -> Viewer:
    """Let an account's person live in Saen Suk."""
    viewer = viewer_of(db, account_id)
    save_residence(db, viewer.person_id, residence, now=NOON)
    return viewer


def add_voters(database: Database, number: int) -> list[Viewer]:
    """Citizens of Saen Suk who may vote; there must be a round, whose places they live in."""
    with database.transaction() as db:
        return [settle(db, add_account(db)) for _ in range(number)]


def cast(
    database: Database,
    voter: Viewer,
    round_id: int,
    marks: Mapping[int, int],
    *,
    version: int = 0,
    receipt: str | None = None,
    drawn: Slip | None = None,
    now: datetime = NOON,
) -> int:
    """Cast a ballot in a transaction of its own. receipt: the code, else one of voter and version.

    drawn: the slip, in the place of one of that code.
    """
    with database.transaction() as db:
        return cast_ballot(
            db,
            voter,
            round_id,
            marks=marks,
            version=version,
            slip=drawn or slip(receipt or code(voter.person_id * 1_000 + version)),
            ballot_url="https://example.org/ballot",
            now=now,
        )
