"""Report a post, and decide a case of reports: hide the post, or leave it standing with a reason."""

from datetime import datetime

from sqlalchemy.orm import Session

from idea4gov.actions import moderation
from idea4gov.actions.audit import record
from idea4gov.actions.throttle import count_or_refuse
from idea4gov.domain.moderation import (
    REPORTS,
    CaseClosed,
    PostKind,
    clean_reason,
    require_reportable,
)
from idea4gov.domain.permissions import Viewer, require_at
from idea4gov.store import moderation_log, reports
from idea4gov.store.boards import writing as boards
from idea4gov.store.reports import CaseItem, Reason, Reported


def get_reportable(db: Session, viewer: Viewer, kind: PostKind, subject_id: int) -> tuple[Reported, bool]:
    """A post that the viewer may report, and whether a report by the same person waits already.

    Raises NotFound, NotPublished, OwnPost.
    """
    found = reports.get_reported(db, kind, subject_id)
    require_reportable(
        board_state=found.board_state, state=found.state, author_id=found.author_id, viewer=viewer
    )
    return found, reports.has_reported(db, found.post, viewer.person_id)


def report_post(
    db: Session, viewer: Viewer, kind: PostKind, subject_id: int, *, reason: str, now: datetime
) -> bool:
    """Report a post to the officials of its place.

    Returns False if a report by the same person waits already. Raises NotFound, NotPublished, OwnPost,
    TooMany, Invalid with data `field`.
    """
    reason = clean_reason(reason)
    found, _ = get_reportable(db, viewer, kind, subject_id)
    if not reports.add_report(db, found.post, person_id=viewer.person_id, reason=reason, now=now):
        return False
    count_or_refuse(db, REPORTS, str(viewer.account_id), now=now)
    return True


def get_case(db: Session, viewer: Viewer, case_id: int) -> tuple[CaseItem, list[Reason]]:
    """A case that the viewer may decide, with the reason of each report. Raises NotFound."""
    found = reports.get_case(db, case_id)
    require_at(viewer, "content:moderate", found.place)
    return found, reports.list_reasons(db, case_id)


def hide_reported(
    db: Session, viewer: Viewer, case_id: int, *, reason: str, page_url: str, now: datetime
) -> None:
    """Hide the post of a case, which closes the case, and notify the author of the reason.

    page_url: of the post, for the notice. Raises NotFound, CaseClosed, NotPublished, Invalid with data
    `field`.
    """
    found = _get_open(db, viewer, case_id)
    moderation.hide(db, viewer, found.kind, found.subject_id, reason=reason, page_url=page_url, now=now)


def dismiss_reports(db: Session, viewer: Viewer, case_id: int, *, reason: str, now: datetime) -> None:
    """Leave a reported post standing, and say why. Raises NotFound, CaseClosed, Invalid with data `field`."""
    reason = clean_reason(reason)
    found = _get_open(db, viewer, case_id)
    if not reports.close_case(db, found.post, outcome="dismissed", now=now):
        raise CaseClosed()
    moderation_log.add_act(
        db, found.post, act="dismiss", province_code=found.province_code, reason=reason, now=now
    )
    record(
        db,
        actor_id=viewer.account_id,
        act="dismiss_reports",
        subject_kind=found.kind,
        subject_id=found.subject_id,
        place=found.place,
        data={"reason": reason, "reports": found.report_count},
        now=now,
    )


def _get_open(db: Session, viewer: Viewer, case_id: int) -> CaseItem:
    """The case, with its board locked until the transaction ends. Raises NotFound, CaseClosed."""
    found, _ = get_case(db, viewer, case_id)
    boards.lock_for_count(db, found.board_id)
    found = reports.get_case(db, case_id)
    if found.closed_at is not None:
        raise CaseClosed()
    return found
