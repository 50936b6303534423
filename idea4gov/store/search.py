"""The search index of proposals: FTS5 on SQLite, a tsvector with a GIN index on PostgreSQL.

Both hold the same pieces (see domain.search), in a table that no model describes: its type is each engine's
own. Results come newest first, which both engines give without ordering everything that was found.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import bindparam, select, text
from sqlalchemy.orm import Session

from idea4gov.domain.search import pairs, phrases, pieces, scope
from idea4gov.store.base import table
from idea4gov.store.models import Proposal
from idea4gov.store.proposals.lists import ProposalCard, list_of_ids

TABLE = "proposal_search"
PAGE_SIZE = 20
CANDIDATES = 20
_CHUNK = 200
# Between title and body, so that no phrase runs from one into the other.
_GAP = 10
_MAX_POSITION = 16_000

_SAVE = {
    "sqlite": text(
        "INSERT OR REPLACE INTO proposal_search (rowid, scope, title, body)"
        " VALUES (:id, :scope, :title, :body)"
    ),
    "postgresql": text(
        "INSERT INTO proposal_search (proposal_id, pieces) VALUES (:id, CAST(:pieces AS tsvector))"
        " ON CONFLICT (proposal_id) DO UPDATE SET pieces = excluded.pieces"
    ),
}
_FIND = {
    "sqlite": "SELECT s.rowid FROM proposal_search s JOIN proposal p ON p.id = s.rowid"
    " WHERE proposal_search MATCH :query AND p.state = 'published'"
    " AND NOT EXISTS (SELECT 1 FROM board b WHERE b.id = p.board_id AND b.hidden_reason IS NOT NULL)",
    "postgresql": "SELECT s.proposal_id FROM proposal_search s JOIN proposal p ON p.id = s.proposal_id"
    " WHERE s.pieces @@ CAST(:query AS tsquery) AND p.state = 'published'"
    " AND NOT EXISTS (SELECT 1 FROM board b WHERE b.id = p.board_id AND b.hidden_reason IS NOT NULL)",
}
_ORDER = {
    "sqlite": {"newest": " ORDER BY s.rowid DESC", "likest": " ORDER BY rank"},
    "postgresql": {
        "newest": " ORDER BY s.proposal_id DESC",
        "likest": " ORDER BY ts_rank(s.pieces, CAST(:query AS tsquery)) DESC, s.proposal_id DESC",
    },
}
_MISSING = {
    "sqlite": "SELECT p.id FROM proposal p WHERE NOT EXISTS"
    " (SELECT 1 FROM proposal_search s WHERE s.rowid = p.id) ORDER BY p.id LIMIT :most",
    "postgresql": "SELECT p.id FROM proposal p WHERE NOT EXISTS"
    " (SELECT 1 FROM proposal_search s WHERE s.proposal_id = p.id) ORDER BY p.id LIMIT :most",
}


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
    db.execute(_SAVE[_engine(db)], _row(_engine(db), proposal_id, scopes, pieces(title), pieces(body)))


def search_proposals(
    db: Session,
    query: str,
    *,
    where: Where = EVERYWHERE,
    before_id: int | None = None,
    limit: int = PAGE_SIZE,
) -> list[ProposalCard]:
    """Published proposals that have every term of the query, newest first.

    before_id: the last one of the page before.
    """
    wanted = phrases(query)
    if not wanted:
        return []
    conditions = " AND p.id < :before" if before_id is not None else ""
    asked = _all_of(_engine(db), _scopes(where), wanted)
    return list_of_ids(db, _ids(db, asked, "newest", conditions, limit, before=before_id))


def list_candidates(db: Session, title: str, *, board_id: int) -> list[ProposalCard]:
    """Published proposals of a board whose titles share something with this one, some twenty of them."""
    wanted = pairs(title)
    if not wanted:
        return []
    asked = _any_of(_engine(db), _scopes(Where(board_id=board_id)), wanted)
    return list_of_ids(db, _ids(db, asked, "likest", "", CANDIDATES))


def index_missing(db: Session) -> int:
    """Put the next proposals into the index that are not in it; return how many, 0 when all are."""
    found = db.execute(text(_MISSING[_engine(db)]), {"most": _CHUNK}).scalars().all()
    columns = table(Proposal).c
    rows = db.execute(
        select(columns.id, columns.board_id, columns.province_code, columns.title, columns.body).where(
            columns.id.in_(bindparam("ids", expanding=True))
        ),
        {"ids": found},
    )
    for row in rows:
        save_in_index(
            db,
            row.id,
            board_id=row.board_id,
            province_code=row.province_code,
            title=row.title,
            body=row.body,
        )
    return len(found)


def _engine(db: Session) -> str:
    return db.get_bind().dialect.name


def _ids(
    db: Session, query: str, order: str, conditions: str, limit: int, **values: int | None
) -> Sequence[int]:
    engine = _engine(db)
    statement = text(f"{_FIND[engine]}{conditions}{_ORDER[engine][order]} LIMIT :limit")
    known = {name: value for name, value in values.items() if value is not None}
    return db.execute(statement, {"query": query, "limit": limit, **known}).scalars().all()


def _scopes(where: Where) -> list[str]:
    if where.board_id is not None:
        return [scope("b", str(where.board_id))]
    return [scope("p", where.province_code)] if where.province_code is not None else []


def _row(
    engine: str, proposal_id: int, scopes: list[str], title: list[str], body: list[str]
) -> dict[str, object]:
    if engine == "sqlite":
        words = {"scope": scopes, "title": title, "body": body}
        return {"id": proposal_id, **{name: " ".join(value) for name, value in words.items()}}
    marked = [
        *_positions(title, 1, "A"),
        *_positions(body, len(title) + _GAP, "B"),
        *_positions(scopes, _MAX_POSITION + _GAP, "D"),
    ]
    return {"id": proposal_id, "pieces": " ".join(marked)}


def _positions(parts: Iterable[str], first: int, weight: str) -> list[str]:
    last = _MAX_POSITION + _GAP
    return [f"{part}:{min(at, last)}{weight}" for at, part in enumerate(parts, first)]


def _all_of(engine: str, scopes: list[str], wanted: list[list[str]]) -> str:
    """The query of the engine: pieces are of the letters a-z, so nothing in them can be a sign of it."""
    if engine == "sqlite":
        return " AND ".join(f'"{" ".join(parts)}"' for parts in [*([one] for one in scopes), *wanted])
    return " & ".join([*scopes, *(f"({' <-> '.join(parts)})" for parts in wanted)])


def _any_of(engine: str, scopes: list[str], wanted: Sequence[tuple[str, ...]]) -> str:
    if engine == "sqlite":
        some = " OR ".join(f'"{" ".join(parts)}"' for parts in wanted)
        return " AND ".join([*(f'"{one}"' for one in scopes), f"title : ({some})"])
    some = " | ".join(f"({' <-> '.join(f'{part}:A' for part in parts)})" for parts in wanted)
    return " & ".join([*scopes, f"({some})"])
