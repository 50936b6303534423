"""The desk: what waits for an official, in their scope."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from idea4gov.domain.errors import NotFound
from idea4gov.domain.moderation import CLOSING_SOON_DAYS, NEW_COMMENT_DAYS, grants_with
from idea4gov.domain.permissions import Viewer
from idea4gov.store import audit, desk
from idea4gov.store.audit import AuditCard
from idea4gov.store.desk import BoardItem, Queue

FIRST = 5
QUEUES = (
    "reports",
    "appeals",
    "unanswered",
    "comments",
    "hidden-proposals",
    "hidden-comments",
    "boards",
    "adoptable",
)


class QueueCard(NamedTuple):
    """A queue on the desk. waiting: how many items it has; COUNTED + 1 stands for more than COUNTED.

    first: the newest, or of reports the oldest.
    """

    name: str
    waiting: int
    first: list[Any]


class Desk(NamedTuple):
    """Today's work: the queues, and the open boards that close soon or are past their closing time."""

    queues: list[QueueCard]
    closing: list[BoardItem]


def show_desk(db: Session, viewer: Viewer, *, now: datetime) -> Desk:
    """The whole desk: one statement for the counts, one for each queue, and one for the closing boards."""
    queues = [_queue(viewer, name, now) for name in QUEUES]
    counts = desk.count_queues(db, queues)
    cards = [
        QueueCard(name, count, desk.list_items(db, queue, limit=FIRST))
        for name, count, queue in zip(QUEUES, counts, queues, strict=True)
    ]
    until = now + timedelta(days=CLOSING_SOON_DAYS)
    return Desk(cards, desk.list_closing(db, grants_with(viewer, "desk:read"), until=until))


def list_queue(
    db: Session, viewer: Viewer, name: str, *, after_id: int | None, now: datetime
) -> tuple[list[Any], int | None]:
    """A page of a queue, and where the next page begins (None: this is the last). Raises NotFound.

    after_id: the last item of the page before.
    """
    if name not in QUEUES:
        raise NotFound()
    found = desk.list_items(db, _queue(viewer, name, now), after_id=after_id, limit=desk.PAGE_SIZE + 1)
    items = found[: desk.PAGE_SIZE]
    return items, items[-1].id if len(found) > desk.PAGE_SIZE else None


def list_audit(db: Session, viewer: Viewer, *, before_id: int | None) -> tuple[list[AuditCard], int | None]:
    """A page of the audit log in the viewer's scope, and where the next page begins (None: this is the last).

    before_id: the last entry of the page before.
    """
    scope = grants_with(viewer, "audit:read")
    found = audit.list_entries(db, scope, before_id=before_id, limit=audit.PAGE + 1)
    entries = found[: audit.PAGE]
    return entries, entries[-1].id if len(found) > audit.PAGE else None


def _queue(viewer: Viewer, name: str, now: datetime) -> Queue[Any]:
    scope = grants_with(viewer, "desk:read")
    if name == "reports":
        return desk.reported(scope)
    if name == "appeals":
        return desk.appealed(scope, viewer.person_id)
    if name == "unanswered":
        return desk.unanswered(scope)
    if name == "comments":
        return desk.new_comments(scope, since=now - timedelta(days=NEW_COMMENT_DAYS))
    if name == "hidden-proposals":
        return desk.hidden_proposals(scope)
    if name == "hidden-comments":
        return desk.hidden_comments(scope)
    if name == "boards":
        return desk.open_boards(scope)
    return desk.adoptable_boards(grants_with(viewer, "board:adopt"))
