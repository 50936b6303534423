"""The figures of a fiscal year, counted from the rows; domain/figures.py says how each is computed."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, FromClause, and_, func, select, true, union
from sqlalchemy.orm import Session

from idea4gov.domain.figures import CategoryRow, YearFigures
from idea4gov.domain.rounds.imports import HOME_CURRENCY, currency_of
from idea4gov.domain.rounds.milestones import MILESTONE_STATES
from idea4gov.domain.rounds.phases import PUBLISHED_PHASES
from idea4gov.domain.tally.outcome import Fate
from idea4gov.store.base import table
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
    OfficialAnswer,
    Proposal,
    Support,
)
from idea4gov.store.published.boards import PUBLIC_BOARD, PUBLIC_PROPOSAL
from idea4gov.store.records import list_records, select_into

_board, _proposal, _comment = table(Board).c, table(Proposal).c, table(Comment).c
_answer, _support, _account = table(OfficialAnswer).c, table(Support).c, table(Account).c
_result, _round, _project = table(BoardResult).c, table(BudgetRound).c, table(BudgetProject).c
_count, _line, _milestone = (
    table(BudgetResult).c,
    table(BudgetResultLine).c,
    table(BudgetMilestone).c,
)
_PROPOSALS = table(Board).join(table(Proposal), _proposal.board_id == _board.id)
_ANSWERED = _PROPOSALS.join(table(OfficialAnswer), _answer.proposal_id == _proposal.id)
_COMMENTS = _PROPOSALS.join(table(Comment), _comment.proposal_id == _proposal.id)
_SUPPORTS = _PROPOSALS.join(table(Support), _support.proposal_id == _proposal.id)


class Scope(NamedTuple):
    """The place of the figures: the nation (no codes), a province, or a local government."""

    province_code: str | None = None
    local_government_code: str | None = None

    @property
    def holds(self) -> ColumnElement[bool]:
        """The boards of the scope that are public."""
        within = [PUBLIC_BOARD, true()]
        if self.province_code is not None:
            within.append(_board.province_code == self.province_code)
        if self.local_government_code is not None:
            within.append(_board.local_government_code == self.local_government_code)
        return and_(*within)


def read_report(db: Session, scope: Scope, year: int, *, first: datetime, after: datetime) -> YearFigures:
    """The report of a fiscal year, in four statements. first, after: when it and the next one begin."""

    def within(moment: ColumnElement[Any]) -> ColumnElement[bool]:
        return and_(moment >= first, moment < after)

    of_year = and_(scope.holds, PUBLIC_PROPOSAL, within(_proposal.created_at))
    told = and_(scope.holds, PUBLIC_PROPOSAL)
    is_comment = and_(told, _comment.state == "published", within(_comment.created_at))
    supports = and_(told, within(_support.created_at))
    opened = and_(scope.holds, _board.kind == "discussion", within(_board.created_at))
    sealed = table(Board).join(table(BoardResult), _result.board_id == _board.id)
    people = union(
        select(_account.person_id)
        .select_from(_PROPOSALS.join(table(Account), _account.id == _proposal.author_id))
        .where(of_year),
        select(_account.person_id)
        .select_from(_COMMENTS.join(table(Account), _account.id == _comment.author_id))
        .where(is_comment),
        select(_support.person_id).select_from(_SUPPORTS).where(supports),
    ).subquery()
    counted = {
        "boards_opened": _rows(table(Board), opened),
        "boards_closed": _rows(sealed, and_(scope.holds, within(_result.closed_at))),
        "participants": _rows(people, true()),
        "supports": _rows(_SUPPORTS, supports),
        "comments": _rows(_COMMENTS, is_comment),
        "proposals": _rows(_PROPOSALS, of_year),
        "proposals_answered": _rows(_ANSWERED, of_year),
        "answers": _rows(_ANSWERED, and_(told, within(_answer.answered_at))),
    }
    row = db.execute(select(*(query.label(name) for name, query in counted.items()))).mappings().one()
    values = {name: int(row[name]) for name in counted}
    return YearFigures(
        year, values | _money(db, scope, year) | _done(db, scope, year), _categories(db, of_year)
    )


def _rows(source: FromClause, condition: ColumnElement[bool]) -> Any:
    return select(func.count()).select_from(source).where(condition).scalar_subquery()


def _rounds_of(scope: Scope, year: int) -> ColumnElement[bool]:
    return and_(scope.holds, _round.fiscal_year == year, _round.phase.in_(PUBLISHED_PHASES))


def _money(db: Session, scope: Scope, year: int) -> dict[str, int]:
    """Rounds, their ballots, and money; amounts of other currencies are left out."""
    query = (
        select(_round.meta, _round.budget_baht, _round.ballot_count, _count.spent_baht)
        .select_from(
            table(Board)
            .join(table(BudgetRound), _round.board_id == _board.id)
            .outerjoin(table(BudgetResult), _count.round_id == _round.board_id)
        )
        .where(_rounds_of(scope, year))
    )
    found = {"rounds": 0, "ballots": 0, "money_offered": 0, "money_decided": 0}
    for row in db.execute(query):
        found["rounds"] += 1
        found["ballots"] += row.ballot_count or 0
        if currency_of({pair[0]: pair[1] for pair in row.meta}) == HOME_CURRENCY:
            found["money_offered"] += row.budget_baht
            found["money_decided"] += row.spent_baht or 0
    return found


def _done(db: Session, scope: Scope, year: int) -> dict[str, int]:
    """The number of funded projects, and by the state of their newest milestone."""
    each = table(BudgetMilestone).alias()
    newest = select(func.max(each.c.id)).where(each.c.project_id == _project.id).scalar_subquery()
    query = (
        select(_milestone.state, func.count().label("projects"))
        .select_from(
            table(Board)
            .join(table(BudgetRound), _round.board_id == _board.id)
            .join(table(BudgetProject), _project.round_id == _round.board_id)
            .join(table(BudgetResultLine), _line.project_id == _project.id)
            .outerjoin(table(BudgetMilestone), _milestone.id == newest)
        )
        .where(_rounds_of(scope, year), _line.fate.in_([one for one in Fate if one.is_funded]))
        .group_by(_milestone.state)
    )
    states: dict[str | None, int] = {row.state: row.projects for row in db.execute(query)}
    standing = {f"projects_{state}": states.get(state, 0) for state in MILESTONE_STATES}
    return {"projects_funded": sum(states.values()), **standing}


def _categories(db: Session, of_year: ColumnElement[bool]) -> list[CategoryRow]:
    """The year's proposals by category, those with the most first."""
    answered = _PROPOSALS.outerjoin(table(OfficialAnswer), _answer.proposal_id == _proposal.id)
    return list_records(
        db,
        select_into(
            CategoryRow,
            _proposal,
            proposals=func.count(),
            supports=func.coalesce(func.sum(_proposal.support_count), 0).cast(BigInteger),
            answered=func.count(_answer.proposal_id),
        )
        .select_from(answered)
        .where(of_year)
        .group_by(_proposal.category)
        .order_by(func.count().desc(), _proposal.category),
    )
