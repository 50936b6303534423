"""Use cases of official answers: answer a proposal, and edit the answer."""

from datetime import datetime

from sqlalchemy.orm import Session

from idea4gov.actions.audit import record
from idea4gov.actions.notices import notify
from idea4gov.domain.answers import StaleAnswer, check_answerable, clean_answer
from idea4gov.domain.fields import at_field
from idea4gov.domain.markup import official_html
from idea4gov.domain.permissions import Viewer, require_at
from idea4gov.store import answers, moderation
from idea4gov.store.answers import AnswerView
from idea4gov.store.boards import writing as boards
from idea4gov.store.moderation import Content
from idea4gov.store.notices import one_account


def get_answering(db: Session, viewer: Viewer, proposal_id: int) -> tuple[Content, AnswerView | None]:
    """A proposal that the viewer may answer, with its answer. Raises NotFound, NotAnswerable."""
    found = moderation.get_proposal(db, proposal_id)
    require_at(viewer, "answer:post", found.place)
    check_answerable(found.state)
    return found, answers.find_answer(db, proposal_id)


def answer_proposal(
    db: Session,
    viewer: Viewer,
    proposal_id: int,
    *,
    body: str,
    revision: int,
    page_url: str | None = None,
    now: datetime,
) -> None:
    """Answer a proposal, or edit its answer; its board may be open or closed.

    body: Markdown. revision: of the answer that the writer saw, 0 for none. The same text changes nothing.
    page_url: of the answer, for the notice that the proposal's author gets of the first one; None: no notice.
    Raises NotFound, NotAnswerable, StaleAnswer (data `theirs`, `revision`), Invalid with data `field`.
    """
    # Before the first statement: rendering takes milliseconds, in which others would wait for our locks.
    body = clean_answer(body)
    with at_field("body"):
        body_html = official_html(body)
    boards.lock_for_act(db, moderation.get_proposal(db, proposal_id).board_id)
    found, old = get_answering(db, viewer, proposal_id)
    if old is not None and old.body == body:
        return
    if revision != (old.revision if old else 0) or not _save(db, viewer, found, old, body, body_html, now):
        raise _stale(db, proposal_id)
    if old is None and page_url:
        author = one_account(found.author_id)
        notify(db, author, kind="official_answer", title=found.title, page_url=page_url, now=now)
    record(
        db,
        actor_id=viewer.account_id,
        act="edit_answer" if old else "answer_proposal",
        subject_kind="proposal",
        subject_id=proposal_id,
        place=found.place,
        data={"revision": revision + 1},
        now=now,
    )


def _save(
    db: Session,
    viewer: Viewer,
    found: Content,
    old: AnswerView | None,
    body: str,
    body_html: str,
    now: datetime,
) -> bool:
    if old is None:
        return answers.add_answer(
            db, found.id, author_id=viewer.account_id, body=body, body_html=body_html, now=now
        )
    return answers.replace_answer(
        db, found.id, old, author_id=viewer.account_id, body=body, body_html=body_html, now=now
    )


def _stale(db: Session, proposal_id: int) -> StaleAnswer:
    standing = answers.find_answer(db, proposal_id)
    return StaleAnswer(
        theirs=standing.body if standing else "", revision=standing.revision if standing else 0
    )
