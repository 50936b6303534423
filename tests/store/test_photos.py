"""What the database itself holds true of photos."""

from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from idea4gov.store import photos
from idea4gov.store.models import Photo, PhotoFile, WaitingPhoto
from idea4gov.store.session import Database
from idea4gov.store.waiting_photos import put_photos
from tests.conftest import NOON
from tests.factories import add_account, add_board, add_photo, add_proposal, new_photo

GOOD = {
    "position": 2,
    "name": "f" * 32,
    "digest": "0" * 64,
    "width": 1600,
    "height": 1200,
    "alt": None,
    "added_at": NOON,
    "removed_at": None,
}


@pytest.fixture
def proposal_id(database: Database) -> int:
    with database.transaction() as db:
        proposal_id = add_proposal(db, add_board(db))
        add_photo(db, proposal_id)
    return proposal_id


def insert_photo(database: Database, own_id: int, **changes: Any) -> None:
    with database.transaction() as db:
        db.execute(insert(Photo).values({"proposal_id": own_id} | GOOD | changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"position": 1},
        {"position": 0},
        {"position": 5},
        {"position": None},
        {"removed_at": NOON},
        {"name": "f"},
        {"digest": "0"},
        {"width": 0},
        {"height": 1601},
        {"alt": ""},
        {"alt": "ก" * 201},
        {"proposal_id": 999},
    ],
)
def test_a_photo_that_breaks_a_rule_is_refused(
    database: Database, proposal_id: int, changes: dict[str, Any]
) -> None:
    with pytest.raises(IntegrityError):
        insert_photo(database, proposal_id, **changes)
    insert_photo(database, proposal_id)


@pytest.mark.parametrize(
    "changes",
    [{"position": 0}, {"position": 9}, {"position": 1}, {"name": "f"}, {"width": 0}, {"height": 1601}],
)
def test_a_waiting_photo_that_breaks_a_rule_is_refused(database: Database, changes: dict[str, Any]) -> None:
    with database.transaction() as db:
        account_id = add_account(db)
        put_photos(db, account_id, [new_photo()], now=NOON)
    good = {name: GOOD[name] for name in ("position", "name", "width", "height")}
    row = {**good, "sent_by_id": account_id, "full": b"f", "thumbnail": b"t", "sent_at": NOON}
    with pytest.raises(IntegrityError), database.transaction() as db:
        db.execute(insert(WaitingPhoto).values(row | changes))
    with database.transaction() as db:
        db.execute(insert(WaitingPhoto).values(row))


def test_no_two_photos_share_a_name(database: Database, proposal_id: int) -> None:
    insert_photo(database, proposal_id)
    with pytest.raises(IntegrityError):
        insert_photo(database, proposal_id, position=3)


def test_photos_stand_in_their_order_and_a_new_one_takes_the_first_free_place(
    database: Database, proposal_id: int
) -> None:
    with database.transaction() as db:
        second, third = add_photo(db, proposal_id), add_photo(db, proposal_id)
        assert photos.remove_photos(db, proposal_id, [second], now=NOON) == 1
        new = add_photo(db, proposal_id, "ถังขยะ")
    with database.reading() as db:
        shown = photos.list_photos(db, proposal_id)
    assert [(one.position, one.name) for one in shown][1:] == [(2, new), (3, third)]
    assert (shown[1].alt, shown[1].thumbnail_size) == ("ถังขยะ", (480, 360))


def test_a_removed_photo_leaves_its_dates_and_no_picture(database: Database, proposal_id: int) -> None:
    with database.transaction() as db:
        [card] = photos.list_photos(db, proposal_id)
        photos.remove_photos(db, proposal_id, [card.name], now=NOON)
    with database.reading() as db:
        assert photos.list_photos(db, proposal_id) == []
        assert photos.find_photo(db, card.name) is None
        assert db.scalars(select(PhotoFile.photo_id)).all() == []
        assert photos.list_dates(db, proposal_id) == [(NOON, NOON)]
        assert list(photos.list_broken(db)) == []


def test_photos_of_another_proposal_are_not_removed(database: Database, proposal_id: int) -> None:
    with database.transaction() as db:
        other = add_proposal(db, add_board(db))
        name = add_photo(db, other)
        assert photos.remove_photos(db, proposal_id, [name], now=NOON) == 0
    with database.reading() as db:
        assert [one.name for one in photos.list_photos(db, other)] == [name]


@pytest.mark.parametrize("harm", ["lost", "changed", "kept"])
def test_a_photo_whose_files_are_not_as_they_should_be_is_found(
    database: Database, proposal_id: int, harm: str
) -> None:
    with database.transaction() as db:
        name = add_photo(db, proposal_id)
        assert list(photos.list_broken(db)) == []
        photo_id = db.scalars(select(Photo.id).where(Photo.name == name)).one()
        if harm == "lost":
            db.execute(delete(PhotoFile).where(PhotoFile.photo_id == photo_id))
        elif harm == "changed":
            db.execute(update(PhotoFile).where(PhotoFile.photo_id == photo_id).values(thumbnail=b"x"))
        else:
            db.execute(update(Photo).where(Photo.id == photo_id).values(position=None, removed_at=NOON))
        assert list(photos.list_broken(db)) == [name]


def test_a_failed_photo_leaves_the_proposal_as_it_was(database: Database, proposal_id: int) -> None:
    twice = new_photo()
    with pytest.raises(IntegrityError), database.transaction() as db:
        photos.add_photos(db, proposal_id, [twice, twice], now=NOON)
    with database.reading() as db:
        assert len(photos.list_photos(db, proposal_id)) == 1
