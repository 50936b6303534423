"""Who votes by which line of a round's list of eligible people."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam
from sqlalchemy.orm import Session

from idea4gov.domain.identity.doors import VoterClass
from idea4gov.store.base import table
from idea4gov.store.models import ListClaim, VoterListLine
from idea4gov.store.records import find_record, select_into
from idea4gov.store.upsert import insert_or_nothing

_claim, _line = table(ListClaim).c, table(VoterListLine).c


class Claim(NamedTuple):
    """The line by which a person votes in a round."""

    line_id: int
    village: int | None
    voter_class: VoterClass


# Built once: ballots of rounds with this door ask it.
_CLAIM = (
    select_into(Claim, _line, line_id=_claim.line_id)
    .join_from(table(ListClaim), table(VoterListLine), _line.id == _claim.line_id)
    .where(_claim.round_id == bindparam("round"), _claim.person_id == bindparam("person"))
)


def find_claim(db: Session, round_id: int, person_id: int) -> Claim | None:
    """The line that a person has claimed in a round, or None."""
    return find_record(db, _CLAIM, {"round": round_id, "person": person_id})


def add_claim(db: Session, round_id: int, line_id: int, person_id: int, *, now: datetime) -> bool:
    """Claim a line for a person. Returns whether they have this very line then."""
    insert_or_nothing(db, ListClaim, round_id=round_id, line_id=line_id, person_id=person_id, claimed_at=now)
    found = find_claim(db, round_id, person_id)
    return found is not None and found.line_id == line_id
