"""Comments: their part of a proposal's page, a page for each thread, and their forms."""

from typing import Any, NamedTuple

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug import Response

from idea4gov.actions import comments as actions
from idea4gov.actions.proposals import get_visible_proposal
from idea4gov.domain.boards import is_open
from idea4gov.domain.comments import BODY_MAX_LENGTH, require_commentable, require_published
from idea4gov.domain.errors import NotFound
from idea4gov.domain.numbers import whole_number
from idea4gov.domain.permissions import Place, Viewer, may
from idea4gov.store.comments import threads as comments
from idea4gov.store.comments.threads import REPLIES_SHOWN, Thread
from idea4gov.store.comments.writing import CommentPage
from idea4gov.store.proposals.reading import ProposalPage
from idea4gov.web.http.form_flow import run_form
from idea4gov.web.http.guards import public, require
from idea4gov.web.http.locale import gettext
from idea4gov.web.http.login import current_viewer, require_viewer
from idea4gov.web.http.services import now, reading, services, transaction
from idea4gov.web.pages.proposals.comment_forms import CommentForm, EditCommentForm, WithdrawCommentForm
from idea4gov.web.render.filters import agos
from idea4gov.web.render.page_cache import cached_for_visitors

bp = Blueprint("comments", __name__)


class CommentBox(NamedTuple):
    """What every form for a comment on a page needs. page: the id after which its comments begin."""

    proposal_id: int
    page: int | None
    max_length: int = BODY_MAX_LENGTH


def comment_context(db: Session, proposal: ProposalPage, viewer: Viewer | None) -> dict[str, Any]:
    """The template values of components/comment.html on a proposal's page, from two statements.

    `?comments_after=` of the request gives the page of comments. comment_form is None for visitors, and where
    comments_open is false.
    """
    after = whole_number(request.args.get("comments_after", ""))
    found = comments.list_threads(db, proposal.id, viewer, after=after)
    opened = proposal.state == "published" and is_open(
        proposal.board_state, proposal.comments_close_at, now()
    )
    place = Place(proposal.province_code, proposal.board_local_government_code)
    return {
        "threads": tuple(found.threads),
        "when": tuple(agos(thread.moments) for thread in found.threads),
        "comment_form": _box(proposal.id, after) if viewer and opened else None,
        "comments_open": opened,
        "next_comments_url": _page_url(proposal.id, found.next_after) if found.next_after else None,
        "first_comments_url": _page_url(proposal.id, None) if after is not None else None,
        "can_moderate_comments": may(viewer, "content:moderate", place),
    }


@bp.get("/comments/<id:comment_id>")
@public
@cached_for_visitors(args=("after",))
def show(comment_id: int) -> ResponseReturnValue:
    """A comment with all its replies; the address of a reply redirects to its thread."""
    viewer, after = current_viewer(), whole_number(request.args.get("after", ""))
    with reading() as db:
        comment = actions.get_visible_comment(db, comment_id, viewer)
        if comment.parent_id is not None:
            return redirect(_thread_url(comment.parent_id, comment_id), 303)
        thread = comments.get_thread(db, comment_id, viewer, after=after)
    return render_template(
        "pages/proposals/comments/show.html", **_thread_context(comment, thread, viewer, after)
    )


@bp.post("/proposals/<id:proposal_id>/comments")
@require("comment:post")
def post(proposal_id: int) -> ResponseReturnValue:
    """Publish a comment or a reply, and go to it."""
    viewer, form = require_viewer(), CommentForm()
    parent_id = whole_number(form.parent_id.data or "")
    if form.parent_id.data and parent_id is None:
        raise NotFound()
    done, status = run_form(form, lambda: _post(viewer, proposal_id, parent_id, form))
    return done or (_write_again(proposal_id, parent_id, form, viewer), status)


@bp.route("/comments/<id:comment_id>/edit", methods=["GET", "POST"])
@require("comment:edit-own")
def edit(comment_id: int) -> ResponseReturnValue:
    """The form that changes the text of one's own comment."""
    viewer, form = require_viewer(), EditCommentForm()
    done, status = run_form(form, lambda: _edit(viewer, comment_id, form))
    if done:
        return done
    with reading() as db:
        comment = actions.get_own_comment(db, comment_id, viewer)
    if not form.is_submitted():
        _require_editable(comment)
        form.process(obj=comment)
    is_stale = form.is_submitted() and form.revision.data != str(comment.revision)
    # The page now shows both texts; whoever saves again means to replace the other.
    form.revision.data = str(comment.revision)
    return render_template(
        "pages/proposals/comments/edit.html",
        comment=comment,
        form=form,
        is_stale=is_stale,
        max_length=BODY_MAX_LENGTH,
    ), status


