"""Use case of the door of the list: a voter finds their line, which is theirs for the round then."""

from datetime import datetime

from sqlalchemy.orm import Session

from idea4gov.actions.consents import record_consent
from idea4gov.actions.throttle import count_or_refuse
from idea4gov.actions.voter_lists import find_own_line
from idea4gov.domain.identity.doors import NoDoor
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.rounds.voting import require_voting
from idea4gov.domain.voter_lists import LOOK_UPS, LineTaken
from idea4gov.outside.identity_keys import IdentityKeys
from idea4gov.store import list_claims
from idea4gov.store.rounds import locking
from idea4gov.store.rounds.locking import VotingRound
from idea4gov.store.session import Database


def get_round_with_list(db: Session, viewer: Viewer, round_id: int) -> tuple[VotingRound, bool]:
    """A round with this door, and whether the viewer has a line in it. Raises NotFound, NoDoor."""
    round_ = locking.get_voting_round(db, round_id)
    if "list" not in round_.doors:
        raise NoDoor()
    return round_, list_claims.find_claim(db, round_id, viewer.person_id) is not None


def claim_line(
    database: Database,
    keys: IdentityKeys,
    viewer: Viewer,
    round_id: int,
    *,
    number: str,
    house: str,
    name: str,
    now: datetime,
) -> None:
    """Find the viewer's line by a national number, else by house and name or code, and claim it.

    Each try is counted before it is made; nothing of what was typed is stored. Raises NotFound, NoDoor,
    NotVoting, TooMany, NotOnList, LineTaken, NoIdentityKey, and what read_national_number raises.
    """
    with database.transaction() as db:
        round_, has_line = get_round_with_list(db, viewer, round_id)
        require_voting(round_, now)
        if has_line:
            return
        count_or_refuse(db, LOOK_UPS, str(viewer.account_id), now=now)
    with database.reading() as db:
        line = find_own_line(db, keys, round_id, number=number.strip(), house=house, name=name)
    with database.transaction() as db:
        require_voting(locking.lock_round_shared(db, round_id), now)
        if not list_claims.add_claim(db, round_id, line.id, viewer.person_id, now=now):
            raise LineTaken()
        record_consent(db, viewer.person_id, "list", now=now)
