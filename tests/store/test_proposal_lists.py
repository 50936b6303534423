"""Pages of a board's proposals: each once, in order, at a constant number of queries."""

from collections.abc import Callable
from functools import partial

import pytest
from sqlalchemy import text, update
from sqlalchemy.orm import Session

from idea4gov.store.answers import add_answer
from idea4gov.store.models import Proposal
from idea4gov.store.proposals import lists as proposals
from idea4gov.store.proposals.lists import PAGE_SIZE, CardsPage, Narrowing, ProposalCard
from idea4gov.store.session import Database
from tests.conftest import NOON
from tests.factories import add_account, add_board, add_local_government, add_proposal, add_subdistrict
from tests.queries import count_queries, reported_plans

Lister = Callable[[Session, int, tuple[int, ...] | None, str | None], CardsPage]


def by_support(db: Session, board_id: int, after: tuple[int, ...] | None, category: str | None) -> CardsPage:
    return proposals.list_by_support(db, board_id, category=category, after=after)


def newest(db: Session, board_id: int, after: tuple[int, ...] | None, category: str | None) -> CardsPage:
    return proposals.list_newest(db, board_id, category=category, after=after)


def shuffled(
    db: Session, board_id: int, after: tuple[int, ...] | None, category: str | None, *, size: int
) -> CardsPage:
    seed, size, place = after or (4711, size, 0)
    return proposals.list_shuffled(db, board_id, seed=seed, size=size, start=place, category=category)


def fill(db: Session, board_id: int, number: int, author_id: int) -> list[int]:
    """Proposals with many equal counts, among them hidden and withdrawn ones; returns the published."""
    ids = []
    for each in range(number):
        state = {3: "hidden", 7: "withdrawn"}.get(each % 10, "published")
        category = "safety" if each % 4 == 0 else "other"
        proposal_id = add_proposal(
            db, board_id, author_id, support_count=each % 5, state=state, category=category
        )
        if state == "published":
            ids.append(proposal_id)
    return ids


def read_on(database: Database, lister: Lister, board_id: int, category: str | None) -> list[ProposalCard]:
    seen: list[ProposalCard] = []
    after = None
    with database.reading() as db:
        while True:
            cards, after = lister(db, board_id, after, category)
            assert len(cards) <= PAGE_SIZE
            seen += cards
            if after is None:
                return seen


LISTERS: dict[str, Lister] = {"support": by_support, "newest": newest, "shuffled": partial(shuffled, size=64)}


@pytest.mark.parametrize("name", LISTERS)
@pytest.mark.parametrize("category", [None, "safety", "health"])
def test_pages_hold_each_published_proposal_once(database: Database, name: str, category: str | None) -> None:
    with database.transaction() as db:
        author_id, board_id = add_account(db), add_board(db)
        ids = fill(db, board_id, 64, author_id)
        fill(db, add_board(db), 5, author_id)
    seen = read_on(database, LISTERS[name], board_id, category)
    with database.reading() as db:
        expected = [one for one in ids if category in (None, db.get_one(Proposal, one).category)]
    assert sorted(card.id for card in seen) == expected


def test_the_most_supported_come_first_and_the_newest_among_equals(database: Database) -> None:
    with database.transaction() as db:
        board_id = add_board(db)
        fill(db, board_id, 40, add_account(db))
    seen = [(card.support_count, card.number) for card in read_on(database, by_support, board_id, None)]
    assert seen == sorted(seen, reverse=True)
    numbers = [card.number for card in read_on(database, newest, board_id, None)]
    assert numbers == sorted(numbers, reverse=True)


def test_a_new_proposal_does_not_move_the_next_page(database: Database) -> None:
    with database.transaction() as db:
        author_id, board_id = add_account(db), add_board(db)
        for _ in range(30):
            add_proposal(db, board_id, author_id)
    with database.transaction() as db:
        first = proposals.list_newest(db, board_id)
        add_proposal(db, board_id, author_id)
        second = proposals.list_newest(db, board_id, after=first.after)
    assert [card.number for card in first.cards + second.cards] == list(range(30, 0, -1))


@pytest.mark.parametrize("full_pages", [1, 2])
def test_a_list_that_ends_with_a_full_page_has_no_next_one(database: Database, full_pages: int) -> None:
    with database.transaction() as db:
        author_id, board_id = add_account(db), add_board(db)
        for _ in range(PAGE_SIZE * full_pages):
            add_proposal(db, board_id, author_id)
    for lister in (by_support, newest, partial(shuffled, size=PAGE_SIZE * full_pages)):
        assert len(read_on(database, lister, board_id, None)) == PAGE_SIZE * full_pages
    with database.reading() as db:
        last = proposals.list_newest(db, board_id, after=(PAGE_SIZE + 1,))
    assert (len(last.cards), last.after) == (PAGE_SIZE, None)


