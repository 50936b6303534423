"""The roll of who voted: for officials, and for the person on it."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import String, and_, cast, delete, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from idea4gov.domain.rounds.phases import Phase
from idea4gov.domain.rounds.voting import Channel
from idea4gov.store.accounts import has_address
from idea4gov.store.base import rowcount
from idea4gov.store.models import Account, AuditEntry, Board, BudgetRound, CastBallot, VoterRoll
from idea4gov.store.records import list_records, select_into
from idea4gov.store.upsert import insert_or_nothing

ROLL_PAGE = 100


class RollLine(NamedTuple):
    """A line of the roll. name: of the person's first account; None for a voter without one."""

    id: int
    channel: Channel
    name: str | None
    marked_at: datetime


class OwnBallot(NamedTuple):
    """A round in which a person voted. cast_at: None for a paper, and once the urn is sealed."""

    round_id: int
    title: str
    channel: Channel
    phase: Phase
    cast_at: datetime | None


def count_roll(db: Session, round_id: int) -> dict[str, int]:
    """{"online": voters, "paper": voters}."""
    rows = db.execute(
        select(VoterRoll.channel, func.count().label("voters"))
        .where(VoterRoll.round_id == round_id)
        .group_by(VoterRoll.channel)
    )
    return {"online": 0, "paper": 0} | {row.channel: row.voters for row in rows}


def list_roll(
    db: Session, round_id: int, *, channel: Channel | None = None, after: int = 0, limit: int = ROLL_PAGE
) -> list[RollLine]:
    """Lines of the roll in the order in which they were made, those after line `after`."""
    other = aliased(Account)
    first = select(func.min(other.id)).where(other.person_id == VoterRoll.person_id)
    query = (
        select_into(
            RollLine,
            id=VoterRoll.id,
            channel=VoterRoll.channel,
            name=Account.display_name,
            marked_at=VoterRoll.marked_at,
        )
        .outerjoin(Account, Account.id == first.correlate(VoterRoll).scalar_subquery())
        .where(VoterRoll.round_id == round_id, VoterRoll.id > after)
        .order_by(VoterRoll.id)
        .limit(limit)
    )
    if channel is not None:
        query = query.where(VoterRoll.channel == channel)
    return list_records(db, query)


def count_unknown(db: Session, round_id: int) -> int:
    """The lines of voters on the web of whom nothing says that they exist.

    Somebody exists who had confirmed an account before the line was made, or had it erased since, which the
    audit log tells.
    """
    told = exists().where(
        AuditEntry.act == "erase_account",
        AuditEntry.subject_kind == "account",
        AuditEntry.subject_id == cast(Account.id, String),
    )
    was_there = exists().where(
        Account.person_id == VoterRoll.person_id,
        or_(
            Account.email_confirmed_at <= VoterRoll.marked_at,
            and_(Account.erased_at >= VoterRoll.marked_at, told),
        ),
    )
    # An official saw who got a paper: their account may not be confirmed yet, and count_marked asks for them.
    lines = select(func.count()).where(VoterRoll.round_id == round_id, VoterRoll.channel == "online")
    return db.scalar(lines.where(~was_there)) or 0


def count_marked(db: Session, round_id: int) -> int:
    """How many voters on paper officials marked and did not unmark, as the audit log tells."""
    acts = select(AuditEntry.act, func.count().label("times")).where(
        AuditEntry.subject_kind == "round",
        AuditEntry.subject_id == str(round_id),
        AuditEntry.act.in_(("mark_voter", "unmark_voter")),
    )
    times: dict[str, int] = {row.act: row.times for row in db.execute(acts.group_by(AuditEntry.act))}
    marked, unmarked = times.get("mark_voter", 0), times.get("unmark_voter", 0)
    return marked - unmarked


def add_stranger(
    db: Session, round_id: int, *, marked_by_id: int, form_key: str | None, now: datetime
) -> bool:
    """A voter on paper who has no account here. Returns False for a form that was sent before."""
    return insert_or_nothing(
        db,
        VoterRoll,
        round_id=round_id,
        channel="paper",
        door="counter",
        marked_by_id=marked_by_id,
        form_key=form_key,
        marked_at=now,
    )


def find_person(db: Session, email: str) -> int | None:
    """The person whose account has this (clean) e-mail address, or another spelling of it; None: nobody."""
    theirs = select(Account.person_id).where(has_address(email))
    return db.scalar(theirs.order_by((Account.email == email).desc()).limit(1))


def delete_paper_voter(db: Session, round_id: int, line_id: int) -> bool:
    """Take a voter on paper off the roll, by the number of the line. Returns False when there is no such."""
    gone = db.execute(
        delete(VoterRoll).where(
            VoterRoll.id == line_id, VoterRoll.round_id == round_id, VoterRoll.channel == "paper"
        )
    )
    return rowcount(gone) == 1


def list_own_ballots(db: Session, person_id: int, *, limit: int = ROLL_PAGE) -> list[OwnBallot]:
    """The rounds in which a person voted, newest first."""
    return list_records(
        db,
        select_into(
            OwnBallot,
            round_id=Board.id,
            title=Board.title,
            channel=VoterRoll.channel,
            phase=BudgetRound.phase,
            cast_at=CastBallot.cast_at,
        )
        .join(BudgetRound, BudgetRound.board_id == VoterRoll.round_id)
        .join(Board, Board.id == VoterRoll.round_id)
        .outerjoin(
            CastBallot,
            (CastBallot.round_id == VoterRoll.round_id) & (CastBallot.person_id == VoterRoll.person_id),
        )
        .where(VoterRoll.person_id == person_id)
        .order_by(VoterRoll.id.desc())
        .limit(limit),
    )
