"""The figures of fiscal years, counted from the rows and kept. domain/figures.py says how it is done."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CompoundSelect,
    FromClause,
    Select,
    String,
    and_,
    bindparam,
    delete,
    func,
    literal_column,
    select,
    union,
    union_all,
)
from sqlalchemy.orm import Session

from idea4gov.domain.figures import FIGURES, NATION, CategoryRow, YearFigures
from idea4gov.domain.rounds.imports import HOME_CURRENCY, currency_of
from idea4gov.domain.rounds.milestones import MILESTONE_STATES
from idea4gov.domain.rounds.phases import PUBLISHED_PHASES
from idea4gov.domain.tally.outcome import Fate
from idea4gov.store.base import Base, quoted, table
from idea4gov.store.models import (
    Account,
    Board,
    BoardResult,
    BudgetMilestone,
    BudgetProject,
    BudgetResult,
    BudgetResultLine,
    BudgetRound,
    Comment,
    KeptFigures,
    OfficialAnswer,
    Proposal,
    Support,
)
from idea4gov.store.published.boards import PUBLIC_BOARD, PUBLIC_PROPOSAL
from idea4gov.store.upsert import insert_into

# Up to so many rows of each table a site is small: to count them takes some 20 ms.
SMALL_ROWS = 2_000

_board, _proposal, _comment = table(Board).c, table(Proposal).c, table(Comment).c
_answer, _support, _account = table(OfficialAnswer).c, table(Support).c, table(Account).c
_result, _round, _project = table(BoardResult).c, table(BudgetRound).c, table(BudgetProject).c
_count, _line, _milestone = (
    table(BudgetResult).c,
    table(BudgetResultLine).c,
    table(BudgetMilestone).c,
)
_KEPT = table(KeptFigures)
_kept = _KEPT.c
_PROPOSALS = table(Board).join(table(Proposal), _proposal.board_id == _board.id)
_ANSWERED = _PROPOSALS.join(table(OfficialAnswer), _answer.proposal_id == _proposal.id)
_COMMENTS = _PROPOSALS.join(table(Comment), _comment.proposal_id == _proposal.id)
_SUPPORTS = _PROPOSALS.join(table(Support), _support.proposal_id == _proposal.id)
_SEALED = table(Board).join(table(BoardResult), _result.board_id == _board.id)
_PLACE = (_board.province_code, _board.local_government_code)
_PUBLIC = and_(PUBLIC_BOARD, PUBLIC_PROPOSAL)
_SMALL_TABLES: tuple[type[Base], ...] = (Support, Comment, Proposal, Board)

_FIND = (
    select(_kept.place_code, _kept.counted_at, _kept.counts, _kept.categories)
    .where(_kept.fiscal_year == bindparam("year"), _kept.place_code.in_(bindparam("places", expanding=True)))
)  # fmt: skip


def find_report(db: Session, place_code: str, year: int) -> YearFigures | None:
    """The kept report of a place and fiscal year, or None where the year was not counted yet.

    place_code: of a province or local government, or NATION. A place that has no row has done nothing.
    """
    rows = db.execute(_FIND, {"year": year, "places": {NATION, place_code}}).all()
    kept = {row.place_code: row for row in rows}
    if NATION not in kept:
        return None
    found, counted_at = kept.get(place_code), kept[NATION].counted_at
    if found is None:
        return YearFigures(year, counted_at)
    return YearFigures(year, counted_at, found.counts, [CategoryRow(**row) for row in found.categories])


def list_counted(db: Session) -> dict[int, datetime]:
    """{fiscal year: when its reports were counted last}."""
    rows = db.execute(select(_kept.fiscal_year, _kept.counted_at).where(_kept.place_code == NATION))
    return {row.fiscal_year: row.counted_at for row in rows}


def keep_reports(db: Session, year: int, reports: dict[str, YearFigures], *, now: datetime) -> None:
    """Let these reports, by the code of their place, be all that are kept of a fiscal year."""
    insert = insert_into(db, _KEPT)
    new = {name: insert.excluded[name] for name in ("counted_at", "counts", "categories")}
    # Two workers may count at the same time: in the same order, so that neither waits for the other in turn.
    rows = [
        {
            "fiscal_year": year,
            "place_code": place_code,
            "counted_at": report.counted_at,
            "counts": dict(report.values),
            "categories": [row._asdict() for row in report.categories],
        }
        for place_code, report in sorted(reports.items())
    ]
    db.execute(insert.on_conflict_do_update(index_elements=["fiscal_year", "place_code"], set_=new), rows)
    db.execute(delete(_KEPT).where(_kept.fiscal_year == year, _kept.counted_at < now))


def is_small(db: Session) -> bool:
    """Whether no table that is counted has more than SMALL_ROWS rows; reads no more of each than that."""
    some = (
        select(literal_column("1")).select_from(table(model)).limit(SMALL_ROWS + 1).subquery()
        for model in _SMALL_TABLES
    )
    counts = (select(func.count()).select_from(each).scalar_subquery() for each in some)
    return all(count <= SMALL_ROWS for count in db.execute(select(*counts)).one())


def count_reports(
    db: Session, year: int, *, first: datetime, after: datetime, now: datetime
) -> dict[str, YearFigures]:
    """The reports of a fiscal year, by the code of their place: of NATION, and of each that did something.

    first, after: when the year and the next one begin. Reads every row of the year, in five statements.
    """
    counts: Counter[tuple[str, str]] = Counter()
    for figure, place, count in chain(
        _tallies(db, first, after), _participants(db, first, after), _money(db, year), _done(db, year)
    ):
        counts[place, figure] += count
    categories = _categories(db, first, after)
    return {
        place: YearFigures(
            year,
            now,
            {one.name: counts[place, one.name] for one in FIGURES},
            sorted(categories.get(place, ()), key=lambda row: (-row.proposals, row.category)),
        )
        for place in {NATION, *(place for place, _ in counts), *categories}
    }


def _places(row: Any) -> Iterator[str]:
    """The places to which what a board did belongs."""
    yield NATION
    yield row.province_code
    if row.local_government_code is not None:
        yield row.local_government_code


def _within(moment: ColumnElement[Any], first: datetime, after: datetime) -> ColumnElement[bool]:
    return and_(moment >= first, moment < after)


def _is_comment(first: datetime, after: datetime) -> ColumnElement[bool]:
    return and_(_PUBLIC, _comment.state == "published", _within(_comment.created_at, first, after))


def _tallies(db: Session, first: datetime, after: datetime) -> Iterator[tuple[str, str, int]]:
    """(figure, place, count) of what can be added up over boards."""
    of_year = and_(_PUBLIC, _within(_proposal.created_at, first, after))
    opened = and_(PUBLIC_BOARD, _board.kind == "discussion", _within(_board.created_at, first, after))
    tallies = union_all(
        _tally("boards_opened", table(Board), opened),
        _tally("boards_closed", _SEALED, and_(PUBLIC_BOARD, _within(_result.closed_at, first, after))),
        _tally("supports", _SUPPORTS, and_(_PUBLIC, _within(_support.created_at, first, after))),
        _tally("comments", _COMMENTS, _is_comment(first, after)),
        _tally("proposals", _PROPOSALS, of_year),
        _tally("proposals_answered", _ANSWERED, of_year),
        _tally("answers", _ANSWERED, and_(_PUBLIC, _within(_answer.answered_at, first, after))),
    )
    for row in db.execute(tallies):
        yield from ((row.figure, place, row.found) for place in _places(row))


def _tally(figure: str, source: FromClause, condition: ColumnElement[bool]) -> Select[Any]:
    named = literal_column(quoted([figure]), String).label("figure")
    counted = select(named, *_PLACE, func.count().label("found")).select_from(source)
    return counted.where(condition).group_by(*_PLACE)


def _participants(db: Session, first: datetime, after: datetime) -> Iterator[tuple[str, str, int]]:
    """The people of the nation, of each province and of each local government, each person once in each."""
    people = _people(first, after).cte("people")
    found = table(Board).join(people, people.c.board_id == _board.id)
    levels = (
        select(place.label("place_code"), func.count(people.c.person_id.distinct()).label("people"))
        .select_from(found)
        .where(place.is_not(None))
        .group_by(place)
        for place in _PLACE
    )
    nation = select(literal_column(quoted([NATION]), String), func.count(people.c.person_id.distinct()))
    for row in db.execute(union_all(*levels, nation)):
        yield "participants", row.place_code, row.people


def _people(first: datetime, after: datetime) -> CompoundSelect[Any]:
    """(board_id, person_id) of who took part in which board. Numbers alone: there may be millions of rows."""
    proposed = _PROPOSALS.join(table(Account), _account.id == _proposal.author_id)
    commented = _COMMENTS.join(table(Account), _account.id == _comment.author_id)
    board, author = _proposal.board_id, _account.person_id
    of_year = and_(_PUBLIC, _within(_proposal.created_at, first, after))
    supported = and_(_PUBLIC, _within(_support.created_at, first, after))
    return union(
        select(board, author).distinct().select_from(proposed).where(of_year),
        select(board, author).distinct().select_from(commented).where(_is_comment(first, after)),
        select(board, _support.person_id).distinct().select_from(_SUPPORTS).where(supported),
    )


def _rounds_of(year: int) -> ColumnElement[bool]:
    return and_(PUBLIC_BOARD, _round.fiscal_year == year, _round.phase.in_(PUBLISHED_PHASES))


def _money(db: Session, year: int) -> Iterator[tuple[str, str, int]]:
    """Rounds, their ballots, and money; amounts of other currencies are left out."""
    query = (
        select(*_PLACE, _round.meta, _round.budget_baht, _round.ballot_count, _count.spent_baht)
        .select_from(
            table(Board)
            .join(table(BudgetRound), _round.board_id == _board.id)
            .outerjoin(table(BudgetResult), _count.round_id == _round.board_id)
        )
        .where(_rounds_of(year))
    )
    for row in db.execute(query):
        in_baht = currency_of({pair[0]: pair[1] for pair in row.meta}) == HOME_CURRENCY
        for place in _places(row):
            yield "rounds", place, 1
            yield "ballots", place, row.ballot_count or 0
            yield "money_offered", place, row.budget_baht if in_baht else 0
            yield "money_decided", place, (row.spent_baht or 0) if in_baht else 0


def _done(db: Session, year: int) -> Iterator[tuple[str, str, int]]:
    """The number of funded projects, and by the state of their newest milestone."""
    each = table(BudgetMilestone).alias()
    newest = select(func.max(each.c.id)).where(each.c.project_id == _project.id).scalar_subquery()
    query = (
        select(*_PLACE, _milestone.state, func.count().label("projects"))
        .select_from(
            table(Board)
            .join(table(BudgetRound), _round.board_id == _board.id)
            .join(table(BudgetProject), _project.round_id == _round.board_id)
            .join(table(BudgetResultLine), _line.project_id == _project.id)
            .outerjoin(table(BudgetMilestone), _milestone.id == newest)
        )
        .where(_rounds_of(year), _line.fate.in_([one for one in Fate if one.is_funded]))
        .group_by(*_PLACE, _milestone.state)
    )
    for row in db.execute(query):
        for place in _places(row):
            yield "projects_funded", place, row.projects
            if row.state in MILESTONE_STATES:
                yield f"projects_{row.state}", place, row.projects


def _categories(db: Session, first: datetime, after: datetime) -> dict[str, Iterable[CategoryRow]]:
    """The year's proposals of each place by category."""
    answered = _PROPOSALS.outerjoin(table(OfficialAnswer), _answer.proposal_id == _proposal.id)
    query = (
        select(
            *_PLACE,
            _proposal.category,
            func.count().label("proposals"),
            func.coalesce(func.sum(_proposal.support_count), 0).cast(BigInteger).label("supports"),
            func.count(_answer.proposal_id).label("answered"),
        )
        .select_from(answered)
        .where(_PUBLIC, _within(_proposal.created_at, first, after))
        .group_by(*_PLACE, _proposal.category)
    )
    found: dict[str, dict[str, CategoryRow]] = {}
    for row in db.execute(query):
        for place in _places(row):
            of_place = found.setdefault(place, {})
            before = of_place.get(row.category, CategoryRow(row.category, 0, 0, 0))
            of_place[row.category] = before.plus(row.proposals, row.supports, row.answered)
    return {place: list(rows.values()) for place, rows in found.items()}
