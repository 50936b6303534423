"""Sealing: ballots leave their voters and become the urn, chunk by chunk, inside one transaction."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Select, delete, func, insert, literal, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from idea4gov.domain.ballots.checking import Line
from idea4gov.domain.pabulib import document as pabulib
from idea4gov.domain.rounds.paper_ballots import UrnDiffers
from idea4gov.domain.rounds.voting import Channel
from idea4gov.domain.tally.election import Ballot
from idea4gov.store.base import UtcDateTime, table
from idea4gov.store.models import (
    BallotLine,
    BudgetProject,
    BudgetRound,
    CastBallot,
    OutgoingMail,
    PaperBallot,
    PaperBallotLine,
    UrnBallot,
    UrnBallotLine,
    UrnSeal,
    VoterRoll,
)
from idea4gov.store.records import list_records, select_into
from idea4gov.store.session import leave_no_copy

CHUNK = 1_000


class Named(NamedTuple):
    """A ballot that is about to be sealed. label: what it is called in the urn."""

    id: int
    label: str


class Seal(NamedTuple):
    """What was put into the urn at once. digest: of the whole urn's file as it was then."""

    channel: Channel
    roll_count: int
    ballot_count: int
    void_count: int
    digest: str
    sealed_at: datetime


def list_seals(db: Session, round_id: int) -> list[Seal]:
    """The seals of a round: of the online ballots, then of those on paper."""
    seal = table(UrnSeal).c
    query = select_into(Seal, seal).where(seal.round_id == round_id)
    return list_records(db, query.order_by(seal.channel))


def list_cast(db: Session, round_id: int) -> list[Named]:
    """The online ballots that are not sealed yet, each under the digest of its receipt."""
    query = select_into(Named, id=CastBallot.id, label=CastBallot.receipt_digest).where(
        CastBallot.round_id == round_id
    )
    return list_records(db, query)


def list_agreed_ids(db: Session, round_id: int) -> list[int]:
    """The numbers of the papers that count."""
    return list(
        db.scalars(
            select(PaperBallot.id).where(PaperBallot.round_id == round_id, PaperBallot.state == "agreed")
        )
    )


def list_voted(db: Session) -> list[int]:
    """The rounds that somebody voted in, or whose urn is sealed."""
    sealed = select(UrnSeal.round_id)
    return list(db.scalars(select(VoterRoll.round_id).union(sealed).order_by("round_id")))


def project_codes(db: Session, round_id: int) -> dict[int, str]:
    """{id of a row: id in the file} of a round's projects."""
    query = select(BudgetProject.id, BudgetProject.code).where(BudgetProject.round_id == round_id)
    return {row.id: row.code for row in db.execute(query)}


def read_cast(db: Session, order: Sequence[Named], codes: Mapping[int, str]) -> Iterator[pabulib.CastBallot]:
    """Online ballots without their voters, in the order given, each under its label."""
    for chunk in _chunks(order):
        lines = _grouped(
            db,
            select(BallotLine.ballot_id, BallotLine.project_id, BallotLine.points)
            .where(BallotLine.ballot_id.in_([one.id for one in chunk]))
            .order_by(BallotLine.ballot_id, BallotLine.position),
        )
        for one in chunk:
            yield _sealed(one.label, lines.get(one.id, ()), codes)


def read_agreed(
    db: Session, order: Sequence[Named], codes: Mapping[int, str]
) -> Iterator[pabulib.CastBallot]:
    """Papers without their serial numbers, in the order given, each under its label."""
    for chunk in _chunks(order):
        lines = _grouped(
            db,
            select(PaperBallotLine.paper_ballot_id, PaperBallotLine.project_id, PaperBallotLine.points)
            .join(PaperBallot, PaperBallot.id == PaperBallotLine.paper_ballot_id)
            .where(
                PaperBallot.id.in_([one.id for one in chunk]),
                PaperBallotLine.entry == PaperBallot.counted_entry,
            )
            .order_by(PaperBallotLine.paper_ballot_id, PaperBallotLine.position),
        )
        for one in chunk:
            yield _sealed(one.label, lines.get(one.id, ()), codes)


