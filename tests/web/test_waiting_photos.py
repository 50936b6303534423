"""Photos of a form that was refused: shown again, attached when it succeeds, and nobody else's."""

import html
import re
from collections.abc import Callable
from io import BytesIO

import pytest
from sqlalchemy import select, update

from idea4gov.actions.photos import count_upload
from idea4gov.actions.waiting_photos import clear_photos, keep_photos
from idea4gov.domain.photos import MAX_PHOTOS, MAX_WAITING, UPLOADS, WAITS, NewPhoto
from idea4gov.store import photos
from idea4gov.store.models import Board, Proposal, WaitingPhoto
from idea4gov.store.session import Database
from tests.conftest import NOON, Clock
from tests.factories import add_account, add_board, add_photo, add_proposal, new_photo, viewer_of
from tests.parallel import at_once
from tests.pictures import file_of, quarters, read
from tests.queries import count_queries
from tests.web.conftest import Site, both_engines, check_page, hidden_fields

pytestmark = both_engines

Citizen = tuple[Site, int]
WORDS = {"title": "ถังขยะแยกประเภท", "category": "environment", "body": "ตั้งทุก 100 เมตร", "place": ""}
JPEG = file_of(quarters(640, 480), "JPEG")
GONE = "ภาพที่ส่งไว้ก่อนหน้านี้ไม่อยู่ในระบบแล้ว"
NOT_KEPT = "ภาพที่เพิ่งเลือกยังไม่ได้บันทึก"


class Form:
    """A form that somebody fills in, and sends as often as it comes back."""

    def __init__(self, site: Site, path: str, **words: str | list[str]) -> None:
        self.site, self.path = site, path
        self.fields = {**WORDS, **words}
        self.page = site.get(path).text

    def send(self, *files: bytes, **fields: str | list[str]) -> int:
        """Send it with these files and what was ticked on it; the status of the answer."""
        chosen = [(BytesIO(content), "a.jpg") for content in files] or [(BytesIO(), "")]
        hidden = hidden_fields(self.page, self.path)
        ticked = {"waiting": self.ticked, **fields}
        sent: dict[str, object] = {**hidden, **self.fields, **ticked, "photos": chosen}
        answer = self.site.send_files(self.path, sent)
        self.page = answer.get_data(as_text=True)
        if answer.status_code != 303:
            check_page(self.page, answer.headers["Content-Security-Policy"])
        return answer.status_code

    @property
    def ticked(self) -> list[str]:
        """The names of the photos that it shows again."""
        return re.findall(r'name="waiting" value="([^"]*)" checked', self.page)

    @property
    def said(self) -> str:
        return html.unescape(self.page)


@pytest.fixture
def board_id(database: Database) -> int:
    with database.transaction() as db:
        return add_board(db)


@pytest.fixture
def form(citizen: Citizen, board_id: int) -> Form:
    """The form of a new proposal."""
    return Form(citizen[0], f"/boards/{board_id}/proposals/new")


def shown(database: Database) -> list[list[str]]:
    """The names of the photos of each proposal."""
    with database.reading() as db:
        assert list(photos.list_broken(db)) == []
        ids = db.scalars(select(Proposal.id).order_by(Proposal.id)).all()
        return [[photo.name for photo in photos.list_photos(db, one)] for one in ids]


def waiting(database: Database) -> list[str]:
    with database.reading() as db:
        return list(db.scalars(select(WaitingPhoto.name).order_by(WaitingPhoto.id)))


def test_photos_of_a_refused_form_are_shown_again_and_attached_when_it_succeeds(
    form: Form, database: Database
) -> None:
    assert form.send(JPEG, JPEG, title="ก" * 121) == 422
    first, second = form.ticked
    assert NOT_KEPT not in form.said
    picture = form.site.client.get(f"/waiting-photos/{first}.webp")
    assert read(picture.data).size == (480, 360)
    assert picture.headers["Cache-Control"] == "private, no-store"
    assert form.send(title="", alt="ริมหาด") == 422
    assert form.ticked == [first, second]
    assert form.send(JPEG, alt="ริมหาด") == 303
    [[one, two, _new]] = shown(database)
    assert ([one, two], waiting(database)) == ([first, second], [])
    assert form.site.get("/proposals/1").text.count('alt="ริมหาด"') == 3


def test_a_refusal_of_the_rules_keeps_the_photos_too(form: Form, database: Database) -> None:
    assert form.send(JPEG, place="lg-9999") == 422
    assert len(form.ticked) == 1
    with database.transaction() as db:
        db.execute(update(Board).values(state="closed", closed_at=NOON))
    assert form.send(JPEG) == 409
    assert (len(form.ticked), shown(database)) == (2, [])


def test_photos_of_a_stale_edit_are_added_to_what_the_proposal_shows(
    citizen: Citizen, database: Database, board_id: int
) -> None:
    with database.transaction() as db:
        own_id = add_proposal(db, board_id, citizen[1])
        first = add_photo(db, own_id)
    form, other = (Form(citizen[0], f"/proposals/{own_id}/edit") for _ in range(2))
    assert other.send(title="อีกแท็บหนึ่ง") == 303
    assert form.send(JPEG) == 409
    [name] = form.ticked
    again = form.page
    assert form.send() == 303
    # another click on the same button
    form.page = again
    assert form.send() == 303
    assert shown(database) == [[first, name]]


