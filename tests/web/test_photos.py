"""Photos in the browser: sent with a proposal, shown, removed, refused."""

import html
import re
from io import BytesIO

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select, update
from werkzeug.test import EnvironBuilder, TestResponse

from idea4gov.domain.photos import MAX_PHOTO_BYTES, MAX_PHOTOS, UPLOADS
from idea4gov.outside.images import ORIENTATION
from idea4gov.store import photos
from idea4gov.store.models import Proposal
from idea4gov.store.session import Database
from idea4gov.web.application import MAX_FORM_BYTES
from tests.conftest import NOON, Clock
from tests.factories import add_board, add_photo, add_proposal
from tests.pictures import file_of, metadata, quarters, read
from tests.queries import count_queries
from tests.web.conftest import Site, both_engines, hidden_fields

pytestmark = both_engines

Citizen = tuple[Site, int]
WORDS = {"title": "ถังขยะแยกประเภท", "category": "environment", "body": "ตั้งทุก 100 เมตร", "place": ""}
JPEG = file_of(quarters(640, 480), "JPEG")


@pytest.fixture
def board_id(database: Database) -> int:
    with database.transaction() as db:
        return add_board(db)


@pytest.fixture
def own_id(citizen: Citizen, database: Database, board_id: int) -> int:
    with database.transaction() as db:
        return add_proposal(db, board_id, citizen[1])


def send(site: Site, path: str, files: list[tuple[str, bytes]], **fields: str | list[str]) -> TestResponse:
    """Fill in the form at `path` and choose files, as a browser does."""
    hidden = hidden_fields(site.get(path).text, path)
    chosen = [(BytesIO(content), name) for name, content in files] or [(BytesIO(), "")]
    return site.send_files(path, {**hidden, **WORDS, **fields, "photos": chosen})


def in_english(site: Site) -> Site:
    site.client.set_cookie("language", "en")
    return site


def said(answer: TestResponse) -> str:
    return html.unescape(answer.get_data(as_text=True))


def waiting(text: str) -> list[str]:
    """The addresses of the photos that a refused form shows again."""
    return re.findall(r'src="(/waiting-photos/[^"]*)"', text)


def hide(database: Database, proposal_id: int) -> None:
    with database.transaction() as db:
        db.execute(
            update(Proposal).where(Proposal.id == proposal_id).values(state="hidden", hidden_reason="โฆษณา")
        )


def test_photos_are_sent_with_a_proposal_and_shown_on_its_page(citizen: Citizen, board_id: int) -> None:
    site = citizen[0]
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[0x010F] = "SECRET-CAMERA"
    camera = file_of(quarters(3200, 1600), "JPEG", exif=exif)
    answer = send(
        site, f"/boards/{board_id}/proposals/new", [("a.jpg", camera), ("b.png", file_of(quarters()))]
    )
    assert answer.status_code == 303
    text = site.get(answer.headers["Location"]).text
    images = re.findall(r'<img src="/photos/[^>]*>', text)
    assert len(images) == 2
    assert 'width="240" height="480" loading="lazy"' in images[0]
    assert 'alt="ภาพที่ 1 ของข้อเสนอนี้"' in images[0]
    [full] = re.findall(r'href="(/photos/[0-9a-f]{32}\.webp)"><img [^>]*width="240"', text)
    picture = site.client.get(full)
    assert picture.mimetype == "image/webp"
    assert picture.headers["X-Content-Type-Options"] == "nosniff"
    assert read(picture.data).size == (800, 1600)
    assert metadata(read(picture.data)) == set()
    small = re.search(r'src="([^"]+)"', images[0])
    assert small
    assert read(site.client.get(small[1]).data).size == (240, 480)


def test_what_the_photos_show_is_told(citizen: Citizen, board_id: int) -> None:
    path = f"/boards/{board_id}/proposals/new"
    answer = send(citizen[0], path, [("a.jpg", JPEG)], alt='ถัง <b>"ขยะ"')
    assert 'alt="ถัง &lt;b&gt;&#34;ขยะ&#34;"' in citizen[0].get(answer.headers["Location"]).text


