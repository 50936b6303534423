"""Writes of a finished round: the board, its projects, and the sealed ballots."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from idea4gov.domain.pabulib.document import CastBallot, Head
from idea4gov.domain.permissions import Place
from idea4gov.domain.rounds.imports import check_cast, project_title
from idea4gov.domain.tally.election import Project
from idea4gov.domain.tally.rules import name_of
from idea4gov.store.base import table
from idea4gov.store.models import Board, BudgetProject, BudgetRound, UrnBallot, UrnBallotLine
from idea4gov.store.search import save_board_in_index
from idea4gov.store.upsert import insert_or_nothing

BATCH = 2_000
_Row = dict[str, Any]


def add_round(
    db: Session, head: Head, *, place: Place, title: str, digest: str, ballot_count: int, now: datetime
) -> int | None:
    """A closed budget board with its imported, final round; returns the number of both.

    place: with a local government. None when the place has a round with this digest: another import was
    faster.
    """
    values = _round_values(head) | {"digest": digest, "ballot_count": ballot_count, "imported_at": now}
    with db.begin_nested() as savepoint:
        board = _closed_board(place, title, now)
        db.add(board)
        db.flush()
        values |= {"board_id": board.id, "local_government_code": place.local_government_code}
        if not insert_or_nothing(db, BudgetRound, **values):
            savepoint.rollback()
            return None
    save_board_in_index(db, board.id, province_code=place.province_code, title=title, body="")
    return board.id


def _closed_board(place: Place, title: str, now: datetime) -> Board:
    return Board(
        kind="budget",
        state="closed",
        province_code=place.province_code,
        local_government_code=place.local_government_code,
        title=title,
        body="",
        body_html="",
        closed_at=now,
        created_at=now,
    )


def _round_values(head: Head) -> _Row:
    return {
        "kind": "budget",
        "budget_baht": head.budget,
        "vote_type": head.vote_type.value,
        "rule": name_of(head.meta),
        "phase": "final",
        "source": "imported",
        "meta": [list(pair) for pair in head.meta.items()],
        "project_columns": list(head.project_columns),
        "vote_columns": list(head.vote_columns),
    }


def add_projects(db: Session, round_id: int, projects: Sequence[Project]) -> dict[str, int]:
    """Add projects in their order. Returns {id in the file: id of the row}."""
    if not projects:
        return {}
    rows = [_project_row(round_id, position, project) for position, project in enumerate(projects, 1)]
    added = db.execute(insert(BudgetProject).returning(BudgetProject.code, BudgetProject.id), rows)
    return {row.code: row.id for row in added}


def _project_row(round_id: int, position: int, project: Project) -> _Row:
    return {
        "round_id": round_id,
        "code": project.id,
        "position": position,
        "title": project_title(project),
        "cost_baht": project.cost,
        "attributes": dict(project.attributes),
    }


def save_ballots(
    db: Session,
    round_id: int,
    project_ids: Mapping[str, int],
    ballots: Iterable[CastBallot],
    *,
    first: int = 1,
) -> Iterator[CastBallot]:
    """Store ballots in the urn, batch after batch; each is yielded once it is stored.

    project_ids: of add_projects. first: the number of the first one. Raises IdentifierTooLong, NumberNotKept.
    """
    numbered = enumerate(ballots, first)
    # Given a model instead of its table, the ORM would look at each row, which takes twice as long.
    while batch := list(islice(numbered, BATCH)):
        db.execute(insert(table(UrnBallot)), [_ballot_row(round_id, number, cast) for number, cast in batch])
        lines = [row for number, cast in batch for row in _line_rows(round_id, number, cast, project_ids)]
        if lines:
            db.execute(insert(table(UrnBallotLine)), lines)
        yield from (cast for _, cast in batch)


def _ballot_row(round_id: int, number: int, cast: CastBallot) -> _Row:
    check_cast(cast.voter_id, cast.ballot)
    attributes = dict(cast.attributes) or None
    return {"round_id": round_id, "number": number, "label": cast.voter_id, "attributes": attributes}


def _line_rows(
    round_id: int, number: int, cast: CastBallot, project_ids: Mapping[str, int]
) -> Iterator[_Row]:
    choices = cast.ballot.choices
    points = cast.ballot.points or (None,) * len(choices)
    seen: dict[str, int] = {}
    for position, (code, given) in enumerate(zip(choices, points, strict=True), 1):
        repeat = seen[code] = seen.get(code, -1) + 1
        yield {
            "round_id": round_id,
            "ballot_number": number,
            "position": position,
            "project_id": project_ids[code],
            "repeat": repeat,
            "points": given,
        }