@bp.route("/comments/<id:comment_id>/withdraw", methods=["GET", "POST"])
@require("comment:edit-own")
def withdraw(comment_id: int) -> ResponseReturnValue:
    """Ask on GET whether to withdraw one's own comment; withdraw it on POST."""
    viewer, form = require_viewer(), WithdrawCommentForm()
    done, status = run_form(form, lambda: _withdraw(viewer, comment_id))
    if done:
        return done
    with reading() as db:
        comment = actions.get_own_comment(db, comment_id, viewer)
    require_published(comment.state)
    return render_template("pages/proposals/comments/withdraw.html", comment=comment, form=form), status


def _post(viewer: Viewer, proposal_id: int, parent_id: int | None, form: CommentForm) -> Response:
    with transaction() as db:
        comment_id = actions.post_comment(
            db,
            viewer,
            proposal_id=proposal_id,
            body=form.body.data,
            parent_id=parent_id,
            form_key=form.form_key.data,
            site_url=services().config.public_url,
            now=now(),
        )
    return redirect(_place_of(proposal_id, parent_id, comment_id, whole_number(form.page.data or "")), 303)


def _edit(viewer: Viewer, comment_id: int, form: EditCommentForm) -> Response:
    with transaction() as db:
        actions.edit_comment(
            db,
            viewer,
            comment_id=comment_id,
            body=form.body.data,
            revision=whole_number(form.revision.data or "") or 0,
            now=now(),
        )
    return redirect(url_for("comments.show", comment_id=comment_id), 303)


def _withdraw(viewer: Viewer, comment_id: int) -> Response:
    with transaction() as db:
        actions.withdraw_comment(db, viewer, comment_id=comment_id)
    flash(gettext("Your comment is withdrawn."), "success")
    return redirect(url_for("comments.show", comment_id=comment_id), 303)


def _require_editable(comment: CommentPage) -> None:
    """Raise, before the form is shown, if the comment cannot be saved any more."""
    require_published(comment.state)
    require_commentable(
        proposal_state=comment.proposal_state,
        board_state=comment.board_state,
        closes_at=comment.comments_close_at,
        now=now(),
    )


def _write_again(proposal_id: int, parent_id: int | None, form: CommentForm, viewer: Viewer) -> str:
    """A page with the form that was refused, the text in it, and the comment that it replies to."""
    with reading() as db:
        proposal = get_visible_proposal(db, proposal_id, viewer)
        parent = None
        if parent_id is not None:
            parent = comments.get_thread(db, parent_id, viewer).comment
    return render_template(
        "pages/proposals/comments/write.html",
        proposal=proposal,
        parent=parent,
        form=form,
        max_length=BODY_MAX_LENGTH,
    )


def _thread_context(
    comment: CommentPage, thread: Thread, viewer: Viewer | None, after: int | None
) -> dict[str, Any]:
    opened = comment.proposal_state == "published" and is_open(
        comment.board_state, comment.comments_close_at, now()
    )
    more = thread.more_after
    return {
        "comment": comment,
        "thread": thread._replace(more_after=None),
        "when": agos(thread.moments),
        "comment_form": _box(comment.proposal_id, None) if viewer and opened else None,
        "next_url": url_for("comments.show", comment_id=comment.id, after=more) if more else None,
        "first_url": url_for("comments.show", comment_id=comment.id) if after is not None else None,
        "can_moderate_comments": may(
            viewer, "content:moderate", Place(comment.province_code, comment.local_government_code)
        ),
    }


def _box(proposal_id: int, after: int | None) -> CommentBox:
    return CommentBox(proposal_id, after)


def _page_url(proposal_id: int, after: int | None, anchor: str = "comments") -> str:
    return url_for("proposals.show", proposal_id=proposal_id, comments_after=after, _anchor=anchor)


def _thread_url(parent_id: int, reply_id: int) -> str:
    """The page of a thread, scrolled to this reply."""
    anchor = f"comment-{reply_id}"
    return url_for("comments.show", comment_id=parent_id, after=reply_id - 1, _anchor=anchor)


def _place_of(proposal_id: int, parent_id: int | None, comment_id: int, page: int | None) -> str:
    """Where a new comment is shown: on the first page (the newest come first), or a reply in its thread."""
    if parent_id is None:
        return _page_url(proposal_id, None, f"comment-{comment_id}")
    with reading() as db:
        if comments.count_replies_before(db, parent_id, comment_id) >= REPLIES_SHOWN:
            return _thread_url(parent_id, comment_id)
    return _page_url(proposal_id, page, f"comment-{comment_id}")
