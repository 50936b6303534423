"""Deleting data about people whose time is over, some rows at a time: domain.retention says when."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, exists, or_, select
from sqlalchemy.orm import Session

from idea4gov.domain.retention import RULES, Kind, Rule
from idea4gov.domain.rounds.phases import FINISHED_PHASES
from idea4gov.store.base import Base, rowcount, table
from idea4gov.store.growth import AT_ONCE
from idea4gov.store.models import BudgetRound, Consent, ErasedMailbox, Residence, RollHint, VoterRoll

_residence, _roll, _round = table(Residence).c, table(VoterRoll).c, table(BudgetRound).c
_consent, _hint, _mailbox = table(Consent).c, table(RollHint).c, table(ErasedMailbox).c
_IS_FINISHED = or_(_round.phase.in_(FINISHED_PHASES), _round.cancelled_at.is_not(None))


def list_rules() -> dict[Kind, Rule]:
    """The rules of all that this installation keeps: the tables of the others are not there yet."""
    known = Base.metadata.tables.keys()
    return {kind: rule for kind, rule in RULES.items() if set(rule.tables) <= known}


def votes_unfinished(person_id: ColumnElement[int] | int) -> ColumnElement[bool]:
    """Whether a person stands on the roll of a round that is neither final nor cancelled."""
    return _on_roll(person_id, ~_IS_FINISHED)


def is_in_use(db: Session, person_id: int) -> bool:
    """Whether a residence decides about a ballot that a round still counts on."""
    return bool(db.scalar(select(votes_unfinished(person_id))))


def delete_residences(db: Session, before: datetime) -> list[int]:
    """Delete at most AT_ONCE residences that were given before a moment, and of which none has voted since.

    Those of people with a vote in a round that is not finished stay. Returns the persons whose went.
    """
    is_old = and_(
        _residence.declared_at < before,
        ~_on_roll(_residence.person_id, or_(~_IS_FINISHED, _roll.marked_at >= before)),
    )
    first = select(_residence.person_id).where(is_old).order_by(_residence.person_id).limit(AT_ONCE)
    ids = list(db.scalars(first.with_for_update(skip_locked=True, of=table(Residence))))
    # Asked once more: somebody may have voted meanwhile.
    gone = delete(table(Residence)).where(_residence.person_id.in_(ids), is_old)
    return list(db.scalars(gone.returning(_residence.person_id)))


def delete_consents(db: Session, before: datetime) -> int:
    """Delete at most AT_ONCE consents that ended before a moment. Returns how many."""
    first = select(_consent.id).where(_consent.ended_at < before).order_by(_consent.id).limit(AT_ONCE)
    ids = list(db.scalars(first.with_for_update(skip_locked=True)))
    return rowcount(db.execute(delete(Consent).where(_consent.id.in_(ids))))


def delete_hints(db: Session, _now: datetime) -> int:
    """Delete the hints of one round that is finished. Returns how many, at most all of that round."""
    round_id = db.scalar(
        select(_round.board_id)
        .where(_IS_FINISHED, exists().where(_hint.round_id == _round.board_id))
        .order_by(_round.board_id)
        .limit(1)
    )
    if round_id is None:
        return 0
    return rowcount(db.execute(delete(RollHint).where(_hint.round_id == round_id)))


def delete_mailboxes(db: Session, before: datetime) -> int:
    """Delete mailboxes of accounts erased before then, whose person votes in no round that is not finished.

    Returns how many, at most AT_ONCE.
    """
    is_over = and_(_mailbox.erased_at < before, ~votes_unfinished(_mailbox.person_id))
    found = list(db.scalars(select(_mailbox.digest).where(is_over).limit(AT_ONCE)))
    return rowcount(db.execute(delete(ErasedMailbox).where(_mailbox.digest.in_(found)))) if found else 0


def _on_roll(person_id: ColumnElement[int] | int, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    roll = select(_roll.id).join_from(table(VoterRoll), table(BudgetRound), _round.board_id == _roll.round_id)
    return roll.where(_roll.person_id == person_id, condition).exists()
