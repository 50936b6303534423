"""Photos and sheets: what takes long is done beside the server processes, and nothing typed is lost."""

import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from io import BytesIO
from unittest.mock import patch

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from idea4gov.outside.offloading import OFFLOADING, Offload
from idea4gov.store.models import Proposal, SentSheet, WaitingPhoto
from idea4gov.store.session import Database
from tests.attacks.served_site import ServedSite, Visitor, serving
from tests.factories import add_board, add_proposal, add_subdistrict
from tests.officials import add_official, count_rows
from tests.pictures import file_of, quarters
from tests.queries import count_queries
from tests.web.conftest import PASSWORD_HASH, Site, app, check_page, database, hidden_fields, outbox

__all__ = ["app", "database", "outbox"]

EMAIL = "official@example.org"
WORDS = {"title": "ถังขยะแยกประเภท", "category": "environment", "body": "ตั้งทุก 100 เมตร", "place": ""}
JPEG = file_of(quarters(640, 480), "JPEG")
COLUMNS = {"heading": "1", "title": "0", "body": "1"}
WORK = (
    "idea4gov.web.pages.proposals.photos.make_safe",
    "idea4gov.web.pages.desk.documents.make_emblem",
    "idea4gov.web.pages.desk.imports.read_sheet",
    "idea4gov.web.pages.desk.imports.check_rows",
    "idea4gov.web.pages.desk.imports.import_sheet",
    "idea4gov.web.pages.boards.results.close_board",
)


def sheet(rows: int) -> bytes:
    """A sheet with so many good rows."""
    lines = (f"ไฟส่องทางจุดที่ {number},ทางเดินริมหาดมืดมากตอนกลางคืน" for number in range(rows))
    return "\n".join(("ข้อเสนอ,รายละเอียด", *lines)).encode()


@pytest.fixture
def board(database: Database) -> int:
    with database.transaction() as db:
        add_subdistrict(db)
        board = add_board(db, local_government_code="2094")
        add_proposal(db, board, title="ของเดิม")
        add_official(db, email=EMAIL, password_hash=PASSWORD_HASH)
    return board


class Sender:
    """An official who sends forms with files. stand: what the server says of other processes; "": nothing."""

    def __init__(self, app: Flask, board: int) -> None:
        self.site, self.board, self.stand = Site(app), board, ""
        self.site.enter(EMAIL)
        self.import_path = f"/desk/boards/{board}/import"

    def send(self, path: str, fields: dict[str, str], **files: bytes) -> TestResponse:
        form = path if "/desk/imports/" not in path else self.import_path
        hidden = hidden_fields(self.site.get(form).text, form)
        sent = {**hidden, **fields, **{name: (BytesIO(data), "a.jpg") for name, data in files.items()}}
        base = {OFFLOADING: self.stand} if self.stand else {}
        return self.site.client.post(
            path, data=sent, content_type="multipart/form-data", environ_overrides=base
        )

    def photo(self, content: bytes = JPEG, **words: str) -> TestResponse:
        return self.send(f"/boards/{self.board}/proposals/new", {**WORDS, **words}, photos=content)

    def emblem(self) -> TestResponse:
        return self.send("/desk/letterheads/2094", {"name_line": "เทศบาลเมืองแสนสุข"}, emblem=JPEG)

    def waiting_sheet(self, rows: int = 300) -> str:
        """Send a sheet while there are no other processes; its address."""
        before, self.stand = self.stand, ""
        address = self.send(self.import_path, {}, sheet=sheet(rows)).headers["Location"]
        self.stand = before
        return address

    def look(self, address: str) -> TestResponse:
        return self.site.client.get(address, environ_overrides={OFFLOADING: self.stand})

    def carry_out(self, address: str) -> TestResponse:
        return self.send(address, {**COLUMNS, "import": "1"})


@pytest.fixture
def sender(app: Flask, board: int) -> Sender:
    return Sender(app, board)


ACTS: dict[str, Callable[[Sender, str], TestResponse]] = {
    "a photo": lambda one, _: one.photo(),
    "a large form": lambda one, _: one.photo(file_of(quarters(900, 900)) + bytes(300_000)),
    "an emblem": lambda one, _: one.emblem(),
    "a sheet": lambda one, _: one.send(one.import_path, {}, sheet=sheet(3)),
    "a look at a large sheet": lambda one, address: one.look(address),
    "an import": lambda one, address: one.carry_out(address),
    "the end of a board": lambda one, _: one.send(f"/boards/{one.board}/close", {}),
    "lines to mend": lambda one, address: one.send(f"{address}/mend.xlsx", COLUMNS),
}


