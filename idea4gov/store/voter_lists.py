"""Lists of eligible people: their digested lines, the rounds that have them, and when they are over."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, delete, exists, false, func, insert, or_, select, update
from sqlalchemy.orm import Session

from idea4gov.domain.identity.digests import KeyedDigest
from idea4gov.domain.permissions import Place
from idea4gov.domain.rounds.phases import FINISHED_PHASES
from idea4gov.domain.voter_lists import (
    PROBLEMS_KEPT,
    DigestedLine,
    FoundLine,
    LineProblem,
    ListState,
    NoVoterList,
)
from idea4gov.store.base import rowcount, table
from idea4gov.store.models import BudgetRound, LocalGovernment, RoundVoterList, VoterList, VoterListLine
from idea4gov.store.records import find_record, list_records, select_into

AT_ONCE = 2_000
"""Lines that are erased in one transaction."""
_LISTS, _LINES, _USES = table(VoterList), table(VoterListLine), table(RoundVoterList)
_list, _line, _use = _LISTS.c, _LINES.c, _USES.c
_local, _round = table(LocalGovernment).c, table(BudgetRound).c
_ERASED = dict.fromkeys(
    ("line_no", "number_digest", "name_code_digest", "house_digest", "key_id", "birth_year"), None
)


class ListCard(NamedTuple):
    """A list as its officials see it. problems: the first of them. lines: digested so far."""

    id: int
    province_code: str
    local_government_code: str
    name: str
    state: ListState
    refusal: str | None
    rows: int | None
    lines: int
    refused: int
    twice: int
    problems: list[Any]
    loaded_by_id: int
    loaded_at: datetime
    heard_at: datetime

    @property
    def place(self) -> Place:
        """Whose list it is."""
        return Place(self.province_code, self.local_government_code)

    @property
    def first_problems(self) -> list[LineProblem]:
        """The problems that are kept."""
        return [LineProblem(line=line, code=code, shown=shown) for line, code, shown in self.problems]


_CARD = select_into(ListCard, _list, province_code=_local.province_code).join_from(
    _LISTS, table(LocalGovernment), _local.code == _list.local_government_code
)


def add_list(db: Session, *, local_government_code: str, name: str, loaded_by_id: int, now: datetime) -> int:
    """A list that is about to be read. Returns its id."""
    values = {"local_government_code": local_government_code, "name": name, "loaded_by_id": loaded_by_id}
    added = insert(_LISTS).values(**values, state="reading", loaded_at=now, heard_at=now).returning(_list.id)
    return int(db.execute(added).scalar_one())


def find_list(db: Session, list_id: int) -> ListCard | None:
    """A list, or None."""
    return find_record(db, _CARD.where(_list.id == list_id))


def list_lists(db: Session, local_government_code: str, *, limit: int) -> list[ListCard]:
    """The lists of a local government, the newest first."""
    query = _CARD.where(_list.local_government_code == local_government_code)
    return list_records(db, query.order_by(_list.id.desc()).limit(limit))


def list_uses(db: Session, list_ids: Sequence[int]) -> dict[int, list[int]]:
    """{list: the rounds that have it}, of lists that some round has."""
    uses: dict[int, list[int]] = {}
    for list_id, round_id in db.execute(
        select(_use.list_id, _use.round_id).where(_use.list_id.in_(list_ids)).order_by(_use.round_id)
    ):
        uses.setdefault(list_id, []).append(round_id)
    return uses


def count_reading(db: Session, *, heard_since: datetime) -> int:
    """How many lists are being read."""
    return db.execute(
        select(func.count()).where(_list.state == "reading", _list.heard_at > heard_since)
    ).scalar_one()


def note_rows(
    db: Session, list_id: int, *, rows: int, problems: Sequence[LineProblem], twice: int, now: datetime
) -> None:
    """Note what a sheet holds, before its lines are digested. Raises NoVoterList where it is gone."""
    kept = [list(one) for one in problems[:PROBLEMS_KEPT]]
    values = {"rows": rows, "refused": len(problems), "twice": twice, "problems": kept}
    _change_reading(db, list_id, **values, heard_at=now)


def add_lines(db: Session, list_id: int, lines: Sequence[DigestedLine], *, now: datetime) -> None:
    """Add digested lines to a list that is being read. Raises NoVoterList where it is gone."""
    _change_reading(db, list_id, lines=_list.lines + len(lines), heard_at=now)
    db.execute(insert(_LINES), [_row(list_id, line) for line in lines])


def end_reading(db: Session, list_id: int, state: ListState, *, refusal: str | None, now: datetime) -> None:
    """Note that a list was read, or why not. Raises NoVoterList where it is gone."""
    _change_reading(db, list_id, state=state, refusal=refusal, heard_at=now)


def take_over(db: Session, list_id: int) -> bool:
    """Make a draft the list that it is. False where it is none, or not any more."""
    changed = update(_LISTS).where(_list.id == list_id, _list.state == "draft").values(state="active")
    return rowcount(db.execute(changed)) == 1


def delete_list(db: Session, list_id: int) -> None:
    """Delete a list and its lines. Raises IntegrityError where a round has it."""
    db.execute(delete(_LINES).where(_line.list_id == list_id))
    db.execute(delete(_LISTS).where(_list.id == list_id))


def list_unfinished(db: Session, *, loaded_before: datetime, heard_before: datetime) -> list[int]:
    """Lists that nobody took over in time, and those whose reader is silent."""
    is_over = or_(
        and_(_list.state.in_(("reading", "refused", "draft")), _list.loaded_at < loaded_before),
        and_(_list.state == "reading", _list.heard_at < heard_before),
    )
    return list(db.scalars(select(_list.id).where(is_over).order_by(_list.id)))


def mark_lost(db: Session, list_id: int) -> None:
    """Drop the lines of a list whose reader died, and say so."""
    db.execute(delete(_LINES).where(_line.list_id == list_id))
    db.execute(
        update(_LISTS)
        .where(_list.id == list_id, _list.state == "reading")
        .values(state="refused", refusal="list_lost", lines=0)
    )


def lock_list(db: Session, list_id: int) -> ListCard | None:
    """As find_list, with a lock: its time cannot end meanwhile."""
    return find_record(db, _CARD.where(_list.id == list_id).with_for_update(of=_LISTS))


def set_round_list(db: Session, round_id: int, list_id: int | None) -> None:
    """Give a round its list, or none. The database refuses it once the round is frozen."""
    db.execute(delete(_USES).where(_use.round_id == round_id))
    if list_id is not None:
        db.execute(insert(_USES).values(round_id=round_id, list_id=list_id))


def find_round_list(db: Session, round_id: int) -> ListCard | None:
    """The list of a round, or None."""
    return find_record(db, _CARD.join(_USES, _use.list_id == _list.id).where(_use.round_id == round_id))


def count_eligible(db: Session, round_id: int) -> int | None:
    """How many people may vote in a round by its list; None where it has none. Erased lines still count."""
    return db.execute(
        select(_list.lines)
        .join_from(_USES, _LISTS, _list.id == _use.list_id)
        .where(_use.round_id == round_id)
    ).scalar_one_or_none()


def find_line(db: Session, list_id: int, digests: Sequence[KeyedDigest]) -> FoundLine | None:
    """The line of a list that has one of these digests, which are those of one number, or of one name."""
    known = [one.digest for one in digests]
    query = select_into(FoundLine, _line).where(
        _line.list_id == list_id, or_(_line.number_digest.in_(known), _line.name_code_digest.in_(known))
    )
    return find_record(db, query)


def outdated_lines(db: Session, current_id: str, *, limit: int) -> list[tuple[int, str, dict[str, str]]]:
    """(line, key, {column: digest}) of lines that the current key is not laid around yet."""
    query = select(_LINES).where(_line.key_id != current_id).order_by(_line.id).limit(limit)
    names = ("number_digest", "name_code_digest", "house_digest")
    return [
        (row["id"], row["key_id"], {name: row[name] for name in names if row[name]})
        for row in db.execute(query).mappings()
    ]


def renew_line(db: Session, line_id: int, old_key: str, renewed: dict[str, KeyedDigest]) -> None:
    """Put digests with newer keys around them in the place of those of a line that are still there."""
    values: dict[str, str] = {name: one.digest for name, one in renewed.items()}
    values["key_id"] = next(iter(renewed.values())).key_id
    db.execute(update(_LINES).where(_line.id == line_id, _line.key_id == old_key).values(**values))


def erase_old(db: Session, before: datetime) -> int:
    """Erase at most AT_ONCE lines of lists whose rounds were final before a moment, or that have none.

    Village and class stay, for the number of eligible people and for the votes that refer to a line. Returns
    how many rows were changed; 0: nothing is over.
    """
    changed = _end_lists(db, before)
    erased = select(_list.id).where(_list.state == "erased")
    first = select(_line.id).where(_line.list_id.in_(erased), _line.key_id.is_not(None)).limit(AT_ONCE)
    return changed + rowcount(db.execute(update(_LINES).where(_line.id.in_(first)).values(**_ERASED)))


def _end_lists(db: Session, before: datetime) -> int:
    use_of_list = exists().where(_use.list_id == _list.id)
    of_round = and_(_use.list_id == _list.id, _use.round_id == _round.board_id)
    is_over = and_(
        _list.state == "active",
        or_(use_of_list, _list.loaded_at < before),
        ~exists().where(of_round, ~_is_past(before)),
    )
    ids = list(db.scalars(select(_list.id).where(is_over).with_for_update(of=_LISTS)))
    if not ids:
        return 0
    # Asked once more, behind the lock: somebody may have given it to a round meanwhile.
    ended = update(_LISTS).where(_list.id.in_(ids), is_over)
    # The problems hold numbers of lines and ends of numbers.
    return rowcount(db.execute(ended.values(state="erased", problems=[])))


def _is_past(before: datetime) -> Any:
    """Whether a round was final or cancelled before a moment; no if there is no day of either."""
    is_final = and_(_round.phase.in_(FINISHED_PHASES), func.coalesce(_round.final_at < before, false()))
    return or_(is_final, func.coalesce(_round.cancelled_at < before, false()))


def _change_reading(db: Session, list_id: int, **values: Any) -> None:
    changed = update(_LISTS).where(_list.id == list_id, _list.state == "reading").values(**values)
    if rowcount(db.execute(changed)) == 0:
        raise NoVoterList()


def _row(list_id: int, line: DigestedLine) -> dict[str, Any]:
    is_number = line.kind == "number"
    return {
        "list_id": list_id,
        "line_no": line.line,
        "number_digest": line.digest.digest if is_number else None,
        "name_code_digest": None if is_number else line.digest.digest,
        "house_digest": line.house_digest,
        "key_id": line.digest.key_id,
        "village": line.village,
        "birth_year": line.birth_year,
        "voter_class": line.voter_class,
    }
