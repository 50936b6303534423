"""Records are filled by the names of columns: a wrong name is refused when the statement is built."""

from dataclasses import dataclass
from typing import NamedTuple

import pytest
from sqlalchemy import func, literal, null, select
from sqlalchemy.exc import MultipleResultsFound

from idea4gov.domain.errors import NotFound
from idea4gov.store.base import table
from idea4gov.store.models import Board
from idea4gov.store.records import find_record, get_record, list_records, select_into, stream_records
from idea4gov.store.session import Database
from tests.factories import add_board

_board = table(Board).c


class Card(NamedTuple):
    title: str
    kind: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Area:
    name: str
    size: int


CARDS = select_into(Card, title=_board.title, kind=_board.kind, note=null())


def test_the_order_in_which_columns_are_named_plays_no_part(database: Database) -> None:
    with database.transaction() as db:
        add_board(db, title="Title")
        cards = select_into(Card, note=literal("note"), kind=_board.kind, title=_board.title)
        assert list_records(db, cards) == [Card("Title", "discussion", "note")]


def test_a_field_takes_the_column_of_its_own_name_unless_another_is_given(database: Database) -> None:
    with database.transaction() as db:
        add_board(db, title="Title")
        cards = select_into(Card, _board, kind=func.upper(_board.kind), note=null())
        assert list_records(db, cards) == [Card("Title", "DISCUSSION", None)]


def test_a_dataclass_is_filled_as_well(database: Database) -> None:
    with database.reading() as db:
        assert get_record(db, select_into(Area, size=literal(3), name=literal("Ward 1"))) == Area("Ward 1", 3)


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ({"title": _board.title, "note": null()}, r"without a column \['kind'\]"),
        ({"title": _board.title, "kind": _board.kind}, r"without a column \['note'\]"),
        ({"title": _board.title, "kin": _board.kind, "note": null()}, r"unknown fields \['kin'\]"),
    ],
    ids=["missing", "missing although it has a default", "unknown"],
)
def test_a_statement_of_other_names_than_the_fields_is_not_built(
    columns: dict[str, object], says: str
) -> None:
    with pytest.raises(TypeError, match=says):
        select_into(Card, **columns)  # type: ignore[arg-type]


def test_a_source_without_a_column_of_that_name_is_no_source_for_it() -> None:
    with pytest.raises(TypeError, match="'note'"):
        select_into(Card, _board)


def test_a_narrowed_statement_fills_the_same_record(database: Database) -> None:
    with database.transaction() as db:
        for title in ("A", "B", "C"):
            add_board(db, title=title)
        later = CARDS.where(_board.title > "A").order_by(_board.title.desc()).limit(2)
        assert [card.title for card in list_records(db, later)] == ["C", "B"]
        assert find_record(db, CARDS.where(_board.title == "B")) == Card("B", "discussion")


def test_a_statement_whose_columns_were_changed_fills_nothing(database: Database) -> None:
    with database.transaction() as db:
        add_board(db)
        for changed in (CARDS.with_only_columns(_board.title), CARDS.add_columns(_board.id)):
            with pytest.raises(TypeError):
                list_records(db, changed)  # type: ignore[arg-type]


def test_the_columns_of_a_subquery_have_the_names_of_the_fields(database: Database) -> None:
    with database.transaction() as db:
        add_board(db, title="Title")
        inner = CARDS.subquery().c
        assert db.execute(select(inner.note, inner.title)).one() == (None, "Title")
        assert list_records(db, select_into(Card, inner)) == [Card("Title", "discussion")]


def test_none_one_and_many_rows(database: Database) -> None:
    with database.transaction() as db:
        assert find_record(db, CARDS) is None
        assert list_records(db, CARDS) == []
        with pytest.raises(NotFound):
            get_record(db, CARDS)
        add_board(db, title="A")
        assert get_record(db, CARDS) == find_record(db, CARDS) == Card("A", "discussion")
        add_board(db, title="B")
        with pytest.raises(MultipleResultsFound):
            find_record(db, CARDS)


def test_a_stream_gives_every_record_in_order_and_may_be_left_early(database: Database) -> None:
    with database.transaction() as db:
        for title in "ABCDE":
            add_board(db, title=title)
    with database.snapshot() as db:
        ordered = CARDS.order_by(_board.title)
        assert [card.title for card in stream_records(db, ordered, chunk=2)] == list("ABCDE")
        for first in stream_records(db, ordered, chunk=2):
            assert first.title == "A"
            break
        assert len(list_records(db, ordered)) == 5
