"""Use case of errata: correct the words of a frozen project during the preview."""

from datetime import datetime

from sqlalchemy.orm import Session

from idea4gov.actions.rounds.freeze import get_frozen_text
from idea4gov.actions.rounds.transition import Transition, begin_transition
from idea4gov.domain.moderation import clean_reason
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.rounds.freeze import digest_text
from idea4gov.domain.rounds.phases import require_phase
from idea4gov.store.rounds import phases
from idea4gov.store.rounds.freeze import get_frozen_project, reword_project


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
    """Correct a slip in the title or location of a project during the preview; the cost cannot be changed.

    The words before and after, the reason and the new digest stand on the timeline. Raises NotFound,
    WrongPhase, Invalid with data `field`.
    """
    reason = clean_reason(reason)
    with begin_transition(
        db, round_id, viewer=viewer, permission="round:edit", page_url=page_url, now=now
    ) as transition:
        require_phase(transition.round.clock, "preview")
        old = get_frozen_project(db, round_id, project_id)
        words = {"title": title, "location": location}
        changed = {name: new for name, new in words.items() if new != getattr(old, name)}
        if not changed:
            return
        reword_project(db, project_id, changed)
        before, digest = _renew_digest(transition)
        data = {
            "project": old.code,
            "reason": reason,
            "digest_before": before,
            "digest": digest,
            "changes": {name: [getattr(old, name), new] for name, new in changed.items()},
        }
        transition.note("erratum", data)
        transition.audit("correct_project", {"project": old.code, "reason": reason, "digest": digest})


def _renew_digest(transition: Transition) -> tuple[str | None, str]:
    """Save the digest of the frozen projects as they stand now. Returns the one before, and the new one."""
    before = transition.round.frozen_digest
    digest = digest_text(get_frozen_text(transition.db, transition.round))
    phases.set_columns(transition.db, transition.round.id, {"frozen_digest": digest})
    transition.reread()
    return before, digest
