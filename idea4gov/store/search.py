"""The search indexes of proposals and boards: FTS5 on SQLite, a tsvector with a GIN index on PostgreSQL.

Both hold the same pieces (see domain.search), in tables that no model describes: their types are each
engine's own. Results come newest first, which both engines give without ordering everything that was found.
Pieces are of the letters a-z, so nothing in them can be a sign of a query.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from sqlalchemy import BigInteger, RowMapping, TextClause, bindparam, column, select, text
from sqlalchemy.orm import Session

from idea4gov.domain.search import pairs, phrases, pieces, scope
from idea4gov.domain.suggestions import neighbourhoods
from idea4gov.domain.synonyms import NO_SYNONYMS, Synonyms
from idea4gov.store.base import table
from idea4gov.store.boards import reading as boards
from idea4gov.store.boards.reading import BoardTitle
from idea4gov.store.models import Board, Proposal
from idea4gov.store.proposals.lists import ProposalCard, list_of_ids
from idea4gov.store.records import RecordSelect, list_records
from idea4gov.store.visibility import IS_PUBLIC

PAGE_SIZE = 20
CANDIDATES = 20
_CHUNK = 200
# Between title and body, so that no phrase runs from one into the other.
_GAP = 10
_MAX_POSITION = 16_000


class SearchIndex(NamedTuple):
    """An index. name: of its table; the number of a row is that in the table `of`. visible: to everybody."""

    name: str
    of: str
    visible: str


PROPOSALS = SearchIndex(
    "proposal_search",
    "proposal",
    "o.state = 'published'"
    " AND NOT EXISTS (SELECT 1 FROM board b WHERE b.id = o.board_id AND b.hidden_reason IS NOT NULL)",
)
BOARDS = SearchIndex("board_search", "board", "o.state <> 'draft' AND o.hidden_reason IS NULL")
TABLES = (PROPOSALS.name, BOARDS.name)


class Where(NamedTuple):
    """Where one searches: on one board, in one province, or everywhere."""

    board_id: int | None = None
    province_code: str | None = None


EVERYWHERE = Where()


def save_in_index(
    db: Session, proposal_id: int, *, board_id: int, province_code: str, title: str, body: str
) -> None:
    """Make a proposal be found by these words from now on, and by no others."""
    scopes = [scope("b", str(board_id)), scope("p", province_code)]
    _save(db, PROPOSALS, proposal_id, scopes, title, body)


def save_board_in_index(db: Session, board_id: int, *, province_code: str, title: str, body: str) -> None:
    """Make a board, or the round that is on it, be found by these words from now on, and by no others."""
    _save(db, BOARDS, board_id, [scope("p", province_code)], title, body)


def index_missing(db: Session) -> int:
    """Put the next proposals into the index that are not in it; return how many, 0 when all are."""
    rows = _missing(db, PROPOSALS, "o.id AS proposal_id, o.board_id, o.province_code, o.title, o.body")
    for row in rows:
        save_in_index(db, **row)
    return len(rows)


def index_missing_boards(db: Session) -> int:
    """Put the next boards into the index that are not in it; return how many, 0 when all are."""
    rows = _missing(db, BOARDS, "o.id AS board_id, o.province_code, o.title, o.body")
    for row in rows:
        save_board_in_index(db, **row)
    return len(rows)


def search_proposals(
    db: Session,
    query: str,
    *,
    where: Where = EVERYWHERE,
    synonyms: Synonyms = NO_SYNONYMS,
    before_id: int | None = None,
    limit: int = PAGE_SIZE,
) -> list[ProposalCard]:
    """Published proposals that have every term of the query, or a synonym of it, newest first.

    before_id: the last one of the page before.
    """
    asked = _asked(db, query, where, synonyms)
    if asked is None:
        return []
    return list_of_ids(db, _ids(db, PROPOSALS, asked, "newest", limit, before_id=before_id))


def search_boards(
    db: Session,
    query: str,
    *,
    where: Where = EVERYWHERE,
    synonyms: Synonyms = NO_SYNONYMS,
    before_id: int | None = None,
    limit: int = PAGE_SIZE,
) -> list[BoardTitle]:
    """Boards and rounds that have every term of the query, or a synonym of it, newest first.

    before_id: the last one of the page before.
    """
    asked = _asked(db, query, where, synonyms)
    if asked is None:
        return []
    values = _values(asked, limit, before_id)
    return list_records(db, _titles_of_boards(_engine(db), goes_on=before_id is not None), values)


def list_candidates(db: Session, title: str, *, board_id: int) -> list[ProposalCard]:
    """Published proposals of a board whose titles share something with this one, some twenty of them."""
    wanted = pairs(title)
    if not wanted:
        return []
    asked = _any_of(_engine(db), _scopes(Where(board_id=board_id)), wanted)
    return list_of_ids(db, _ids(db, PROPOSALS, asked, "likest", CANDIDATES))


def _engine(db: Session) -> str:
    return db.get_bind().dialect.name


def _key(index: SearchIndex, engine: str) -> str:
    """The column of an index with the number of the row."""
    return "rowid" if engine == "sqlite" else f"{index.of}_id"


def list_near_titles(db: Session, query: str) -> list[str]:
    """Titles of proposals, boards and rounds that may hold the words of a query with a slip in it."""
    wanted = neighbourhoods(query)
    if not wanted:
        return []
    asked = _near(_engine(db), wanted)
    tables = {PROPOSALS: table(Proposal).c, BOARDS: table(Board).c}
    return [
        title
        for index, columns in tables.items()
        for title in db.scalars(
            select(columns.title)
            .where(columns.id.in_(_ids(db, index, asked, "newest", CANDIDATES)))
            .order_by(columns.id.desc())
        )
    ]


def _asked(db: Session, query: str, where: Where, synonyms: Synonyms) -> str | None:
    """The query of the engine; None for one without words."""
    wanted = [synonyms.alternatives(phrase) for phrase in phrases(query)]
    return _all_of(_engine(db), _scopes(where), wanted) if wanted else None


def _values(asked: str, limit: int, before_id: int | None) -> dict[str, object]:
    values: dict[str, object] = {"query": asked, "limit": limit}
    return values if before_id is None else values | {"before": before_id}


def _ids(
    db: Session, index: SearchIndex, query: str, order: str, limit: int, *, before_id: int | None = None
) -> Sequence[int]:
    statement = _statement(index, _engine(db), order, goes_on=before_id is not None)
    return db.execute(statement, _values(query, limit, before_id)).scalars().all()


@cache
def _titles_of_boards(engine: str, *, goes_on: bool) -> RecordSelect[BoardTitle]:
    """One statement, unlike that of proposals: there are few boards, and their rows are short."""
    numbers = f"SELECT {_key(BOARDS, engine)} FROM {BOARDS.name} s WHERE {_matches(BOARDS, engine)}"  # noqa: S608
    number = table(Board).c.id
    found = boards.TITLES.where(number.in_(text(numbers).columns(column("id", BigInteger))), IS_PUBLIC)
    if goes_on:
        found = found.where(number < bindparam("before"))
    return found.order_by(number.desc()).limit(bindparam("limit"))


def _matches(index: SearchIndex, engine: str) -> str:
    return f"{index.name} MATCH :query" if engine == "sqlite" else "s.pieces @@ CAST(:query AS tsquery)"


@cache
def _statement(index: SearchIndex, engine: str, order: str, *, goes_on: bool) -> TextClause:
    key = f"s.{_key(index, engine)}"
    likest = "rank" if engine == "sqlite" else f"ts_rank(s.pieces, CAST(:query AS tsquery)) DESC, {key} DESC"
    return text(
        # Only names of our own tables are written into it.
        f"SELECT {key} FROM {index.name} s JOIN {index.of} o ON o.id = {key}"  # noqa: S608
        f" WHERE {_matches(index, engine)} AND {index.visible}{' AND o.id < :before' if goes_on else ''}"
        f" ORDER BY {likest if order == 'likest' else f'{key} DESC'} LIMIT :limit"
    )


def _scopes(where: Where) -> list[str]:
    if where.board_id is not None:
        return [scope("b", str(where.board_id))]
    return [scope("p", where.province_code)] if where.province_code is not None else []


def _all_of(engine: str, scopes: list[str], wanted: Sequence[Sequence[Sequence[str]]]) -> str:
    """The query for everything that has, of each term, one of its phrases."""
    terms = [[[one]] for one in scopes] + [list(map(list, phrases_)) for phrases_ in wanted]
    if engine == "sqlite":
        either = (" OR ".join(f'"{" ".join(parts)}"' for parts in term) for term in terms)
        return " AND ".join(f"({one})" for one in either)
    either = (" | ".join(f"({' <-> '.join(parts)})" for parts in term) for term in terms)
    return " & ".join(f"({one})" for one in either)


def _near(engine: str, wanted: Sequence[Sequence[Sequence[str]]]) -> str:
    """The query for titles that have all phrases of one of these; a piece that ends in "*" is a beginning."""
    if engine == "sqlite":
        some = (" AND ".join(_beginning_or_phrase(parts) for parts in all_) for all_ in wanted)
        return f"title : ({' OR '.join(f'({one})' for one in some)})"
    some = (" & ".join(f"({' <-> '.join(map(_in_title, parts))})" for parts in all_) for all_ in wanted)
    return " | ".join(f"({one})" for one in some)


def _beginning_or_phrase(parts: Sequence[str]) -> str:
    text_ = " ".join(parts)
    return f'"{text_[:-1]}" *' if text_.endswith("*") else f'"{text_}"'


def _in_title(piece: str) -> str:
    return f"{piece[:-1]}:*A" if piece.endswith("*") else f"{piece}:A"


def _any_of(engine: str, scopes: list[str], wanted: Sequence[tuple[str, ...]]) -> str:
    if engine == "sqlite":
        some = " OR ".join(f'"{" ".join(parts)}"' for parts in wanted)
        return " AND ".join([*(f'"{one}"' for one in scopes), f"title : ({some})"])
    some = " | ".join(f"({' <-> '.join(f'{part}:A' for part in parts)})" for parts in wanted)
    return " & ".join([*scopes, f"({some})"])


def _missing(db: Session, index: SearchIndex, columns: str) -> Sequence[RowMapping]:
    statement = (
        f"SELECT {columns} FROM {index.of} o WHERE NOT EXISTS (SELECT 1 FROM {index.name} s"  # noqa: S608
        f" WHERE s.{_key(index, _engine(db))} = o.id) ORDER BY o.id LIMIT :most"
    )
    return db.execute(text(statement), {"most": _CHUNK}).mappings().all()


def _save(db: Session, index: SearchIndex, number: int, scopes: list[str], title: str, body: str) -> None:
    engine = _engine(db)
    if engine == "sqlite":
        statement = (
            f"INSERT OR REPLACE INTO {index.name} (rowid, scope, title, body)"  # noqa: S608
            " VALUES (:id, :scope, :title, :body)"
        )
        words = {"scope": scopes, "title": pieces(title), "body": pieces(body)}
        db.execute(text(statement), {"id": number, **{name: " ".join(all_) for name, all_ in words.items()}})
        return
    key = _key(index, engine)
    statement = (
        f"INSERT INTO {index.name} ({key}, pieces) VALUES (:id, CAST(:pieces AS tsvector))"  # noqa: S608
        f" ON CONFLICT ({key}) DO UPDATE SET pieces = excluded.pieces"
    )
    db.execute(text(statement), {"id": number, "pieces": _vector(scopes, pieces(title), pieces(body))})


def _vector(scopes: list[str], title: list[str], body: list[str]) -> str:
    marked = [
        *_positions(title, 1, "A"),
        *_positions(body, len(title) + _GAP, "B"),
        *_positions(scopes, _MAX_POSITION + _GAP, "D"),
    ]
    return " ".join(marked)


def _positions(parts: Iterable[str], first: int, weight: str) -> list[str]:
    last = _MAX_POSITION + _GAP
    return [f"{part}:{min(at, last)}{weight}" for at, part in enumerate(parts, first)]
