"""Rounds that are held here, made row by row in any phase: two areas, three projects, an eligible place."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import update
from sqlalchemy.orm import Session

from idea4gov.actions.rounds.freeze import get_frozen_text
from idea4gov.domain.identity.doors import Admission, Door
from idea4gov.domain.rounds.drafts import RULES
from idea4gov.domain.rounds.freeze import digest_text
from idea4gov.store.models import (
    Board,
    BudgetArea,
    BudgetIncompatible,
    BudgetProject,
    BudgetRound,
    LocalGovernmentSubdistrict,
    ProposalReview,
    RoundDoor,
    RoundSubdistrict,
    RoundVoterList,
    Subdistrict,
)
from idea4gov.store.rounds.hosted import get_hosted
from tests.conftest import NOON
from tests.factories import (
    SAEN_SUK,
    add_account,
    add_board,
    add_local_government,
    add_proposal,
    add_subdistrict,
    insert,
)

PHASES = ("draft", "collecting", "reviewing", "preview", "voting", "counting")
VOTE_TYPES = {"approval": "approval", "knapsack": "approval", "cumulative": "cumulative", "ranked": "ordinal"}


BY_EMAIL, AT_COUNTER = Admission("email"), Admission("counter")


class HostedRound(NamedTuple):
    """A round with its rows. areas: two, the city-wide one last. projects: two, and one city-wide."""

    id: int
    areas: list[int]
    projects: list[int]


def dates(phase: str, now: datetime = NOON) -> dict[str, datetime]:
    """The seven dates of a round that entered `phase` (of PHASES, not "draft") an hour before `now`."""
    names = ("collecting", "reviewing", "preview", "voting", "counting", "provisional", "final")
    start = names.index(phase) if phase in names else 0
    return {
        f"{name}_at": now - timedelta(hours=1) + timedelta(days=10 * (position - start))
        for position, name in enumerate(names)
    }


def add_hosted_round(
    db: Session,
    *,
    phase: str = "voting",
    mode: str = "approval",
    more: int = 0,
    names_en: tuple[str, str] = ("", ""),
    subdistricts: Sequence[str] = (),
    excludes: bool = False,
    doors: Sequence[Door] = ("counter", "email"),
    voter_list: int | None = None,
    now: datetime = NOON,
    **columns: Any,
) -> HostedRound:
    """A round of Saen Suk in `phase` at `now`. columns: of budget_round, instead of the usual ones.

    more: further projects, in the first area. names_en: of the areas. subdistricts: codes, for the
    eligible_scope "subdistricts". excludes: whether the first and the last project exclude each other.

    Area budgets: 500,000 and 300,000. Costs: 400,000 and 200,000 in the first, 300,000 in the second.
    """
    code = _saen_suk(db)
    board_id = add_board(db, local_government_code=code, kind="budget", now=now, title="งบชุมชนแสนสุข 2570")
    values = {**_columns(board_id, code, mode), **dates(phase, now), **columns}
    db.add(BudgetRound(**values))
    db.flush()
    binds = values.get("is_binding", False)
    db.add_all(RoundDoor(round_id=board_id, door=door, is_binding=binds) for door in doors)
    if voter_list is not None:
        db.add(RoundVoterList(round_id=board_id, list_id=voter_list))
    db.add_all(RoundSubdistrict(round_id=board_id, subdistrict_code=one) for one in subdistricts)
    areas = [
        _area(db, board_id, 1, "ชุมชนหน้าหาด", names_en[0], 500_000),
        _area(db, board_id, 2, "ทั้งเทศบาล", names_en[1], 300_000),
    ]
    projects = _walk(db, board_id, phase, areas, more, excludes, now)
    board = db.get_one(Board, board_id)
    board.state = "draft" if phase == "draft" else "open"
    board.closes_at = values["reviewing_at"]
    db.flush()
    db.expire_all()
    return HostedRound(board_id, areas, projects)


def _columns(board_id: int, code: str, mode: str) -> dict[str, Any]:
    """What a draft holds, apart from its dates."""
    limits: dict[str, Any] = {"min_projects": 1, "max_projects": 2}
    if mode == "cumulative":
        limits |= {"points_total": 10, "points_per_project": 6}
    return {
        "board_id": board_id,
        "kind": "budget",
        "local_government_code": code,
        "fiscal_year": 2570,
        "budget_baht": 800_000,
        "vote_type": VOTE_TYPES[mode],
        "rule": "greedy",
        "rule_options": dict(RULES["greedy"]),
        "phase": "draft",
        "source": "held",
        "meta": [],
        "project_columns": [],
        "vote_columns": [],
        "ballot_mode": mode,
        "eligible_scope": "local_government",
        **limits,
    }


def _saen_suk(db: Session) -> str:
    add_local_government(db, SAEN_SUK)
    if db.get(Subdistrict, "200104") is None:
        add_subdistrict(db)
    if db.get(LocalGovernmentSubdistrict, (SAEN_SUK, "200104")) is None:
        db.add(LocalGovernmentSubdistrict(local_government_code=SAEN_SUK, subdistrict_code="200104"))
        db.flush()
    return SAEN_SUK


def _area(db: Session, round_id: int, position: int, name: str, name_en: str, budget: int) -> int:
    area = BudgetArea(
        round_id=round_id,
        position=position,
        name_th=name,
        name_en=name_en,
        budget_baht=budget,
        is_citywide=position == 2,
    )
    db.add(area)
    db.flush()
    return area.id


def _walk(
    db: Session, round_id: int, phase: str, areas: list[int], more: int, excludes: bool, now: datetime
) -> list[int]:
    """Move the round forward to `phase`, one step after the other, as the database demands."""
    projects: list[int] = []
    for step in PHASES[1 : PHASES.index(phase) + 1]:
        values: dict[str, Any] = {"phase": step, "published_at": now - timedelta(days=60)}
        if step == "preview":
            projects = _projects(db, round_id, areas, more, now)
            if excludes:
                _exclude(db, round_id, projects[0], projects[2])
            text = get_frozen_text(db, get_hosted(db, round_id))
            values |= {"frozen_digest": digest_text(text), "frozen_at": now - timedelta(days=20)}
        db.execute(update(BudgetRound).where(BudgetRound.board_id == round_id).values(**values))
    return projects


def _exclude(db: Session, round_id: int, *projects: int) -> None:
    first, second = sorted(db.get_one(BudgetProject, one).proposal_id or 0 for one in projects)
    insert(db, BudgetIncompatible(round_id=round_id, first_proposal_id=first, second_proposal_id=second))


def _projects(db: Session, round_id: int, areas: list[int], more: int, now: datetime) -> list[int]:
    reviewer, signer = add_account(db), add_account(db)
    found = []
    wanted = (
        (areas[0], "ไฟส่องทางริมหาด", 400_000),
        (areas[0], "ม้านั่งใต้ต้นสน", 200_000),
        (areas[1], "รถรับส่งผู้สูงอายุ", 300_000),
        *((areas[0], f"ต้นไม้แปลงที่ {number}", 1_000) for number in range(more)),
    )
    for position, (area_id, title, cost) in enumerate(wanted, 1):
        proposal_id = add_proposal(db, round_id, title=title)
        decided = {
            "state": "feasible",
            "cost_baht": cost,
            "reviewer_id": reviewer,
            "reviewed_at": now,
            "signer_id": signer,
            "signed_at": now,
        }
        db.add(ProposalReview(round_id=round_id, proposal_id=proposal_id, area_id=area_id, **decided))
        db.flush()
        project = _project(position, title, cost, round_id=round_id, area_id=area_id, proposal_id=proposal_id)
        found.append(insert(db, project).id)
    return found


def _project(position: int, title: str, cost: int, **keys: int) -> BudgetProject:
    return BudgetProject(
        code=str(position),
        position=position,
        title=title,
        cost_baht=cost,
        attributes={},
        category="environment",
        location="แสนสุข",
        body_html="<p>ตามแบบของกองช่าง</p>",
        **keys,
    )