def _chunks(order: Sequence[Named]) -> Iterator[Sequence[Named]]:
    return (order[start : start + CHUNK] for start in range(0, len(order), CHUNK))


def _grouped(db: Session, query: Select[int, int, int | None]) -> dict[int, tuple[Any, ...]]:
    return {number: tuple(rows) for number, rows in groupby(db.execute(query), key=itemgetter(0))}


def _sealed(label: str, lines: Sequence[Any], codes: Mapping[int, str]) -> pabulib.CastBallot:
    choices = tuple(codes[project_id] for _, project_id, _ in lines)
    points = tuple(given for *_, given in lines if given is not None)
    return pabulib.CastBallot(label, Ballot(choices, points))


def find_sealed(db: Session, round_id: int, label: str) -> tuple[Line, ...] | None:
    """The lines of a sealed ballot, by its name in the file; None where the urn has no such."""
    named = select(UrnBallot.number).where(UrnBallot.round_id == round_id, UrnBallot.label == label)
    number = db.scalar(named)
    if number is None:
        return None
    line = table(UrnBallotLine).c
    lines = select_into(Line, line).where(line.round_id == round_id, line.ballot_number == number)
    return tuple(list_records(db, lines.order_by(line.position)))


def save_attributes(db: Session, round_id: int, attributes: Mapping[str, dict[str, str]]) -> None:
    """Store the columns of the file's projects. attributes: {id in the file: {column: text}}."""
    for code, values in attributes.items():
        db.execute(
            update(BudgetProject)
            .where(BudgetProject.round_id == round_id, BudgetProject.code == code)
            .values(attributes=values)
        )


def save_file(db: Session, round_id: int, columns: Mapping[str, Any]) -> None:
    """Store the facts of the file with a locked round: meta, columns, digest, ballot_count."""
    db.execute(update(BudgetRound).where(BudgetRound.board_id == round_id).values(**columns))


def destroy_links(db: Session, round_id: int) -> None:
    """Delete what says who chose what: the online ballots, and the receipts that wait in the outbox."""
    leave_no_copy(db)
    ids = select(CastBallot.id).where(CastBallot.round_id == round_id)
    db.execute(delete(BallotLine).where(BallotLine.ballot_id.in_(ids)))
    db.execute(delete(CastBallot).where(CastBallot.round_id == round_id))
    db.execute(delete(OutgoingMail).where(OutgoingMail.round_id == round_id))


def add_seal(db: Session, round_id: int, channel: Channel, *, digest: str, now: datetime) -> None:
    """Note what was sealed; the database counts roll and urn, and refuses when they differ.

    channel: "online" first, then "paper". Raises UrnDiffers.
    """
    in_urn = select(func.count()).select_from(UrnBallot).where(UrnBallot.round_id == round_id)
    before = select(func.coalesce(func.sum(UrnSeal.ballot_count), 0)).where(UrnSeal.round_id == round_id)
    on_roll = (
        select(func.count())
        .select_from(VoterRoll)
        .where(VoterRoll.round_id == round_id, VoterRoll.channel == channel)
    )
    void = (
        select(func.count())
        .select_from(PaperBallot)
        .where(PaperBallot.round_id == round_id, PaperBallot.void_kind.in_(("spoiled", "missing")))
    )
    values = select(
        literal(round_id),
        literal(channel),
        on_roll.scalar_subquery(),
        in_urn.scalar_subquery() - before.scalar_subquery(),
        void.scalar_subquery() if channel == "paper" else literal(0),
        literal(digest),
        literal(now, UtcDateTime()),
    )
    names = ["round_id", "channel", "roll_count", "ballot_count", "void_count", "digest", "sealed_at"]
    try:
        db.execute(insert(UrnSeal).from_select(names, values))
    except IntegrityError as error:
        raise UrnDiffers() from error
