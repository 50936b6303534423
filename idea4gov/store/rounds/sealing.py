"""Sealing: ballots leave their voters and become the urn, chunk by chunk, moved by the database itself."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, ScalarSelect, Select, delete, func, insert, literal, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from idea4gov.domain.ballots.checking import Line
from idea4gov.domain.pabulib import document as pabulib
from idea4gov.domain.rounds.paper_ballots import UrnDiffers
from idea4gov.domain.rounds.voting import Channel
from idea4gov.domain.tally.election import Ballot
from idea4gov.store.base import UtcDateTime, rowcount, table
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


def count_cast(db: Session, round_id: int) -> int:
    """Number of online ballots that are not in the urn yet."""
    query = select(func.count()).select_from(CastBallot).where(CastBallot.round_id == round_id)
    return db.scalar(query) or 0


def has_more_cast(db: Session, round_id: int, number: int) -> bool:
    """Whether more than `number` online ballots are not in the urn yet; it reads no more than these."""
    query = select(CastBallot.id).where(CastBallot.round_id == round_id).offset(number).limit(1)
    return db.scalar(query) is not None


def begin_sealing(db: Session, round_id: int) -> int:
    """Note how many ballots there are to seal; from now on the database takes no other. Returns the number.

    Call it with the round locked.
    """
    count = count_cast(db, round_id)
    save_file(db, round_id, {"sealing_count": count, "sealed_count": 0})
    return count


def destroy_receipts(db: Session, round_id: int, *, limit: int) -> int:
    """Delete up to `limit` receipts that wait in the outbox: they say who chose what. Returns how many."""
    waiting = select(OutgoingMail.id).where(OutgoingMail.round_id == round_id).limit(limit)
    # Not in one statement: PostgreSQL may read a subquery again for each row, past those that are deleted.
    ids = list(db.scalars(waiting))
    return rowcount(db.execute(delete(OutgoingMail).where(OutgoingMail.id.in_(ids))))


def move_chunk(db: Session, round_id: int, *, sealed: int, limit: int) -> int:
    """Move up to `limit` ballots into the urn, and delete what links them to their voters.

    sealed: ballots that are in the urn. The order is that of the labels, which are random, or digests
    of random codes: it says nothing about who voted, or when. Call it with the round locked, after
    begin_sealing. Returns how many ballots are in the urn then.
    """
    here = CastBallot.round_id == round_id
    if sealed:
        here &= CastBallot.label > _label(round_id, sealed)
    next_ones = select(CastBallot.label).where(here)
    chunk = next_ones.order_by(CastBallot.label).limit(limit).subquery()
    place = func.row_number().over(order_by=chunk.c.label)
    rows = select(literal(round_id), literal(sealed) + place, chunk.c.label)
    db.execute(insert(UrnBallot).from_select(["round_id", "number", "label"], rows))
    last = db.scalar(select(func.max(UrnBallot.number)).where(UrnBallot.round_id == round_id)) or 0
    if last > sealed:
        here &= CastBallot.label <= _label(round_id, last)
        _move_lines(db, round_id, here)
        db.execute(delete(CastBallot).where(here))
    save_file(db, round_id, {"sealed_count": last})
    return last


def _label(round_id: int, number: int) -> ScalarSelect[str]:
    named = select(UrnBallot.label).where(UrnBallot.round_id == round_id, UrnBallot.number == number)
    return named.scalar_subquery()


def _move_lines(db: Session, round_id: int, chosen: ColumnElement[bool]) -> None:
    """Copy the lines of the chosen ballots, which are in the urn, and delete them at their ballots."""
    lines = (
        select(
            literal(round_id),
            UrnBallot.number,
            BallotLine.position,
            BallotLine.project_id,
            literal(0),
            BallotLine.points,
        )
        .select_from(CastBallot)
        .join(
            UrnBallot,
            (UrnBallot.round_id == CastBallot.round_id) & (UrnBallot.label == CastBallot.label),
        )
        .join(BallotLine, BallotLine.ballot_id == CastBallot.id)
        .where(chosen)
    )
    names = ["round_id", "ballot_number", "position", "project_id", "repeat", "points"]
    db.execute(insert(UrnBallotLine).from_select(names, lines))
    of_chosen = BallotLine.ballot_id.in_(select(CastBallot.id).where(chosen))
    db.execute(delete(BallotLine).where(of_chosen))


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


def read_cast(db: Session, round_id: int, codes: Mapping[int, str]) -> Iterator[pabulib.CastBallot]:
    """Online ballots that are not in the urn, without their voters, each under the number of its row.

    Memory holds one chunk of them.
    """
    after = ""
    query = select(CastBallot.id, CastBallot.label).where(CastBallot.round_id == round_id)
    query = query.order_by(CastBallot.label).limit(CHUNK)
    while chunk := db.execute(query.where(CastBallot.label > after)).all():
        lines = _grouped(
            db,
            select(BallotLine.ballot_id, BallotLine.project_id, BallotLine.points)
            .where(BallotLine.ballot_id.in_([one.id for one in chunk]))
            .order_by(BallotLine.ballot_id, BallotLine.position),
        )
        for one in chunk:
            yield _sealed(str(one.id), lines.get(one.id, ()), codes)
        after = chunk[-1].label


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
