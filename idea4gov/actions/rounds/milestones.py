"""Use cases of milestones: report on a funded project, with photos, and remove photos."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from idea4gov.actions.rounds.transition import begin_transition
from idea4gov.actions.waiting_photos import take_photos
from idea4gov.domain.errors import NotFound
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.photos import ChosenPhoto
from idea4gov.domain.rounds.milestones import Milestone, NotFunded
from idea4gov.domain.rounds.phases import require_phase
from idea4gov.domain.sending import sending_key
from idea4gov.store.photos import add_to_milestone, remove_of_project
from idea4gov.store.rounds import freeze, milestones, tally


def add_milestone(
    db: Session,
    viewer: Viewer,
    round_id: int,
    project_id: int,
    milestone: Milestone,
    *,
    photos: Sequence[ChosenPhoto] = (),
    form_key: str | None,
    page_url: str,
    now: datetime,
) -> None:
    """Report on a funded project; the first report of a final round enters the phase "implementing".

    form_key: of the form; the same report sent again with the same key adds nothing. Raises NotFound,
    WrongPhase, NotFunded, TooManyPhotos, PhotoGone.
    """
    with begin_transition(
        db, round_id, viewer=viewer, permission="round:report", page_url=page_url, now=now
    ) as transition:
        require_phase(transition.round.clock, "final", "implementing")
        line = freeze.get_frozen_project(db, round_id, project_id)
        if line.code not in funded_codes(db, round_id):
            raise NotFunded()
        key = sending_key(form_key, str(project_id), milestone.state, milestone.body)
        milestone_id = milestones.add_milestone(
            db, round_id, project_id, milestone, author_id=viewer.account_id, form_key=key, now=now
        )
        if milestone_id is None:
            return
        add_to_milestone(db, milestone_id, take_photos(db, viewer, photos, now=now), now=now)
        if transition.round.phase == "final":
            transition.enter("implementing", at=now)
        transition.audit("add_milestone", {"project": line.code, "state": milestone.state})


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
    """Remove photos from the milestones of a project.

    names: those that are not there (any more) are passed over. Raises NotFound, PasswordNeeded.
    """
    with begin_transition(
        db, round_id, viewer=viewer, permission="round:report", page_url=page_url, now=now, is_final=True
    ) as transition:
        line = freeze.get_frozen_project(db, round_id, project_id)
        removed = remove_of_project(db, project_id, names, now=now)
        if removed:
            transition.audit("remove_milestone_photos", {"project": line.code, "photos": removed})


def funded_codes(db: Session, round_id: int) -> set[str]:
    """The codes of the projects that the result funds. Raises NotFound before there is a result."""
    if tally.find_result(db, round_id) is None:
        raise NotFound()
    return {step.project_id for _, step in tally.list_steps(db, round_id) if step.fate.is_funded}
