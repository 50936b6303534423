"""Lists of proposals. The pages of a board are read most of all: their statements are built once."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, Literal, NamedTuple, TypedDict, Unpack

from sqlalchemy import Integer, bindparam, exists, func, literal_column, or_, tuple_
from sqlalchemy.orm import Session

from idea4gov.domain.permissions import NOBODY
from idea4gov.domain.proposals import ProposalState
from idea4gov.domain.shuffle import shuffled
from idea4gov.store.base import table
from idea4gov.store.models import (
    Account,
    Board,
    LocalGovernment,
    Proposal,
    Subdistrict,
    Support,
)
from idea4gov.store.records import RecordSelect, list_records, select_into

PAGE_SIZE = 20
# How many places of a shuffle each further query reads, as hidden and withdrawn proposals leave gaps in it.
_CHUNKS = (PAGE_SIZE + 4, 120, 480)


class ProposalCard(NamedTuple):
    """A published proposal as lists show it.

    edited_at: None until an edit that came after supports. is_supported: by the person who asked.
    """

    id: int
    board_id: int
    number: int
    title: str
    excerpt: str
    category: str
    state: ProposalState
    support_count: int
    comment_count: int
    author_name: str
    place_code: str | None
    place_name_th: str | None
    place_name_en: str | None
    created_at: datetime
    edited_at: datetime | None
    is_answered: bool
    is_supported: bool


class Narrowing(TypedDict, total=False):
    """What a list is narrowed to; None: to nothing. place: code of a local government or a subdistrict."""

    category: str | None
    answered: bool | None
    place: str | None


class CardsPage(NamedTuple):
    """A page of a list. after: the numbers of the cursor where the next page begins; None on the last."""

    cards: list[ProposalCard]
    after: tuple[int, ...] | None


# What decides the text of a statement: narrowed to a category, to answered or not, to a place.
Kinds = tuple[bool, bool | None, bool]


class OwnProposal(NamedTuple):
    """A proposal as its author's own page lists it, in any state."""

    id: int
    title: str
    state: ProposalState
    hidden_reason: str | None
    board_id: int
    board_title: str
    support_count: int
    comment_count: int
    created_at: datetime
    is_answered: bool


_proposal, _account = table(Proposal).c, table(Account).c
_local, _subdistrict, _board = table(LocalGovernment).c, table(Subdistrict).c, table(Board).c
_support = table(Support).c

# Left joins to one row each: the list's own index keeps its order, and stops after a page.
_CARDS = select_into(
    ProposalCard,
    _proposal,
    author_name=_account.display_name,
    place_code=func.coalesce(_proposal.local_government_code, _proposal.subdistrict_code),
    place_name_th=func.coalesce(_local.name_th, _subdistrict.name_th),
    place_name_en=func.coalesce(_local.name_en, _subdistrict.name_en),
    is_supported=exists().where(
        _support.proposal_id == _proposal.id, _support.person_id == bindparam("person")
    ),
).select_from(
    table(Proposal)
    .outerjoin(table(Account), _account.id == _proposal.author_id)
    .outerjoin(table(LocalGovernment), _local.code == _proposal.local_government_code)
    .outerjoin(table(Subdistrict), _subdistrict.code == _proposal.subdistrict_code)
)
# A literal: with a parameter, the planners could not see that the partial index applies.
_PUBLISHED = _proposal.state == literal_column("'published'")

_OF_IDS = _CARDS.where(_proposal.id.in_(bindparam("ids", expanding=True)), _PUBLISHED)


def list_by_support(
    db: Session,
    board_id: int,
    *,
    person_id: int = NOBODY,
    after: tuple[int, ...] | None = None,
    **narrowing: Unpack[Narrowing],
) -> CardsPage:
    """A page of a board, most supported first, then newest. after: (support_count, number) of a last card."""
    cards = _ordered(db, "support", _values(board_id, person_id, narrowing), _kinds(narrowing), after)
    return _page(cards, lambda last: (last.support_count, last.number))


def list_newest(
    db: Session,
    board_id: int,
    *,
    person_id: int = NOBODY,
    after: tuple[int, ...] | None = None,
    **narrowing: Unpack[Narrowing],
) -> CardsPage:
    """A page of a board, newest first. after: (number,) of the last card."""
    cards = _ordered(db, "newest", _values(board_id, person_id, narrowing), _kinds(narrowing), after)
    return _page(cards, lambda last: (last.number,))