def test_a_form_sent_twice_posts_one_proposal_with_its_waiting_photos(form: Form, database: Database) -> None:
    assert form.send(JPEG, title="") == 422
    again, [name] = form.page, form.ticked
    assert form.send() == 303
    form.page = again
    assert form.send() == 303
    assert shown(database) == [[name]]


def test_an_unticked_photo_is_not_attached(form: Form, database: Database) -> None:
    assert form.send(JPEG, JPEG, title="") == 422
    first, second = form.ticked
    assert form.send(title="", waiting=[second]) == 422
    assert form.ticked == [second]
    assert form.send() == 303
    assert shown(database) == [[second]]
    assert waiting(database) == [first]


def test_photos_of_somebody_else_are_neither_seen_nor_attached(
    form: Form, site: Site, member: Callable[[str], Site], database: Database
) -> None:
    assert form.send(JPEG, title="") == 422
    [name] = form.ticked
    stranger = Form(member("other@example.org"), form.path)
    stranger.site.get(f"/waiting-photos/{name}.webp", status=404)
    assert site.client.get(f"/waiting-photos/{name}.webp").status_code == 303
    assert stranger.send(waiting=[name]) == 422
    assert (GONE in stranger.said, stranger.ticked, shown(database)) == (True, [], [])
    assert stranger.send(title="", waiting=[name, "x\0", "0" * 32]) == 422
    assert (GONE in stranger.said, stranger.ticked) == (True, [])
    assert form.send() == 303
    assert shown(database) == [[name]]


def test_waiting_photos_are_gone_after_a_day_with_a_worker_and_without(
    form: Form, clock: Clock, database: Database
) -> None:
    assert form.send(JPEG, title="") == 422
    [name] = form.ticked
    clear_photos(database, now=NOON + WAITS)
    assert waiting(database) == [name]
    clock.move(days=1)
    form.site.get(f"/waiting-photos/{name}.webp", status=404)
    assert form.send() == 422
    assert (GONE in form.said, form.ticked, shown(database)) == (True, [], [])
    clear_photos(database, now=NOON + WAITS * 2)
    assert waiting(database) == []


def test_waiting_and_new_photos_are_four_at_most(form: Form, database: Database) -> None:
    assert form.send(JPEG, JPEG, JPEG, title="") == 422
    before = form.ticked
    assert form.send(JPEG, JPEG) == 422
    assert "แสดงภาพได้ไม่เกิน 4 ภาพ" in form.said
    assert (NOT_KEPT in form.said, form.ticked) == (True, before)
    assert form.send(JPEG, JPEG, waiting=before[:2]) == 303
    [names] = shown(database)
    assert (len(names), names[:2]) == (MAX_PHOTOS, before[:2])


def test_a_form_whose_token_is_stale_keeps_nothing_and_loses_nothing(form: Form, database: Database) -> None:
    assert form.send(JPEG, title="") == 422
    [name] = form.ticked
    with count_queries(database) as sent:
        assert form.send(JPEG, csrf_token="stale") == 400
    assert not [one for one in sent if one.startswith(("INSERT", "UPDATE", "DELETE"))]
    assert (NOT_KEPT in form.said, form.ticked, waiting(database)) == (True, [name], [name])
    assert form.send() == 303
    assert shown(database) == [[name]]


def test_whoever_is_not_logged_in_is_told_that_files_are_not_kept(site: Site, board_id: int) -> None:
    sent: dict[str, object] = {**WORDS, "photos": [(BytesIO(JPEG), "a.jpg")]}
    site.get("/log-in")
    answer = site.send_files(f"/boards/{board_id}/proposals/new", sent)
    assert answer.status_code == 403
    assert "กรุณาเลือกไฟล์อีกครั้ง" in answer.get_data(as_text=True)


def test_refused_words_do_not_get_around_the_limit_of_uploads(
    citizen: Citizen, form: Form, database: Database
) -> None:
    with database.reading() as db:
        viewer = viewer_of(db, citizen[1])
    for _ in range(UPLOADS.times - 1):
        count_upload(database, viewer, now=NOON)
    assert form.send(JPEG, title="") == 422
    assert form.send(JPEG, title="") == 422
    assert (NOT_KEPT in form.said, len(form.ticked), len(waiting(database))) == (True, 1, 1)


def test_a_form_costs_as_many_statements_whether_one_photo_waits_or_four(
    form: Form, database: Database
) -> None:
    assert form.send(JPEG, JPEG, JPEG, JPEG, title="") == 422
    four, costs = form.ticked, []
    for names in (four[:1], four):
        with count_queries(database) as sent:
            assert form.send(title="", waiting=names) == 422
        costs.append(len(sent))
    assert costs[0] == costs[1]


def test_the_photos_of_two_forms_wait_and_older_ones_make_room(database: Database) -> None:
    with database.transaction() as db:
        viewer = viewer_of(db, add_account(db))
        other = viewer_of(db, add_account(db))
    theirs = new_photo()
    keep_photos(database, other, [theirs], now=NOON)

    def keep(new: list[NewPhoto]) -> bool:
        keep_photos(database, viewer, new, now=NOON)
        return True

    assert all(at_once([lambda: keep([new_photo() for _ in range(MAX_PHOTOS)])] * 4))
    last = [new_photo() for _ in range(3)]
    before = [name for name in waiting(database) if name != theirs.name]
    assert len(before) == MAX_WAITING
    keep(last)
    assert waiting(database) == [theirs.name, *before[3:], *(one.name for one in last)]
