"""Use cases of proposals: post, edit, withdraw, read one. A board is always locked before its proposal."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Self

from sqlalchemy.orm import Session

from idea4gov.actions.rounds.proposals import add_to_round, require_collecting, require_withdrawable
from idea4gov.actions.throttle import count_or_refuse
from idea4gov.actions.waiting_photos import take_photos
from idea4gov.domain.boards import require_open
from idea4gov.domain.errors import NotFound
from idea4gov.domain.markup import citizen_html, plain_excerpt
from idea4gov.domain.permissions import Place, Viewer, person_of
from idea4gov.domain.photos import ChosenPhoto
from idea4gov.domain.proposals import (
    EDITS,
    EXCERPT_LENGTH,
    POSTS,
    NotPublished,
    PlaceElsewhere,
    ProposalPlace,
    ProposalText,
    StaleProposal,
    draft,
    parse_place,
    require_editable,
    require_readable,
)
from idea4gov.domain.sending import sending_key
from idea4gov.domain.sessions import require_confirmed_author, require_confirmed_device
from idea4gov.store.boards import writing as boards
from idea4gov.store.boards.reading import get_board
from idea4gov.store.boards.writing import LockedBoard
from idea4gov.store.photos import add_photos
from idea4gov.store.places import reading as places
from idea4gov.store.proposals import writing as proposals
from idea4gov.store.proposals.reading import LockedProposal, ProposalPage, find_proposal, get_locked
from idea4gov.store.search import save_in_index


class RenderedBody(NamedTuple):
    """A body as pages show it. html: whole, safe. excerpt: plain text of up to EXCERPT_LENGTH characters."""

    html: str
    excerpt: str

    @classmethod
    def of(cls, body: str) -> Self:
        """Render a body (Markdown, checked). It takes milliseconds: do it before any lock is taken."""
        return cls(citizen_html(body), plain_excerpt(body, EXCERPT_LENGTH))


class NewProposal(NamedTuple):
    """A proposal to be published, checked and rendered. form_key: of the sending (see domain.sending)."""

    text: ProposalText
    place: ProposalPlace
    body: RenderedBody
    form_key: str | None

    @property
    def row(self) -> proposals.ProposalRow:
        """Itself, as it is stored."""
        return proposals.ProposalRow(
            title=self.text.title,
            body=self.text.body,
            category=self.text.category,
            body_html=self.body.html,
            excerpt=self.body.excerpt,
            local_government_code=self.place.local_government_code,
            subdistrict_code=self.place.subdistrict_code,
            form_key=self.form_key,
        )


def post_proposal(
    db: Session,
    viewer: Viewer,
    *,
    board_id: int,
    title: str,
    body: str,
    category: str,
    place: str,
    form_key: str | None,
    photos: Sequence[ChosenPhoto] = (),
    area: str = "",
    estimate: str = "",
    now: datetime,
) -> int:
    """Publish a proposal on an open board, or in a budget round that collects proposals.

    place: see domain.proposals.parse_place. form_key: of the form; the same text and photos sent again with
    it give the first proposal. area, estimate: of a round, see actions.rounds.proposals.add_to_round.
    Returns the proposal's id. Raises NotFound, BoardClosed, Invalid with data `field`, TooMany,
    DeviceUnconfirmed (an official's).
    """
    require_confirmed_author(viewer)
    # Before the first statement: rendering takes milliseconds, in which others would wait for our locks.
    text = draft(title, body, category)
    pictures = [photo.mark for photo in photos]
    key = sending_key(form_key, str(board_id), text.title, text.body, text.category, place, *pictures)
    new = NewProposal(text, parse_place(place), RenderedBody.of(text.body), key)
    board = boards.lock_for_count(db, board_id)
    if board.state == "draft":
        raise NotFound()
    # A double click sends two POSTs: the second one waited for the lock, and finds what the first one wrote.
    if (posted_already := proposals.find_by_form_key(db, viewer.account_id, key)) is not None:
        return posted_already
    _require_posting(db, board, new.place, now)
    count_or_refuse(db, POSTS, str(viewer.account_id), now=now)
    (proposal_id,) = add_to_board(db, viewer, board, [new], now=now)
    _save_in_index(db, proposal_id, board_id, board.province_code, text)
    add_photos(db, proposal_id, take_photos(db, viewer, photos, now=now), now=now)
    if board.kind == "budget":
        add_to_round(db, board_id, proposal_id, area=area, estimate=estimate)
    return proposal_id


def add_to_board(
    db: Session, viewer: Viewer, board: LockedBoard, new: Sequence[NewProposal], *, now: datetime
) -> list[int]:
    """Publish proposals of the viewer's on a board locked by lock_for_count. Returns their ids.

    Whether the viewer may, and whether the board is open, is for the caller to check; so is the search
    index, into which the worker puts what is missing.
    """
    return proposals.add_proposals(
        db,
        [one.row for one in new],
        board_id=board.id,
        province_code=board.province_code,
        author_id=viewer.account_id,
        now=now,
    )


def edit_proposal(
    db: Session,
    viewer: Viewer,
    *,
    proposal_id: int,
    title: str,
    body: str,
    category: str,
    revision: int,
    now: datetime,
) -> None:
    """Replace the text of the viewer's own proposal, while its board is open; the old text is kept.

    revision: of the text that the form showed. Saving an unchanged text changes nothing. Raises NotFound,
    NotYourProposal, NotPublished, BoardClosed, StaleProposal, Invalid with data `field`,
    DeviceUnconfirmed (an official's).
    """
    require_confirmed_author(viewer)
    text = draft(title, body, category)
    rendered = RenderedBody.of(text.body)
    old = lock_own(db, viewer, proposal_id, now)
    if (text.title, text.body, text.category) == (old.title, old.body, old.category):
        return
    if revision != old.revision:
        raise StaleProposal()
    count_or_refuse(db, EDITS, str(viewer.account_id), now=now)
    proposals.replace_text(db, old, text, body_html=rendered.html, excerpt=rendered.excerpt, now=now)
    board = get_board(db, old.board_id)
    _save_in_index(db, proposal_id, board.id, board.province_code, text)


def withdraw_proposal(db: Session, viewer: Viewer, *, proposal_id: int, now: datetime) -> int:
    """Withdraw the viewer's own proposal, while its board is open or its round is in review.

    Nobody can read it from then on, and its supports do not come back. Returns the id of its board. Raises
    NotFound, NotYourProposal, NotPublished, DeviceUnconfirmed, BoardClosed.
    """
    found = get_visible_proposal(db, proposal_id, viewer)
    require_editable(found.state, found.author_id, viewer)
    require_confirmed_device(viewer)
    # The counter will change, so take its lock at once: two requests that upgrade a shared lock deadlock.
    board = boards.lock_for_count(db, found.board_id)
    if board.kind == "budget":
        require_withdrawable(db, board.id, now=now)
    else:
        require_open(board.state, board.closes_at, now)
    moved = proposals.move_state(
        db, proposal_id, board_id=found.board_id, before="published", after="withdrawn"
    )
    if not moved:
        raise NotPublished()
    return found.board_id


def get_visible_proposal(db: Session, proposal_id: int, viewer: Viewer | None) -> ProposalPage:
    """A proposal that the viewer may read (see domain.proposals.require_readable). Raises NotFound."""
    found = find_proposal(db, proposal_id, person_id=person_of(viewer))
    if found is None or found.board_state == "draft":
        raise NotFound()
    place = Place(found.province_code, found.board_local_government_code)
    require_readable(found.state, found.author_id, place, viewer)
    return found


def lock_own(db: Session, viewer: Viewer, proposal_id: int, now: datetime) -> LockedProposal:
    """The viewer's published proposal, locked, on a board that stays open until the transaction ends.

    Raises NotFound, NotYourProposal, NotPublished, BoardClosed.
    """
    found = get_visible_proposal(db, proposal_id, viewer)
    require_editable(found.state, found.author_id, viewer)
    board = boards.lock_for_act(db, found.board_id)
    require_open(board.state, board.closes_at, now)
    locked = get_locked(db, proposal_id)
    # It may have been hidden while we waited for the lock.
    require_editable(locked.state, locked.author_id, viewer)
    return locked


def _require_posting(db: Session, board: LockedBoard, place: ProposalPlace, now: datetime) -> None:
    """Raise BoardClosed or PlaceElsewhere unless the locked board takes a proposal about this place."""
    require_open(board.state, board.closes_at, now)
    if board.kind == "budget":
        require_collecting(db, board.id, now=now)
    _require_within(db, board.province_code, place)


def _save_in_index(
    db: Session, proposal_id: int, board_id: int, province_code: str, text: ProposalText
) -> None:
    save_in_index(
        db,
        proposal_id,
        board_id=board_id,
        province_code=province_code,
        title=text.title,
        body=text.body,
    )


def _require_within(db: Session, province_code: str, place: ProposalPlace) -> None:
    """Raise PlaceElsewhere unless the place lies in the province, before the foreign keys refuse it."""
    if place.local_government_code is not None:
        local_government = places.find_local_government(db, place.local_government_code)
        if local_government is None or local_government.province_code != province_code:
            raise PlaceElsewhere(field="place")
    if place.subdistrict_code is not None:
        # The code of a subdistrict begins with its province's.
        found = places.find_subdistrict(db, place.subdistrict_code)
        if found is None or not found.code.startswith(province_code):
            raise PlaceElsewhere(field="place")
