"""Use cases of photos, and the races on their four places."""

from collections.abc import Sequence
from functools import partial

import pytest
from sqlalchemy import func, select, update

from idea4gov.actions.check import photo_files
from idea4gov.actions.photos import change_photos, count_upload, get_visible_photo
from idea4gov.actions.proposals import post_proposal, withdraw_proposal
from idea4gov.domain.boards import BoardClosed
from idea4gov.domain.errors import NotFound, TooMany
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.photos import UPLOADS, NewPhoto, TooManyPhotos
from idea4gov.domain.proposals import NotPublished, NotYourProposal
from idea4gov.store import photos
from idea4gov.store.models import Board, PhotoFile, Proposal
from idea4gov.store.session import Database
from tests.conftest import NOON
from tests.factories import (
    AYUTTHAYA,
    SAEN_SUK,
    add_account,
    add_board,
    add_photo,
    add_proposal,
    add_province,
    grant,
    new_photo,
    viewer_of,
)
from tests.parallel import at_once

Own = tuple[Viewer, int]


@pytest.fixture
def own(database: Database) -> Own:
    """An author, and their proposal in Saen Suk."""
    with database.transaction() as db:
        account_id = add_account(db)
        board_id = add_board(db, local_government_code=SAEN_SUK)
        return viewer_of(db, account_id), add_proposal(db, board_id, account_id)


def post(database: Database, viewer: Viewer, board_id: int, pictures: Sequence[NewPhoto]) -> int:
    with database.transaction() as db:
        return post_proposal(
            db,
            viewer,
            board_id=board_id,
            title="ถังขยะ",
            body="ตั้งถัง",
            category="environment",
            place="",
            form_key="a-form-key-of-this-test",
            photos=pictures,
            now=NOON,
        )


def change(
    database: Database,
    viewer: Viewer,
    proposal_id: int,
    *,
    remove: Sequence[str] = (),
    add: Sequence[NewPhoto] = (),
) -> None:
    with database.transaction() as db:
        change_photos(db, viewer, proposal_id=proposal_id, remove=remove, add=add, now=NOON)


def shown(database: Database, proposal_id: int) -> list[str]:
    with database.reading() as db:
        assert list(photo_files(db)) == []
        return [photo.name for photo in photos.list_photos(db, proposal_id)]


def set_state(database: Database, proposal_id: int, **values: object) -> None:
    with database.transaction() as db:
        db.execute(update(Proposal).where(Proposal.id == proposal_id).values(**values))


def test_a_proposal_is_posted_with_its_photos(database: Database, own: Own) -> None:
    with database.transaction() as db:
        board_id = add_board(db)
    pictures = [new_photo(full=b"1"), new_photo(full=b"2")]
    proposal_id = post(database, own[0], board_id, pictures)
    assert shown(database, proposal_id) == [one.name for one in pictures]


def test_five_photos_post_nothing(database: Database, own: Own) -> None:
    with database.transaction() as db:
        board_id = add_board(db)
    with pytest.raises(TooManyPhotos):
        post(database, own[0], board_id, [new_photo() for _ in range(5)])
    with database.reading() as db:
        assert db.scalar(select(func.count()).select_from(Proposal)) == 1


def test_a_form_sent_twice_posts_its_photos_once_and_with_other_photos_again(
    database: Database, own: Own
) -> None:
    with database.transaction() as db:
        board_id = add_board(db)
    first = post(database, own[0], board_id, [new_photo()])
    assert post(database, own[0], board_id, [new_photo()]) == first
    assert len(shown(database, first)) == 1
    assert post(database, own[0], board_id, [new_photo(full=b"another")]) != first


def test_photos_are_replaced_where_all_four_places_are_taken(database: Database, own: Own) -> None:
    viewer, proposal_id = own
    change(database, viewer, proposal_id, add=[new_photo() for _ in range(4)])
    old = shown(database, proposal_id)
    new = new_photo()
    with pytest.raises(TooManyPhotos):
        change(database, viewer, proposal_id, add=[new])
    with pytest.raises(TooManyPhotos):
        change(database, viewer, proposal_id, remove=[old[2]], add=[new, new_photo()])
    assert shown(database, proposal_id) == old
    change(database, viewer, proposal_id, remove=[old[2]], add=[new])
    assert shown(database, proposal_id) == [old[0], old[1], new.name, old[3]]


