"""Use cases of officials who prepare a round: create a draft, edit it, delete it, publish it."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from idea4gov.actions.audit import record
from idea4gov.actions.rounds.transition import begin_transition
from idea4gov.domain.audit import AuditAct
from idea4gov.domain.errors import N_, Conflict, Invalid, NotFound
from idea4gov.domain.fields import at_field
from idea4gov.domain.markup import official_html
from idea4gov.domain.permissions import Place, Viewer, may, require_at
from idea4gov.domain.rounds.calendar import require_ahead
from idea4gov.domain.rounds.drafts import RoundDraft
from idea4gov.domain.rounds.phases import require_phase
from idea4gov.domain.sending import sending_key
from idea4gov.domain.sessions import require_confirmed
from idea4gov.domain.voter_lists import ListMissing
from idea4gov.store import grants, voter_lists
from idea4gov.store.places import reading as places
from idea4gov.store.places.reading import LocalGovernmentCard, ProvinceCard
from idea4gov.store.rounds import drafts, hosted, phases, timeline
from idea4gov.store.rounds.hosted import HostedRound


class StaleRound(Conflict):
    """A colleague saved the draft after the form was opened."""

    code = "stale_round"
    message = N_(
        "A colleague saved this draft while you were writing. What you typed is still here; look at their "
        "version beside it, then save again to replace it with yours."
    )


class AlreadyPublished(Conflict):
    """The round is published, so it cannot be edited."""

    code = "already_published"
    message = N_("This round is published, so it can no longer be edited. Its dates can still be moved.")


class SeenBefore(Conflict):
    """The round was published before, so its draft cannot be deleted."""

    code = "seen_before"
    message = N_(
        "This round was published before, so it is kept for everybody who saw it. Publish it again, or ask "
        "an administrator to cancel it then."
    )


class TooFewOfficials(Conflict):
    """The place has fewer than two officials, but one decides on a proposal and another one signs."""

    code = "too_few_officials"
    message = N_(
        "Two officials are needed, for each decision on a proposal is signed by a second one. Ask the "
        "administrator to appoint another moderator or valuator for this local government."
    )


def create_round(
    db: Session,
    viewer: Viewer,
    draft: RoundDraft,
    *,
    local_government_code: str,
    form_key: str | None,
    now: datetime,
) -> int:
    """Create a draft for a local government. Returns its id.

    form_key: of the form; the same draft sent again with the same key gives the id of the first. Raises
    NotFound outside the viewer's scope, TooElaborate.
    """
    # Before the first statement: rendering takes milliseconds, in which SQLite would hold its write lock.
    body_html = _rendered(draft)
    place = get_place(db, viewer, local_government_code)
    key = sending_key(form_key, local_government_code, repr(draft))
    round_id = drafts.add_hosted(
        db, draft, body_html=body_html, place=place, opened_by_id=viewer.account_id, form_key=key, now=now
    )
    if hosted.get_hosted(db, round_id).revision == 1:
        _record(db, viewer, "create_round", round_id, place, now)
    return round_id


def edit_round(
    db: Session, viewer: Viewer, round_id: int, draft: RoundDraft, *, revision: int, now: datetime
) -> None:
    """Replace a draft. revision: that the form was opened with.

    Raises NotFound, AlreadyPublished, StaleRound, TooElaborate.
    """
    body_html = _rendered(draft)
    found = hosted.lock_hosted(db, round_id)
    require_at(viewer, "round:edit", found.place)
    _require_draft(found)
    if not drafts.replace_draft(db, round_id, draft, body_html=body_html, revision=revision):
        raise StaleRound()
    _record(db, viewer, "edit_round", round_id, found.place, now)


def _rendered(draft: RoundDraft) -> str:
    with at_field("body"):
        return official_html(draft.body)


def delete_draft(db: Session, viewer: Viewer, round_id: int, *, now: datetime) -> None:
    """Delete a draft that was never published, for good.

    Raises NotFound, PasswordNeeded, AlreadyPublished, SeenBefore.
    """
    found = hosted.lock_hosted(db, round_id)
    require_at(viewer, "round:edit", found.place)
    require_confirmed(viewer, now=now)
    _require_draft(found)
    if timeline.list_events(db, round_id, limit=1):
        raise SeenBefore()
    drafts.delete_draft(db, round_id)
    _record(db, viewer, "delete_round", round_id, found.place, now)


def publish_round(db: Session, viewer: Viewer, round_id: int, *, page_url: str, now: datetime) -> None:
    """Publish a draft; its first phase begins on its day.

    Raises NotFound, PasswordNeeded, AlreadyPublished, TooFewOfficials, ListMissing, and DayHasPassed with
    data `field`.
    """
    with begin_transition(
        db, round_id, viewer=viewer, permission="round:edit", page_url=page_url, now=now, is_final=True
    ) as transition:
        found = transition.round
        _require_draft(found)
        dates = {column: value for column in DATES if (value := getattr(found, column)) is not None}
        require_ahead(found.clock, dates, now)
        if grants.count_officials(db, found.place) < 2:
            raise TooFewOfficials()
        if "list" in found.doors and voter_lists.find_round_list(db, round_id) is None:
            raise ListMissing()
        phases.set_columns(db, round_id, {"published_at": now})
        phases.set_board(db, round_id, state="open", closes_at=found.reviewing_at)
        transition.reread()
        transition.note("published", {})
        transition.audit("publish_round", {})


def get_draft(db: Session, viewer: Viewer, round_id: int) -> HostedRound:
    """A round that the viewer may edit. Raises NotFound, AlreadyPublished."""
    found = hosted.get_hosted(db, round_id)
    require_at(viewer, "round:edit", found.place)
    _require_draft(found)
    return found


def get_place(db: Session, viewer: Viewer, local_government_code: str) -> Place:
    """The place of a local government for which the viewer may make rounds. Raises NotFound."""
    found = places.find_local_government(db, local_government_code)
    if found is None:
        raise NotFound()
    place = Place(found.province_code, found.code)
    require_at(viewer, "round:edit", place)
    return place


def _require_draft(found: HostedRound) -> None:
    """Raise AlreadyPublished unless everything may still be edited."""
    if found.published_at is not None:
        raise AlreadyPublished()
    require_phase(found.clock, "draft")


DATES = (
    "collecting_at",
    "reviewing_at",
    "preview_at",
    "voting_at",
    "counting_at",
    "provisional_at",
    "final_at",
)


def _record(db: Session, viewer: Viewer, act: AuditAct, round_id: int, place: Place, now: datetime) -> None:
    record(
        db,
        actor_id=viewer.account_id,
        act=act,
        subject_kind="round",
        subject_id=round_id,
        place=place,
        data={},
        now=now,
    )


class NoOffice(Invalid):
    """No local government of the list was chosen."""

    code = "no_office"
    message = N_("Choose a local government from the list.")


class Offices(NamedTuple):
    """The choices of a new round. province: the chosen or the only one. offices: its local governments."""

    provinces: list[ProvinceCard]
    province: ProvinceCard | None
    offices: list[LocalGovernmentCard]


def list_offices(db: Session, viewer: Viewer, *, province_code: str | None) -> Offices:
    """The provinces in the viewer's scope, and the local governments of the one that is chosen.

    Raises NotFound outside the scope.
    """
    scope = [one for one in places.list_provinces(db) if may(viewer, "round:edit", Place(one.code))]
    if not scope:
        raise NotFound()
    if province_code is None:
        province = scope[0] if len(scope) == 1 else None
    else:
        province = next((one for one in scope if one.code == province_code), None)
        if province is None:
            raise NotFound()
    offices = places.list_local_governments(db, province.code) if province else []
    return Offices(scope, province, offices)
