"""Lists of eligible people under parallel requests: one list a round, fixed by its freeze, none half gone."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from idea4gov.actions import voter_lists as lists
from idea4gov.actions.growth import clear_old
from idea4gov.domain.errors import DomainError
from idea4gov.domain.retention import kept
from idea4gov.domain.voter_lists import ListFixed, ListInUse, ListNotReady, NoVoterList
from idea4gov.store import voter_lists as store
from idea4gov.store.models import AuditEntry, BudgetRound, RoundVoterList, VoterListLine
from idea4gov.store.session import Database
from tests.actions.test_voter_lists import World
from tests.conftest import NOON
from tests.parallel import at_once

Act = Callable[[Session], Any]


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


def together(world: World, *acts: Act) -> list[type[DomainError] | None]:
    """Each act in a transaction and thread of its own, all at the same moment; by what each was refused."""

    def job(act: Act) -> Callable[[], type[DomainError] | None]:
        def run() -> type[DomainError] | None:
            try:
                with world.database.transaction() as db:
                    act(db)
            except DomainError as error:
                return type(error)
            return None

        return run

    return at_once([job(act) for act in acts])


def choosing(world: World, round_id: int, list_id: int | None) -> Act:
    return lambda db: lists.choose_list(db, world.official, round_id, list_id, now=NOON)


def freezing(round_id: int) -> Act:
    frozen = {"phase": "preview", "frozen_digest": "0" * 64, "frozen_at": NOON}
    return lambda db: db.execute(update(BudgetRound).where(BudgetRound.board_id == round_id).values(**frozen))


def delete(world: World, list_id: int, db: Session) -> None:
    lists.delete_list(db, world.official, list_id, now=NOON)


def count(world: World, model: Any) -> int:
    with world.database.reading() as db:
        return int(db.scalar(select(func.count()).select_from(model)) or 0)


def test_two_officials_who_choose_at_once_leave_one_list(world: World) -> None:
    first, second = world.take_over(world.load()), world.take_over(world.load())
    for _ in range(5):
        round_id = world.add_round("reviewing")
        acts = [choosing(world, round_id, chosen) for chosen in (first, second) * 4]
        assert set(together(world, *acts)) == {None}
        with world.database.reading() as db:
            given = store.find_round_list(db, round_id)
        assert given
        assert given.id in (first, second)


def test_a_press_that_comes_eight_times_gives_the_list_once(world: World) -> None:
    list_id, round_id = world.take_over(world.load()), world.add_round("reviewing")
    assert set(together(world, *[choosing(world, round_id, list_id)] * 8)) == {None}
    with world.database.reading() as db:
        acts = list(db.scalars(select(AuditEntry.act).where(AuditEntry.act == "give_voter_list")))
    assert len(acts) == 1


def test_a_round_that_is_frozen_meanwhile_keeps_the_list_that_it_had(world: World) -> None:
    first, second = world.take_over(world.load()), world.take_over(world.load())
    for _ in range(5):
        round_id = world.add_round("reviewing")
        world.choose(round_id, first)
        chosen, _ = together(world, choosing(world, round_id, second), freezing(round_id))
        with world.database.reading() as db:
            given = store.find_round_list(db, round_id)
        assert given
        assert (chosen, given.id) in ((None, second), (ListFixed, first))


def test_a_list_is_chosen_or_deleted_and_never_half(world: World) -> None:
    for _ in range(5):
        list_id, round_id = world.take_over(world.load()), world.add_round("reviewing")
        deleting = partial(delete, world, list_id)
        chosen, deleted = together(world, choosing(world, round_id, list_id), deleting)
        with world.database.reading() as db:
            given = store.find_round_list(db, round_id)
            lines = db.scalar(select(func.count()).where(VoterListLine.list_id == list_id))
        assert (chosen, deleted) in ((None, ListInUse), (ListNotReady, None))
        assert (given is not None, lines) in ((True, 3), (False, 0))
        assert (given is None) == (deleted is None)


def test_a_draft_is_confirmed_once_and_never_when_its_day_ended(world: World) -> None:
    def taking(list_id: int) -> Act:
        return lambda db: lists.take_list_over(db, world.official, list_id, now=NOON)

    once = together(world, *[taking(world.load())] * 8)
    assert sorted(map(str, once)) == sorted(map(str, [None] + [ListNotReady] * 7))
    list_id = world.load()
    taken, _ = together(world, taking(list_id), lambda db: store.delete_list(db, list_id))
    assert taken in (None, NoVoterList, ListNotReady)
    assert count(world, VoterListLine) in (3, 6)


def test_a_list_is_erased_or_given_to_a_round_and_never_both(world: World) -> None:
    later = NOON + kept("voter_lists") * 2
    for _ in range(5):
        list_id, round_id = world.take_over(world.load()), world.add_round("reviewing")
        choose = partial(together, world, choosing(world, round_id, list_id))
        jobs: list[Callable[[], Any]] = [choose, partial(clear_old, world.database, now=later)]
        chosen = at_once(jobs)[0][0]
        state = world.card(list_id).state
        assert (chosen, state) in ((None, "active"), (ListNotReady, "erased"))
        assert count(world, RoundVoterList) == (chosen is None)
        if chosen is None:
            world.choose(round_id, None)
            clear_old(world.database, now=later)