def test_a_shuffle_differs_by_seed_and_stays_with_it(database: Database) -> None:
    with database.transaction() as db:
        author_id, board_id = add_account(db), add_board(db)
        for _ in range(20):
            add_proposal(db, board_id, author_id)
    with database.reading() as db:
        orders = [
            [card.number for card in proposals.list_shuffled(db, board_id, seed=seed, size=20).cards]
            for seed in (1, 1, 2)
        ]
    assert orders[0] == orders[1] != orders[2]


def test_a_shuffled_page_is_full_although_most_numbers_are_hidden(database: Database) -> None:
    with database.transaction() as db:
        author_id, board_id = add_account(db), add_board(db)
        for each in range(300):
            add_proposal(db, board_id, author_id, state="published" if each % 10 == 0 else "hidden")
    with database.reading() as db:
        page = proposals.list_shuffled(db, board_id, seed=5, size=300)
    assert len(page.cards) == PAGE_SIZE


def test_an_empty_board_has_an_empty_shuffle(database: Database) -> None:
    with database.transaction() as db:
        board_id = add_board(db)
    with database.reading() as db:
        assert proposals.list_shuffled(db, board_id, seed=5, size=0) == ([], None)


@pytest.mark.parametrize("name", ["support", "newest", "shuffled"])
def test_three_proposals_and_three_hundred_cost_the_same_queries(database: Database, name: str) -> None:
    costs = []
    with database.transaction() as db:
        author_id, board_id = add_account(db), add_board(db)
        for size in (3, 300):
            for _ in range(size):
                add_proposal(db, board_id, author_id)
            lister = partial(shuffled, size=size) if name == "shuffled" else LISTERS[name]
            with count_queries(database) as sent:
                lister(db, board_id, None, None)
            costs.append(len(sent))
    assert costs == [1, 1]


def test_a_card_knows_its_author_place_and_answer(database: Database) -> None:
    with database.transaction() as db:
        author_id, board_id = add_account(db, display_name="มานี"), add_board(db)
        plain, in_town, in_subdistrict = (add_proposal(db, board_id, author_id) for _ in range(3))
        town, subdistrict = add_local_government(db), add_subdistrict(db)
        db.execute(update(Proposal).where(Proposal.id == in_town).values(local_government_code=town))
        db.execute(update(Proposal).where(Proposal.id == in_subdistrict).values(subdistrict_code=subdistrict))
        add_answer(db, plain, author_id=author_id, body="-", body_html="-", now=NOON)
    with database.reading() as db:
        third, second, first = proposals.list_newest(db, board_id).cards
    assert (first.author_name, first.place_name_th, first.is_answered) == ("มานี", None, True)
    assert (second.place_name_th, second.is_answered) == ("เทศบาลเมืองแสนสุข", False)
    assert third.place_name_en == "Saen Suk"


def test_own_proposals_are_listed_in_every_state(database: Database) -> None:
    with database.transaction() as db:
        author_id, board_id = add_account(db), add_board(db, title="ขยะ")
        ids = [
            add_proposal(db, board_id, author_id, state=state)
            for state in ("published", "hidden", "withdrawn")
        ]
        add_proposal(db, board_id)
    with database.reading() as db:
        own = proposals.list_own(db, author_id)
        assert [one.id for one in own] == ids[::-1]
        assert (own[1].state, own[1].hidden_reason, own[1].board_title) == ("hidden", "โฆษณา", "ขยะ")
        assert [one.id for one in proposals.list_own(db, author_id, before_id=ids[1])] == [ids[0]]


@pytest.mark.parametrize(
    "narrowing",
    [
        {"answered": True},
        {"answered": False},
        {"category": "health"},
        {"category": "other", "answered": True},
    ],
)
def test_a_narrowed_list_finds_in_its_index_which_rows_it_leaves_out(
    database: Database, narrowing: Narrowing
) -> None:
    with database.transaction() as db:
        board_id = add_board(db)
        fill(db, board_id, 30, add_account(db))
    with reported_plans(database) as plans, database.snapshot() as db:
        if not database.is_sqlite:
            # There are too few rows for the planner to care.
            db.execute(text("SET LOCAL enable_seqscan = off"))
            db.execute(text("SET LOCAL enable_sort = off"))
        proposals.list_by_support(db, board_id, **narrowing)
    plan = plans[-1]
    assert "ix_proposal_most_supported" in plan
    assert "TEMP B-TREE" not in plan
    if "answered" in narrowing and not database.is_sqlite:
        assert "is_answered" in next(line for line in plan.splitlines() if "Index Cond: ((board_id" in line)
