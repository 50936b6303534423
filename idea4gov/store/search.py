"""The search indexes of proposals and boards: FTS5 on SQLite, a tsvector with a GIN index on PostgreSQL.

Both hold the same pieces (see domain.search), in tables that no model describes: their types are each
engine's own. Results come newest first, which both engines give without ordering everything that was found.
Pieces are of the letters a-z, so nothing in them can be a sign of a query.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import NamedTuple

from sqlalchemy import TextClause, bindparam, select, text
from sqlalchemy.orm import Session

from idea4gov.domain.search import pairs, phrases, pieces, scope
from idea4gov.domain.suggestions import neighbourhoods
from idea4gov.domain.synonyms import NO_SYNONYMS, Synonyms
from idea4gov.store.base import table
from idea4gov.store.boards import reading as boards
from idea4gov.store.boards.reading import BoardCard
from idea4gov.store.models import Board, Proposal
from idea4gov.store.proposals.lists import ProposalCard, list_of_ids

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
    found, columns = _missing(db, PROPOSALS), table(Proposal).c
    rows = db.execute(
        select(columns.id, columns.board_id, columns.province_code, columns.title, columns.body).where(
            columns.id.in_(bindparam("ids", expanding=True))
        ),
        {"ids": found},
    )
    for row in rows:
        place = {"board_id": row.board_id, "province_code": row.province_code}
        save_in_index(db, row.id, **place, title=row.title, body=row.body)
    return len(found)


def index_missing_boards(db: Session) -> int:
    """Put the next boards into the index that are not in it; return how many, 0 when all are."""
    found, columns = _missing(db, BOARDS), table(Board).c
    rows = db.execute(
        select(columns.id, columns.province_code, columns.title, columns.body).where(
            columns.id.in_(bindparam("ids", expanding=True))
        ),
        {"ids": found},
    )
    for row in rows:
        words = {"title": row.title, "body": row.body}
        save_board_in_index(db, row.id, province_code=row.province_code, **words)
    return len(found)


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
    ids = _search(db, PROPOSALS, query, where, synonyms, before_id, limit)
    return list_of_ids(db, ids)


def search_boards(
    db: Session,
    query: str,
    *,
    where: Where = EVERYWHERE,
    synonyms: Synonyms = NO_SYNONYMS,
    before_id: int | None = None,
    now: datetime,
    limit: int = PAGE_SIZE,
) -> list[BoardCard]:
    """Boards and rounds that have every term of the query, or a synonym of it, newest first.

    before_id: the last one of the page before.
    """
    ids = _search(db, BOARDS, query, where, synonyms, before_id, limit)
    return boards.list_of_ids(db, ids, now=now)


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
    columns = {PROPOSALS: table(Proposal).c, BOARDS: table(Board).c}
    return [
        title
        for index, column in columns.items()
        for title in db.scalars(
            select(column.title)
            .where(column.id.in_(_ids(db, index, asked, "newest", CANDIDATES)))
            .order_by(column.id.desc())
        )
    ]


def _search(
    db: Session,
    index: SearchIndex,
    query: str,
    where: Where,
    synonyms: Synonyms,
    before_id: int | None,
    limit: int,
) -> Sequence[int]:
    wanted = [synonyms.alternatives(phrase) for phrase in phrases(query)]
    if not wanted:
        return []
    asked = _all_of(_engine(db), _scopes(where), wanted)
    return _ids(db, index, asked, "newest", limit, before_id=before_id)


def _ids(
    db: Session, index: SearchIndex, query: str, order: str, limit: int, *, before_id: int | None = None
) -> Sequence[int]:
    values: dict[str, object] = {"query": query, "limit": limit}
    if before_id is not None:
        values["before"] = before_id
    statement = _statement(index, _engine(db), order, goes_on=before_id is not None)
    return db.execute(statement, values).scalars().all()


@cache
def _statement(index: SearchIndex, engine: str, order: str, *, goes_on: bool) -> TextClause:
    key = f"s.{_key(index, engine)}"
    if engine == "sqlite":
        matches, likest = f"{index.name} MATCH :query", "rank"
    else:
        matches = "s.pieces @@ CAST(:query AS tsquery)"
        likest = f"ts_rank(s.pieces, CAST(:query AS tsquery)) DESC, {key} DESC"
    return text(
        # Only names of our own tables are written into it.
        f"SELECT {key} FROM {index.name} s JOIN {index.of} o ON o.id = {key}"  # noqa: S608
        f" WHERE {matches} AND {index.visible}{' AND o.id < :before' if goes_on else ''}"
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


def _missing(db: Session, index: SearchIndex) -> Sequence[int]:
    statement = (
        f"SELECT o.id FROM {index.of} o WHERE NOT EXISTS (SELECT 1 FROM {index.name} s"  # noqa: S608
        f" WHERE s.{_key(index, _engine(db))} = o.id) ORDER BY o.id LIMIT :most"
    )
    return db.execute(text(statement), {"most": _CHUNK}).scalars().all()


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
