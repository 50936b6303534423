"""A round that stays in its phase until the transaction ends: the first step of casting and of closing."""

from datetime import datetime, timedelta
from functools import cache
from typing import Literal, NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from idea4gov.domain.ballots.eligibility import Eligibility, EligibleScope
from idea4gov.domain.identity.doors import Door, in_order
from idea4gov.domain.permissions import Place
from idea4gov.domain.rounds.phases import Phase
from idea4gov.domain.rounds.receipts import ReceiptKind
from idea4gov.domain.thai import bangkok_date
from idea4gov.store.models import RoundSubdistrict
from idea4gov.store.records import RecordSelect, get_record
from idea4gov.store.rounds.hosted import ROUNDS, select_hosted

Lock = Literal["share", "update"]


class VotingRound(NamedTuple):
    """A round with what the rules of casting a ballot ask. Times: aware UTC. door_names: see HostedRound."""

    id: int
    title: str
    province_code: str
    province_name_th: str
    province_name_en: str
    local_government_code: str
    local_government_name_th: str
    local_government_name_en: str
    phase: Phase
    voting_at: datetime
    counting_at: datetime
    suspended_at: datetime | None
    cancelled_at: datetime | None
    sealing_count: int | None
    tie_seed: str | None
    eligible_scope: EligibleScope
    minimum_age: int | None
    receipt_kind: ReceiptKind
    is_binding: bool
    door_names: str

    @property
    def doors(self) -> tuple[Door, ...]:
        """By which ways one may vote, the strongest first."""
        return in_order(self.door_names.split(","))

    @property
    def last_minute(self) -> datetime:
        """The end of voting as pages show it: "until 23.59", not "until 00.00 of the next day"."""
        return self.counting_at - timedelta(minutes=1)

    @property
    def place(self) -> Place:
        """The local government that holds the round."""
        return Place(self.province_code, self.local_government_code)


# Built once, of tables: on the last evening of voting many ballots come at once.
_VOTING_ROUND = select_hosted(VotingRound).where(
    ROUNDS.c.board_id == bindparam("round"), ROUNDS.c.frozen_digest.is_not(None)
)


def get_voting_round(db: Session, round_id: int) -> VotingRound:
    """A round with a frozen ballot paper. Raises NotFound."""
    return _get(db, round_id, None)


def lock_round_shared(db: Session, round_id: int) -> VotingRound:
    """As get_voting_round, with a shared lock: the round cannot be closed before the commit."""
    return _get(db, round_id, "share")


def lock_round(db: Session, round_id: int) -> VotingRound:
    """As get_voting_round, with an exclusive lock: ballots before it are committed, later ones wait."""
    return _get(db, round_id, "update")


def _get(db: Session, round_id: int, lock: Lock | None) -> VotingRound:
    return get_record(db, _statement(lock), {"round": round_id})


@cache
def _statement(lock: Lock | None) -> RecordSelect[VotingRound]:
    return _VOTING_ROUND.with_for_update(read=lock == "share", of=ROUNDS) if lock else _VOTING_ROUND


def get_eligibility(db: Session, round_: VotingRound) -> Eligibility:
    """Who may vote in the round. The minimum age has to be reached in the year in which voting begins."""
    codes: frozenset[str] = frozenset()
    if round_.eligible_scope == "subdistricts":
        query = select(RoundSubdistrict.subdistrict_code).where(RoundSubdistrict.round_id == round_.id)
        codes = frozenset(db.scalars(query))
    return Eligibility(
        province_code=round_.province_code,
        local_government_code=round_.local_government_code
        if round_.eligible_scope == "local_government"
        else None,
        subdistrict_codes=codes,
        min_age=round_.minimum_age or 0,
        year=bangkok_date(round_.voting_at).year,
    )