def test_a_change_of_photos_is_marked_once_others_support_the_proposal(database: Database, own: Own) -> None:
    viewer, proposal_id = own
    change(database, viewer, proposal_id, add=[new_photo()])
    [name] = shown(database, proposal_id)
    with database.reading() as db:
        assert db.get_one(Proposal, proposal_id).edited_at is None
    set_state(database, proposal_id, support_count=1)
    change(database, viewer, proposal_id, remove=["no-such-name"])
    with database.reading() as db:
        assert db.get_one(Proposal, proposal_id).edited_at is None
    change(database, viewer, proposal_id, remove=[name])
    with database.reading() as db:
        assert db.get_one(Proposal, proposal_id).edited_at == NOON


def test_only_the_author_changes_photos_while_the_board_is_open(database: Database, own: Own) -> None:
    viewer, proposal_id = own
    with database.transaction() as db:
        name = add_photo(db, proposal_id)
        stranger = viewer_of(db, add_account(db))
    with pytest.raises(NotYourProposal):
        change(database, stranger, proposal_id, remove=[name])
    set_state(database, proposal_id, state="hidden", hidden_reason="โฆษณา")
    with pytest.raises(NotPublished):
        change(database, viewer, proposal_id, remove=[name])
    set_state(database, proposal_id, state="published", hidden_reason=None)
    with database.transaction() as db:
        db.execute(update(Board).values(state="closed", closed_at=NOON))
    with pytest.raises(BoardClosed):
        change(database, viewer, proposal_id, add=[new_photo()])
    assert shown(database, proposal_id) == [name]


def test_a_hidden_photo_is_seen_by_its_author_and_officials_of_the_place(
    database: Database, own: Own
) -> None:
    viewer, proposal_id = own
    with database.transaction() as db:
        name = add_photo(db, proposal_id)
        add_province(db, AYUTTHAYA, "พระนครศรีอยุธยา", "Ayutthaya")
        official, elsewhere, citizen = (add_account(db) for _ in range(3))
        grant(db, official)
        grant(db, elsewhere, local_government="1401")
        here, there, stranger = (viewer_of(db, one) for one in (official, elsewhere, citizen))
    with database.reading() as db:
        assert get_visible_photo(db, name, None).author_id == viewer.account_id
    set_state(database, proposal_id, state="hidden", hidden_reason="โฆษณา")
    with database.reading() as db:
        assert all(get_visible_photo(db, name, one) for one in (viewer, here))
        for one in (None, stranger, there):
            with pytest.raises(NotFound):
                get_visible_photo(db, name, one)


def test_a_withdrawn_photo_is_seen_by_nobody(database: Database, own: Own) -> None:
    viewer, proposal_id = own
    with database.transaction() as db:
        name = add_photo(db, proposal_id)
        withdraw_proposal(db, viewer, proposal_id=proposal_id, now=NOON)
    with database.reading() as db, pytest.raises(NotFound):
        get_visible_photo(db, name, viewer)


def test_uploads_are_limited_whether_they_are_taken_or_not(database: Database, own: Own) -> None:
    for _ in range(UPLOADS.times):
        count_upload(database, own[0], now=NOON)
    with pytest.raises(TooMany):
        count_upload(database, own[0], now=NOON)


def test_of_photos_added_at_once_four_are_kept(database: Database, own: Own) -> None:
    viewer, proposal_id = own

    def add() -> bool:
        try:
            change(database, viewer, proposal_id, add=[new_photo()])
        except TooManyPhotos:
            return False
        return True

    assert sum(at_once([add] * 8)) == 4
    assert len(shown(database, proposal_id)) == 4


def test_replacements_at_once_keep_files_and_places_together(database: Database, own: Own) -> None:
    viewer, proposal_id = own
    change(database, viewer, proposal_id, add=[new_photo() for _ in range(4)])
    old = shown(database, proposal_id)

    def replace(name: str) -> bool:
        try:
            change(database, viewer, proposal_id, remove=[name], add=[new_photo()])
        except TooManyPhotos:
            return False
        return True

    assert sum(at_once([partial(replace, name) for name in old * 2])) == 4
    assert not set(shown(database, proposal_id)) & set(old)
    with database.reading() as db:
        assert db.scalar(select(func.count()).select_from(PhotoFile)) == 4
