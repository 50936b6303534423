"""What a moderator of a town does at the desk, from a bad proposal to the list for the mayor."""

import csv
import io
from collections.abc import Callable

from idea4gov.store.session import Database
from tests.factories import SAEN_SUK, add_account, add_board, add_local_government, add_proposal, viewer_of
from tests.journeys.conftest import DESKTOP, Person, Served, thai
from tests.officials import add_official, support
from tests.web.conftest import PASSWORD_HASH

Meet = Callable[..., Person]


def arrange(database: Database) -> None:
    """A citizens' board of Chon Buri with two proposals, and a moderator of Saen Suk."""
    with database.transaction() as db:
        add_local_government(db)
        add_official(db, email="office@example.org", password_hash=PASSWORD_HASH)
        somchai = add_account(db, "somchai@example.org", password_hash=PASSWORD_HASH)
        board = add_board(db, somchai, local_government_code=SAEN_SUK)
        people = [viewer_of(db, add_account(db)).person_id for _ in range(3)]
        support(db, add_proposal(db, board, somchai, title="ขายครีมหน้าขาว"), *people[:1])
        support(db, add_proposal(db, board, somchai), *people)


def test_a_moderator_hides_answers_adopts_closes_and_exports(
    meet: Meet, served: Served, database: Database
) -> None:
    arrange(database)
    official, somchai = meet(viewport=DESKTOP), meet()
    official.logs_in("office@example.org")
    official.page.get_by_role("link", name=thai("Desk")).first.click()
    official.reads("ขายครีมหน้าขาว")
    official.goes_to("/proposals/1")
    official.follows(thai("Hide"))
    dialog = official.page.locator("dialog[open]")
    dialog.locator('[name="reason"]').fill("โฆษณาสินค้า ไม่เกี่ยวกับกระดานนี้")
    dialog.locator("button[type=submit]").click()
    official.is_told("The proposal is hidden. Its author was told why.")
    mail = served.read_mail()
    assert "somchai@example.org" in mail
    somchai.logs_in("somchai@example.org")
    somchai.goes_to("/proposals/1")
    somchai.reads("โฆษณาสินค้า ไม่เกี่ยวกับกระดานนี้")
    official.goes_to("/desk/proposals/1/restore")
    official.fills(reason="ดูแล้วไม่ใช่โฆษณา")
    official.presses("Show again")
    official.goes_to("/desk/proposals/2/answer")
    official.fills(body="จะติดตั้ง **50 จุด** ภายในเดือนมีนาคม\n\n- หาดวอนนภา\n- แหลมแท่น")
    official.presses("Publish the answer")
    official.page.locator("#answer li").get_by_text("แหลมแท่น").wait_for()
    official.goes_to("/boards/1")
    official.follows(thai("Adopt this board"))
    official.presses("Adopt")
    official.follows(thai("Close this board"))
    official.page.locator("main button[type=submit]").click()
    official.page.wait_for_url("**/boards/1/results")
    official.reads("ถังขยะแยกประเภททุก 100 เมตร")
    with official.page.expect_download() as download:
        official.page.locator('a[href$="priorities.csv"]').click()
    text = download.value.path().read_text("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert [row[3] for row in rows[1:]] == ["ถังขยะแยกประเภททุก 100 เมตร", "ขายครีมหน้าขาว"]
    official.goes_to("/desk/audit")
    official.reads("ดูแล้วไม่ใช่โฆษณา")
    somchai.goes_to("/boards/1")
    somchai.reads(
        thai("This board is closed. You can still read everything, but nothing can be added or changed.")
    )


def test_amounts_and_days_are_said_back_while_they_are_typed(official: Person, database: Database) -> None:
    arrange(database)
    official.logs_in("office@example.org")
    official.goes_to(f"/desk/local-governments/{SAEN_SUK}/rounds/new")
    said = official.page.locator("#budget-said")
    official.page.locator("#budget").press_sequentially("๕๐๐,๐๐๐.-")
    said.get_by_text("ห้าแสนบาท", exact=True).wait_for()
    official.page.locator("#budget").fill("500.000")
    official.page.locator("#title").focus()
    said.get_by_text("อาจหมายถึง 500 หรือ 500,000").wait_for()
    day, calendar = official.page.locator("#voting_to"), official.page.locator("#voting_to ~ [type=date]")
    calendar.evaluate("picker => { picker.value = '2026-12-04'; picker.dispatchEvent(new Event('change')); }")
    official.page.locator("#voting_to-said").get_by_text("วันศุกร์ที่ 4 ธันวาคม 2569").wait_for()
    assert day.input_value() == "4 ธ.ค. 2569"
    assert official.violations() == []
