"""Writing the drafts of rounds that are held here."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from idea4gov.domain.permissions import Place
from idea4gov.domain.rounds.drafts import AreaDraft, RoundDraft
from idea4gov.store.base import rowcount, table
from idea4gov.store.boards.writing import insert_or_find
from idea4gov.store.models import (
    Board,
    BudgetArea,
    ProposalReview,
    RoundDoor,
    RoundSubdistrict,
    RoundVoterList,
)
from idea4gov.store.rounds.hosted import ROUNDS
from idea4gov.store.search import save_board_in_index

_BOARDS, _AREAS = table(Board), table(BudgetArea)
_SUBDISTRICTS, _DOORS, _LISTS = table(RoundSubdistrict), table(RoundDoor), table(RoundVoterList)
ASIDE = 1_000
UNDECIDED: Mapping[str, Any] = {
    "state": "undecided",
    "cost_baht": None,
    "reason": None,
    "merged_into_id": None,
    "reviewer_id": None,
    "reviewed_at": None,
    "signer_id": None,
    "signed_at": None,
}
"""A review before anybody decided."""


def add_hosted(
    db: Session,
    draft: RoundDraft,
    *,
    body_html: str,
    place: Place,
    opened_by_id: int,
    form_key: str | None,
    now: datetime,
) -> int:
    """A draft with its board. Returns its id, or of the one that this sending of the form made."""
    board_id, is_new = insert_or_find(
        db,
        kind="budget",
        state="draft",
        province_code=place.province_code,
        local_government_code=place.local_government_code,
        title=draft.title,
        body=draft.body,
        body_html=body_html,
        opened_by_id=opened_by_id,
        opened_by_official=True,
        form_key=form_key,
        created_at=now,
    )
    if is_new:
        _add_round(db, board_id, draft, place.local_government_code)
    return board_id


def _add_round(db: Session, board_id: int, draft: RoundDraft, local_government_code: str | None) -> None:
    db.execute(
        insert(ROUNDS).values(
            board_id=board_id,
            kind="budget",
            local_government_code=local_government_code,
            phase="draft",
            source="held",
            meta=[],
            project_columns=[],
            vote_columns=[],
            revision=1,
            **_columns(draft),
        )
    )
    _add_subdistricts(db, board_id, draft)
    _add_doors(db, board_id, draft)
    rows = [_area_values(position, area) for position, area in enumerate(draft.areas, 1)]
    db.execute(insert(_AREAS), [{"round_id": board_id, **row} for row in rows])


def replace_draft(db: Session, round_id: int, draft: RoundDraft, *, body_html: str, revision: int) -> bool:
    """Save a draft over another; False when it is not at `revision` any more.

    Areas keep their rows by name, for proposals may have chosen them before a step back; those that chose an
    area that is gone become undecided again.
    """
    at_revision = (ROUNDS.c.board_id == round_id, ROUNDS.c.revision == revision)
    moved = db.execute(update(ROUNDS).where(*at_revision).values(revision=revision + 1))
    if rowcount(moved) != 1:
        return False
    # The doors first: they refer to whether the round binds.
    db.execute(delete(_DOORS).where(_DOORS.c.round_id == round_id))
    db.execute(update(ROUNDS).where(ROUNDS.c.board_id == round_id).values(**_columns(draft)))
    _add_doors(db, round_id, draft)
    province_code = db.execute(
        update(_BOARDS)
        .where(_BOARDS.c.id == round_id)
        .values(title=draft.title, body=draft.body, body_html=body_html)
        .returning(_BOARDS.c.province_code)
    ).scalar_one()
    save_board_in_index(db, round_id, province_code=province_code, title=draft.title, body=draft.body)
    _replace_parts(db, round_id, draft)
    return True


def delete_draft(db: Session, round_id: int) -> None:
    """Delete a locked draft with its board; the database refuses one that was published.

    A list of eligible people that it had stays, for other rounds.
    """
    for part in (_LISTS, _DOORS, _SUBDISTRICTS, _AREAS):
        db.execute(delete(part).where(part.c.round_id == round_id))
    db.execute(delete(ROUNDS).where(ROUNDS.c.board_id == round_id))
    db.execute(delete(_BOARDS).where(_BOARDS.c.id == round_id))


def _columns(draft: RoundDraft) -> dict[str, Any]:
    return {
        "fiscal_year": draft.fiscal_year,
        "budget_baht": draft.budget_baht,
        "vote_type": draft.vote_type,
        "rule": draft.rule,
        "rule_options": dict(draft.rule_options),
        "ballot_mode": draft.ballot_mode,
        "min_projects": draft.min_projects,
        "max_projects": draft.max_projects,
        "points_total": draft.points_total,
        "points_per_project": draft.points_per_project,
        "eligible_scope": draft.eligible_scope,
        "minimum_age": draft.minimum_age,
        "is_draw_planned": draft.is_draw_planned,
        "is_binding": draft.is_binding,
        "receipt_kind": draft.receipt_kind,
        **draft.dates,
    }


def _replace_parts(db: Session, round_id: int, draft: RoundDraft) -> None:
    db.execute(delete(_SUBDISTRICTS).where(_SUBDISTRICTS.c.round_id == round_id))
    _add_subdistricts(db, round_id, draft)
    in_round = _AREAS.c.round_id == round_id
    known = {row.name_th: row.id for row in db.execute(select(_AREAS.c.id, _AREAS.c.name_th).where(in_round))}
    # Out of the way first: two rows never share a position, not even for a moment.
    db.execute(update(_AREAS).where(in_round).values(position=_AREAS.c.position + ASIDE, is_citywide=False))
    for position, area in enumerate(draft.areas, 1):
        values = _area_values(position, area)
        if area.name_th in known:
            db.execute(update(_AREAS).where(_AREAS.c.id == known[area.name_th]).values(**values))
        else:
            db.execute(insert(_AREAS).values(round_id=round_id, **values))
    gone = select(_AREAS.c.id).where(in_round, _AREAS.c.position > ASIDE)
    db.execute(
        update(ProposalReview)
        .where(ProposalReview.round_id == round_id, ProposalReview.area_id.in_(gone))
        .values(area_id=None, **UNDECIDED)
        .execution_options(synchronize_session=False)
    )
    db.execute(delete(_AREAS).where(in_round, _AREAS.c.position > ASIDE))


def _area_values(position: int, area: AreaDraft) -> dict[str, Any]:
    return {
        "position": position,
        "name_th": area.name_th,
        "name_en": area.name_en,
        "budget_baht": area.budget_baht,
        "is_citywide": area.is_citywide,
    }


def _add_subdistricts(db: Session, round_id: int, draft: RoundDraft) -> None:
    if draft.subdistricts:
        rows = [{"round_id": round_id, "subdistrict_code": code} for code in draft.subdistricts]
        db.execute(insert(_SUBDISTRICTS), rows)


def _add_doors(db: Session, round_id: int, draft: RoundDraft) -> None:
    rows = [{"round_id": round_id, "door": door, "is_binding": draft.is_binding} for door in draft.doors]
    db.execute(insert(_DOORS), rows)