@pytest.mark.parametrize("act", ACTS)
def test_long_work_is_not_begun_where_another_process_can_do_it(
    sender: Sender, database: Database, act: str
) -> None:
    address, sender.stand = sender.waiting_sheet(), "possible"
    with ExitStack() as stack:
        work = [stack.enter_context(patch(name)) for name in WORK]
        with pytest.raises(Offload) as asked:
            ACTS[act](sender, address)
    assert not any(one.called for one in work)
    assert asked.value.owner.isdigit()
    assert count_rows(database, Proposal) == 1


def test_short_work_is_done_at_once(sender: Sender) -> None:
    address, sender.stand = sender.waiting_sheet(rows=20), "possible"
    assert sender.look(address).status_code == 200
    assert sender.carry_out(address).status_code == 303
    assert sender.send(f"/boards/{sender.board}/proposals/new", WORDS).status_code == 303


@pytest.mark.parametrize(("stand", "says"), [("failed", "ไม่สำเร็จ"), ("busy", "กำลังอ่าน")])
def test_photos_that_nobody_read_lose_no_word(
    sender: Sender, database: Database, stand: str, says: str
) -> None:
    sender.stand = stand
    answer = sender.photo()
    page = answer.get_data(as_text=True)
    check_page(page, answer.headers["Content-Security-Policy"])
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "15")
    assert says in page
    assert WORDS["title"] in page
    assert WORDS["body"] in page
    assert "ภาพที่เพิ่งเลือกยังไม่ได้บันทึก" in page
    assert (count_rows(database, Proposal), count_rows(database, WaitingPhoto)) == (1, 0)
    sender.stand = ""
    assert sender.photo().status_code == 303


def test_an_import_that_nobody_carried_out_can_be_tried_again(sender: Sender, database: Database) -> None:
    address, sender.stand = sender.waiting_sheet(), "failed"
    answer = sender.carry_out(address)
    page = answer.get_data(as_text=True)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "15")
    assert "ไม่สำเร็จ" in page
    assert 'name="import" value="1"' in page
    assert (count_rows(database, Proposal), count_rows(database, SentSheet)) == (1, 1)
    sender.stand = ""
    assert sender.carry_out(address).status_code == 303
    assert count_rows(database, Proposal) == 301


def test_an_import_takes_as_many_statements_for_300_rows_as_for_30(
    sender: Sender, database: Database
) -> None:
    counts = []
    for rows in (30, 300):
        address = sender.waiting_sheet(rows)
        with count_queries(database) as queries:
            sender.carry_out(address)
        counts.append(len(queries))
        with database.transaction() as db:
            for proposal in db.scalars(select(Proposal).where(Proposal.title.startswith("ไฟ"))):
                proposal.title = f"ของเดิม {proposal.id}"
    assert counts[0] == counts[1]


def test_nobody_without_an_account_makes_another_process_work(app: Flask, board: int) -> None:
    answer = app.test_client().post(
        f"/boards/{board}/proposals/new",
        data={**WORDS, "photos": (BytesIO(JPEG + bytes(300_000)), "a.jpg")},
        content_type="multipart/form-data",
        environ_overrides={OFFLOADING: "possible"},
    )
    assert answer.status_code in (303, 400, 413)


@pytest.fixture
def served(database: Database) -> Iterator[ServedSite]:
    with serving(database) as served:
        yield served


@pytest.mark.slow
def test_heavy_forms_hold_up_nobody_and_a_killed_process_loses_nothing(
    served: ServedSite, database: Database
) -> None:
    with database.transaction() as db:
        add_subdistrict(db)
        board = add_board(db, local_government_code="2094")
        add_official(db, email=EMAIL, password_hash=PASSWORD_HASH)
    official, visitor = served.enter(EMAIL), Visitor(served.port, {})
    path = f"/boards/{board}/proposals/new"
    heavy = file_of(quarters(4_000, 4_000), "WEBP")
    photos = [("photos", f"{number}.webp", heavy) for number in range(4)]
    with ThreadPoolExecutor() as pool:
        sending = pool.submit(official.send, path, WORDS, photos)
        while not (forked := served.forked()):
            assert visitor.ask("/healthz")[0].status == 200
        # The only server process answers while photos are drawn.
        assert visitor.ask("/healthz")[0].status == 200
        assert not sending.done()
        for process in forked:
            os.kill(process, signal.SIGKILL)
        answer, page = sending.result()
    assert (answer.status, answer.headers["Retry-After"]) == (503, "15")
    assert WORDS["body"] in page
    assert count_rows(database, Proposal) == 0
    answer, _ = official.send(path, WORDS, photos[:1])
    assert answer.status == 303
    answer, _ = official.send(f"/desk/boards/{board}/import", {}, [("sheet", "a.csv", sheet(500))])
    address = answer.headers["Location"]
    answer, _ = official.send(address, {**COLUMNS, "import": "1"})
    assert answer.status == 303
    assert count_rows(database, Proposal) == 501