def test_a_photo_is_kept_for_ever_by_browsers_and_asked_for_once(
    site: Site, database: Database, own_id: int
) -> None:
    with database.transaction() as db:
        name = add_photo(db, own_id)
    first = site.client.get(f"/photos/{name}.webp")
    assert (first.status_code, first.data) == (200, b"full")
    assert first.headers["Cache-Control"] == "public, max-age=31536000, s-maxage=300, immutable"
    etag = first.headers["ETag"]
    again = site.client.get(f"/photos/{name}.webp", headers={"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")
    small = site.client.get(f"/photos/{name}-480.webp", headers={"If-None-Match": etag})
    assert (small.status_code, small.data) == (200, b"thumbnail")


def test_a_hidden_photo_is_shown_to_its_author_alone_and_kept_nowhere(
    site: Site, citizen: Citizen, database: Database, own_id: int
) -> None:
    with database.transaction() as db:
        name = add_photo(db, own_id)
    hide(database, own_id)
    site.get(f"/photos/{name}.webp", status=404)
    shown = citizen[0].client.get(f"/photos/{name}.webp")
    assert (shown.status_code, shown.headers["Cache-Control"]) == (200, "private, no-cache")
    assert name in citizen[0].get(f"/proposals/{own_id}").text


def test_addresses_that_name_no_photo_are_not_found(site: Site) -> None:
    for name in ("0" * 32, "0" * 31, "F" * 32, "../" * 10, "0" * 32 + "-960"):
        site.get(f"/photos/{name}.webp", status=404)


def test_a_photo_is_removed_and_another_added_by_the_edit_form(
    citizen: Citizen, database: Database, own_id: int
) -> None:
    with database.transaction() as db:
        gone, kept = add_photo(db, own_id), add_photo(db, own_id)
    path = f"/proposals/{own_id}/edit"
    assert citizen[0].get(path).text.count('type="checkbox"') == 2
    assert send(citizen[0], path, [("a.jpg", JPEG)], remove=[gone, "x" * 32]).status_code == 303
    with database.reading() as db:
        first, second = photos.list_photos(db, own_id)
    assert (second.name, gone in (first.name, second.name)) == (kept, False)
    citizen[0].get(f"/photos/{gone}.webp", status=404)
    history = citizen[0].get(f"/proposals/{own_id}/history").text
    assert "นำออกเมื่อ" in history


def test_a_refused_photo_says_which_and_why_and_the_words_survive(
    citizen: Citizen, database: Database, board_id: int
) -> None:
    site = in_english(citizen[0])
    path = f"/boards/{board_id}/proposals/new"
    files = [("good.jpg", JPEG), ("<b>\u202e.jpg", b"no picture")]
    answer = send(site, path, files, title="ถังขยะ <ใหญ่>", alt="ริมหาด")
    assert answer.status_code == 422
    text = said(answer)
    assert "Photo 2 (<b>.jpg) is damaged, or it is not a picture" in text
    assert [read(site.client.get(one).data).size for one in waiting(text)] == [(480, 360)]
    assert 'value="ถังขยะ <ใหญ่>"' in text
    assert 'value="ริมหาด"' in text
    assert 'aria-invalid="true"' in text
    with database.reading() as db:
        assert db.scalars(select(Proposal.id)).all() == []
        assert list(photos.list_broken(db)) == []


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ([("a.jpg", JPEG)] * 5, "at most 4 photos"),
        ([("a.heic", b"\0\0\0\x18ftypheic" + bytes(99))], "not a picture that we can read"),
        ([("a.jpg", b"\xff\xd8" + bytes(MAX_PHOTO_BYTES))], "larger than 10 MB"),
        ([("a.png", file_of(Image.new("1", (8000, 8000))))], "too many pixels"),
    ],
)
def test_each_reason_has_its_sentence(
    citizen: Citizen, board_id: int, files: list[tuple[str, bytes]], says: str
) -> None:
    answer = send(in_english(citizen[0]), f"/boards/{board_id}/proposals/new", files)
    assert answer.status_code == 422
    assert says in said(answer)


def test_a_removal_that_was_marked_stays_marked_after_a_refusal(
    citizen: Citizen, database: Database, own_id: int
) -> None:
    with database.transaction() as db:
        name = add_photo(db, own_id)
    answer = send(citizen[0], f"/proposals/{own_id}/edit", [], title="", remove=[name])
    assert answer.status_code == 422
    assert re.search(rf'value="{name}" checked', said(answer))


def test_only_people_who_are_logged_in_may_send_much(
    site: Site, citizen: Citizen, board_id: int, own_id: int
) -> None:
    large = {"photos": (BytesIO(bytes(600_000)), "a.jpg")}
    assert site.send_files(f"/boards/{board_id}/proposals/new", dict(large)).status_code in (400, 413)
    answer = citizen[0].send_files("/log-out", {"photos": (BytesIO(bytes(600_000)), "a.jpg")})
    assert answer.status_code == 413
    text = send(citizen[0], f"/boards/{board_id}/proposals/new", [], body="ก" * 300_000)
    assert text.status_code == 413


def test_the_server_takes_in_long_bodies_of_forms_with_photos_from_people_with_a_session_alone(
    app: Flask,
) -> None:
    def most(path: str, content_type: str, cookie: str) -> int:
        request = EnvironBuilder(path, method="POST", content_type=content_type, headers=[("Cookie", cookie)])
        return app.most_body_bytes(request.get_environ())  # type: ignore[attr-defined,no-any-return]

    form, files, own = "/boards/1/proposals/new", "multipart/form-data; boundary=x", "session=x"
    assert most(form, files, own) == MAX_FORM_BYTES + MAX_PHOTOS * MAX_PHOTO_BYTES
    others = [(form, files, ""), (form, "text/plain", own), ("/log-in", files, own), ("/nothing", files, own)]
    assert {most(*other) for other in others} == {MAX_FORM_BYTES}


def test_a_form_with_photos_and_no_token_is_refused(citizen: Citizen, board_id: int) -> None:
    answer = citizen[0].client.post(
        f"/boards/{board_id}/proposals/new", data={**WORDS, "photos": (BytesIO(JPEG), "a.jpg")}
    )
    assert answer.status_code == 400


@pytest.mark.slow
def test_uploads_are_limited_by_the_hour(
    citizen: Citizen, board_id: int, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"/boards/{board_id}/proposals/new"
    for _ in range(UPLOADS.times):
        assert send(citizen[0], path, [("a.jpg", b"no picture")]).status_code == 422
    assert send(citizen[0], path, [("a.jpg", JPEG)]).status_code == 429
    clock.move(hours=1)
    assert send(citizen[0], path, [("a.jpg", JPEG)]).status_code == 303


def test_photos_cost_a_page_one_statement_and_pages_without_them_none(
    site: Site, database: Database, own_id: int
) -> None:
    def statements() -> int:
        with count_queries(database) as sent:
            site.get(f"/proposals/{own_id}")
        return len(sent)

    without = statements()
    with database.transaction() as db:
        add_photo(db, own_id)
    assert statements() == without + 1
    with database.transaction() as db:
        for _ in range(3):
            add_photo(db, own_id, now=NOON)
    assert statements() == without + 1
