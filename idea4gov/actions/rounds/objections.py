"""Use cases of objections and contests: people write one, an official answers it."""

from datetime import datetime

from sqlalchemy.orm import Session

from idea4gov.actions.rounds.transition import begin_transition
from idea4gov.actions.throttle import count_or_refuse
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.rounds.objections import (
    OBJECTION_STAGES,
    OBJECTIONS,
    AlreadyAnswered,
    AlreadyObjected,
    clean_objection,
    clean_objection_answer,
)
from idea4gov.domain.rounds.phases import require_phase
from idea4gov.domain.sessions import require_confirmed
from idea4gov.store.rounds import freeze, objections


def object_to_round(
    db: Session,
    viewer: Viewer,
    round_id: int,
    *,
    body: str,
    project_id: int | None,
    page_url: str,
    now: datetime,
) -> None:
    """Object to the ballot paper in preview, or contest the provisional result: once per person and stage.

    project_id: that it is about; None: the whole paper or result. Raises NotFound, WrongPhase,
    AlreadyObjected, TooMany, Invalid with data `field`.
    """
    body = clean_objection(body)
    with begin_transition(db, round_id, page_url=page_url, now=now, seals=False) as transition:
        require_phase(transition.round.clock, *OBJECTION_STAGES)
        count_or_refuse(db, OBJECTIONS, str(viewer.account_id), now=now)
        if project_id is not None:
            freeze.get_frozen_project(db, round_id, project_id)
        kept = objections.add_objection(
            db,
            round_id,
            stage=OBJECTION_STAGES[transition.round.phase],
            person_id=viewer.person_id,
            account_id=viewer.account_id,
            project_id=project_id,
            body=body,
            now=now,
        )
        if not kept:
            raise AlreadyObjected()


def answer_objection(
    db: Session,
    viewer: Viewer,
    round_id: int,
    objection_id: int,
    *,
    answer: str,
    page_url: str,
    now: datetime,
) -> None:
    """Answer an objection or a contest; from then on both are public, without the name of who objected.

    Raises NotFound, PasswordNeeded, AlreadyAnswered, Invalid with data `field`.
    """
    answer = clean_objection_answer(answer)
    with begin_transition(
        db, round_id, viewer=viewer, permission="round:edit", page_url=page_url, now=now
    ) as transition:
        found = objections.get_objection(db, round_id, objection_id)
        require_confirmed(viewer, now=now)
        if not objections.answer_objection(
            db, objection_id, answer=answer, answered_by_id=viewer.account_id, now=now
        ):
            raise AlreadyAnswered()
        transition.audit("answer_objection", {"objection": objection_id, "stage": found.stage})