def list_shuffled(
    db: Session,
    board_id: int,
    *,
    seed: int,
    size: int,
    start: int = 0,
    person_id: int = NOBODY,
    **narrowing: Unpack[Narrowing],
) -> CardsPage:
    """A page of the first `size` proposals of a board, in the order that `seed` gives, from `start` on.

    Numbers that are hidden, withdrawn or left out by the narrowing drop out; a page is short only where
    hundreds in a row do. The next page follows from `after` of the returned page: (seed, size, start).
    """
    cards: list[ProposalCard] = []
    number_at = shuffled(seed, size) if size else None
    values, kinds = _values(board_id, person_id, narrowing), _kinds(narrowing)
    for chunk in _CHUNKS:
        if number_at is None or start >= size or len(cards) == PAGE_SIZE:
            break
        numbers = [number_at(each) for each in range(start, min(start + chunk, size))]
        found = {card.number: card for card in _numbered(db, values, kinds, numbers)}
        for number in numbers:
            if len(cards) == PAGE_SIZE:
                break
            start += 1
            if number in found:
                cards.append(found[number])
    return CardsPage(cards, (seed, size, start) if start < size else None)


def list_of_ids(db: Session, ids: Sequence[int]) -> list[ProposalCard]:
    """These published proposals, in the order of `ids`; at most a page or so of them."""
    if not ids:
        return []
    found = {card.id: card for card in list_records(db, _OF_IDS, {"ids": ids, "person": NOBODY})}
    return [found[each] for each in ids if each in found]


def list_own(
    db: Session, account_id: int, *, before_id: int | None = None, limit: int = PAGE_SIZE
) -> list[OwnProposal]:
    """What this account has proposed, newest first, in every state. before_id: last one of a page before."""
    statement = (
        select_into(OwnProposal, _proposal, board_title=_board.title)
        .select_from(table(Proposal).join(table(Board), _board.id == _proposal.board_id))
        .where(_proposal.author_id == account_id)
        .order_by(_proposal.id.desc())
        .limit(limit)
    )
    if before_id is not None:
        statement = statement.where(_proposal.id < before_id)
    return list_records(db, statement)


def _page(cards: list[ProposalCard], cursor: Any) -> CardsPage:
    if len(cards) <= PAGE_SIZE:
        return CardsPage(cards, None)
    return CardsPage(cards[:PAGE_SIZE], cursor(cards[PAGE_SIZE - 1]))


def _ordered(
    db: Session,
    sort: Literal["support", "newest"],
    values: dict[str, Any],
    kinds: Kinds,
    after: tuple[int, ...] | None,
) -> list[ProposalCard]:
    """The cards of a page and one more, which shows that there is a next page."""
    cursor = {f"after_{place}": number for place, number in enumerate(after or ())}
    statement = _statement(sort, kinds, after is not None)
    return list_records(db, statement, values | cursor)


def _kinds(narrowing: Narrowing) -> Kinds:
    return (
        narrowing.get("category") is not None,
        narrowing.get("answered"),
        narrowing.get("place") is not None,
    )


def _values(board_id: int, person_id: int, narrowing: Narrowing) -> dict[str, Any]:
    named = {name: narrowing.get(name) for name in ("category", "place")}
    told = {name: value for name, value in named.items() if value is not None}
    return {"board": board_id, "person": person_id, **told}


@cache
def _statement(sort: Literal["support", "newest"], kinds: Kinds, goes_on: bool) -> RecordSelect[ProposalCard]:
    columns = [_proposal.support_count, _proposal.number] if sort == "support" else [_proposal.number]
    statement = _on_board(kinds)
    if goes_on:
        cursor = [bindparam(f"after_{place}", type_=column.type) for place, column in enumerate(columns)]
        statement = statement.where(
            tuple_(*columns) < tuple_(*cursor) if cursor[1:] else columns[0] < cursor[0]
        )
    # A literal limit lets PostgreSQL keep one plan for every page.
    limit = literal_column(str(PAGE_SIZE + 1), Integer)
    return statement.order_by(*(column.desc() for column in columns)).limit(limit)


@cache
def _on_board(kinds: Kinds) -> RecordSelect[ProposalCard]:
    in_category, answered, in_place = kinds
    statement = _CARDS.where(_proposal.board_id == bindparam("board"), _PUBLISHED)
    if in_category:
        statement = statement.where(_proposal.category == bindparam("category"))
    if answered is not None:
        statement = statement.where(_proposal.is_answered.is_(answered))
    if in_place:
        codes = (_proposal.local_government_code, _proposal.subdistrict_code)
        statement = statement.where(or_(*(code == bindparam("place") for code in codes)))
    return statement


@cache
def _among_numbers(kinds: Kinds) -> RecordSelect[ProposalCard]:
    return _on_board(kinds).where(_proposal.number.in_(bindparam("numbers", expanding=True)))


def _numbered(
    db: Session, values: dict[str, Any], kinds: Kinds, numbers: Sequence[int]
) -> list[ProposalCard]:
    return list_records(db, _among_numbers(kinds), {**values, "numbers": numbers})
