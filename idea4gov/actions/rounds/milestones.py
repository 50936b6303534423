"""Use cases around a frozen round: errata, objections and contests, milestones of what is built."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from idea4gov.actions.rounds.freeze import get_frozen_text
from idea4gov.actions.rounds.transition import proceed
from idea4gov.actions.throttle import count_or_refuse
from idea4gov.domain.errors import NotFound
from idea4gov.domain.moderation import clean_reason
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.photos import NewPhoto
from idea4gov.domain.rounds.freeze import digest_text
from idea4gov.domain.rounds.phases import require_phase
from idea4gov.domain.rounds.screening import (
    OBJECTION_STAGES,
    OBJECTIONS,
    AlreadyAnswered,
    AlreadyObjected,
    Milestone,
    NotFunded,
    clean_objection,
    clean_objection_answer,
)
from idea4gov.domain.sending import sending_key
from idea4gov.store.photos import add_to_milestone, remove_of_project
from idea4gov.store.rounds import drafts, freeze, tally


def correct_project(
    db: Session,
    viewer: Viewer,
    round_id: int,
    project_id: int,
    *,
    title: str,
    location: str,
    reason: str,
    page_url: str,
    now: datetime,
) -> None:
    """Correct a slip in the words of a project while people look at the ballot paper; never its cost.

    Words before and after, the reason and the new digest stand on the timeline.
    Raises NotFound, WrongPhase, Invalid with data `field`.
    """
    reason = clean_reason(reason)
    with proceed(
        db, round_id, viewer=viewer, permission="round:edit", page_url=page_url, now=now
    ) as proceeding:
        require_phase(proceeding.round.clock, "preview")
        old = freeze.get_paper_line(db, round_id, project_id)
        words = {"title": title, "location": location}
        changed = {name: new for name, new in words.items() if new != getattr(old, name)}
        if not changed:
            return
        drafts.reword_project(db, project_id, changed)
        before = proceeding.round.frozen_digest
        digest = digest_text(get_frozen_text(db, proceeding.round))
        drafts.set_columns(db, round_id, {"frozen_digest": digest})
        proceeding.reread()
        data = {
            "project": old.code,
            "reason": reason,
            "digest_before": before,
            "digest": digest,
            "changes": {name: [getattr(old, name), new] for name, new in changed.items()},
        }
        proceeding.note("erratum", data)
        proceeding.audit("correct_project", {"project": old.code, "reason": reason, "digest": digest})


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

    Raises NotFound, WrongPhase, AlreadyObjected, TooMany, Invalid with data `field`.
    """
    body = clean_objection(body)
    with proceed(db, round_id, page_url=page_url, now=now) as proceeding:
        require_phase(proceeding.round.clock, *OBJECTION_STAGES)
        count_or_refuse(db, OBJECTIONS, str(viewer.account_id), now=now)
        if project_id is not None:
            freeze.get_paper_line(db, round_id, project_id)
        kept = freeze.add_objection(
            db,
            round_id,
            stage=OBJECTION_STAGES[proceeding.round.phase],
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
    """Answer an objection; question and answer are public from then on, without a name.

    Raises NotFound, AlreadyAnswered, Invalid with data `field`.
    """
    answer = clean_objection_answer(answer)
    with proceed(
        db, round_id, viewer=viewer, permission="round:edit", page_url=page_url, now=now
    ) as proceeding:
        found = freeze.get_objection(db, round_id, objection_id)
        if not freeze.answer_objection(
            db, objection_id, answer=answer, answered_by_id=viewer.account_id, now=now
        ):
            raise AlreadyAnswered()
        proceeding.audit("answer_objection", {"objection": objection_id, "stage": found.stage})


def add_milestone(
    db: Session,
    viewer: Viewer,
    round_id: int,
    project_id: int,
    milestone: Milestone,
    *,
    photos: Sequence[NewPhoto] = (),
    form_key: str | None,
    page_url: str,
    now: datetime,
) -> None:
    """Report on a funded project, with photos; the first report of a final round begins its implementing.

    Raises NotFound, WrongPhase, NotFunded, TooManyPhotos.
    """
    with proceed(
        db, round_id, viewer=viewer, permission="round:report", page_url=page_url, now=now
    ) as proceeding:
        require_phase(proceeding.round.clock, "final", "implementing")
        line = freeze.get_paper_line(db, round_id, project_id)
        if line.code not in funded_codes(db, round_id):
            raise NotFunded()
        key = sending_key(form_key, str(project_id), milestone.state, milestone.body)
        milestone_id = freeze.add_milestone(
            db, round_id, project_id, milestone, author_id=viewer.account_id, form_key=key, now=now
        )
        if milestone_id is None:
            return
        add_to_milestone(db, milestone_id, photos, now=now)
        if proceeding.round.phase == "final":
            proceeding.enter("implementing", at=now)
        proceeding.audit("add_milestone", {"project": line.code, "state": milestone.state})


def remove_photos(
    db: Session,
    viewer: Viewer,
    round_id: int,
    project_id: int,
    *,
    names: Sequence[str],
    page_url: str,
    now: datetime,
) -> None:
    """Remove photos from the reports on a project; those that are not there (any more) are passed over.

    Raises NotFound.
    """
    with proceed(
        db, round_id, viewer=viewer, permission="round:report", page_url=page_url, now=now
    ) as proceeding:
        line = freeze.get_paper_line(db, round_id, project_id)
        removed = remove_of_project(db, project_id, names, now=now)
        if removed:
            proceeding.audit("remove_milestone_photos", {"project": line.code, "photos": removed})


def funded_codes(db: Session, round_id: int) -> set[str]:
    """The codes of the projects that the kept result funds. Raises NotFound before there is one."""
    if tally.find_result(db, round_id) is None:
        raise NotFound()
    return {step.project_id for _, step in tally.list_steps(db, round_id) if step.fate.is_funded}
