"""What citizens do, from the first page to the last, on a phone."""

from collections.abc import Callable

import pytest

from idea4gov.store.session import Database
from tests.factories import add_account, add_board, add_proposal
from tests.journeys.conftest import Person, Served, thai
from tests.web.conftest import PASSWORD, PASSWORD_HASH

Meet = Callable[..., Person]
BOARD, PROPOSAL = "ขยะหาดบางแสน", "ถังขยะแยกประเภททุก 100 เมตร"


@pytest.fixture
def board(database: Database) -> int:
    """A board of Chon Buri with one proposal, which has seven supporters."""
    with database.transaction() as db:
        board_id = add_board(db, title=BOARD)
        add_proposal(db, board_id, support_count=7)
    return board_id


@pytest.mark.parametrize("javascript", [False, True])
def test_a_visitor_reads_from_home_to_a_proposal_without_a_cookie(
    meet: Meet, board: int, javascript: bool
) -> None:
    visitor = meet(javascript=javascript)
    visitor.goes_to("/")
    visitor.fills(q="ชลบุ")
    visitor.page.keyboard.press("Enter")
    visitor.reads("จังหวัดชลบุรี")
    visitor.follows(BOARD)
    visitor.follows(PROPOSAL)
    visitor.reads("ตั้งถังแยกขยะให้เห็นชัด")
    assert visitor.context.cookies() == []


@pytest.mark.parametrize("javascript", [True, False])
def test_a_newcomer_registers_and_the_support_they_came_for_is_counted(
    meet: Meet, served: Served, board: int, javascript: bool
) -> None:
    newcomer = meet(javascript=javascript)
    newcomer.goes_to("/")
    newcomer.fills(q="ชลบุรี")
    newcomer.page.keyboard.press("Enter")
    newcomer.follows(BOARD)
    newcomer.page.locator("article.proposal .support-button").click()
    newcomer.reads("ระบบจะนับเสียงสนับสนุนของคุณ")
    newcomer.follows(thai("Register"))
    newcomer.fills(email="malee@example.org", display_name="มาลี ใจงาม")
    newcomer.chooses_province("ชลบุรี")
    newcomer.page.locator("[name=consent]").check()
    newcomer.presses("Register")
    newcomer.reads("malee@example.org")
    newcomer.goes_to(served.link_in_mail("confirm-email"))
    newcomer.fills(password=PASSWORD)
    newcomer.page.locator("main button").click()
    newcomer.page.wait_for_url("**/proposals/1#support")
    button = newcomer.page.locator("main button.support-button")
    count = newcomer.page.locator("main .support-count")
    newcomer.page.locator('main button[aria-pressed="true"]').wait_for()
    assert count.inner_text() == "8"
    newcomer.goes_to(f"/boards/{board}")
    assert count.inner_text() == "8"
    button.click()
    newcomer.page.locator('main button[aria-pressed="false"]').wait_for()
    newcomer.goes_to("/proposals/1")
    assert count.inner_text() == "7"


def test_a_support_needs_no_new_page_with_javascript(meet: Meet, database: Database, board: int) -> None:
    with database.transaction() as db:
        add_account(db, "somchai@example.org", password_hash=PASSWORD_HASH)
    person = meet()
    person.logs_in("somchai@example.org")
    person.goes_to(f"/boards/{board}")
    person.page.evaluate("window.isTheSamePage = true")
    with person.page.expect_response("**/proposals/1/support") as answer:
        person.page.locator("main button.support-button").click()
    assert answer.value.json() == {"supported": True, "support_count": 8}
    person.page.locator('main button[aria-pressed="true"]').wait_for()
    assert person.page.evaluate("window.isTheSamePage") is True


def test_people_ask_propose_edit_and_talk(meet: Meet, database: Database) -> None:
    with database.transaction() as db:
        add_account(db, "somchai@example.org", password_hash=PASSWORD_HASH)
        add_account(db, "malee@example.org", display_name="มาลี ใจงาม", password_hash=PASSWORD_HASH)
    somchai, malee = meet(), meet()
    somchai.logs_in("somchai@example.org")
    somchai.goes_to("/provinces/20")
    somchai.follows(thai("Open a board"))
    somchai.fills(title="ทางเท้าในเขตเมือง", body="เดินลำบากตรงไหนบ้าง\nช่วยกันบอก", closes_on="2027-01-31")
    somchai.presses("Open the board")
    somchai.reads("ช่วยกันบอก")
    somchai.follows(thai("Write a proposal"))
    somchai.fills(title="ทางลาดหน้าตลาด", body="รถเข็นขึ้นไม่ได้")
    somchai.page.locator("[name=category]").select_option("roads_transport")
    somchai.presses("Publish the proposal")
    address = somchai.page.url
    malee.logs_in("malee@example.org")
    malee.goes_to(address)
    malee.page.locator("main button.support-button").click()
    malee.page.locator('main button[aria-pressed="true"]').wait_for()
    malee.fills(body="เห็นด้วยค่ะ คุณแม่เดินไม่สะดวก")
    malee.page.locator("#comments form button[type=submit]").first.click()
    malee.page.wait_for_url("**#comment-*")
    malee.reads("คุณแม่เดินไม่สะดวก")
    somchai.goes_to(address)
    somchai.page.locator("details.disclosure summary").first.click()
    somchai.page.locator("details.disclosure textarea").first.fill("ขอบคุณครับ")
    somchai.page.locator("details.disclosure button[type=submit]").first.click()
    somchai.page.locator(".comment-replies").get_by_text("ขอบคุณครับ").wait_for()
    somchai.goes_to(f"{address}/edit")
    somchai.fills(title="ทางลาดหน้าตลาดและโรงพยาบาล")
    somchai.presses("Save")
    somchai.follows(thai("See what was changed"))
    somchai.reads("ทางลาดหน้าตลาดและโรงพยาบาล")
    assert somchai.page.get_by_text("ทางลาดหน้าตลาด", exact=True).count() == 1


def test_another_language_or_look_keeps_the_place(meet: Meet, board: int) -> None:
    reader = meet(viewport={"width": 1280, "height": 900})
    reader.goes_to(f"/boards/{board}?sort=newest")
    reader.page.get_by_role("link", name="English").click()
    reader.page.wait_for_url(f"**/boards/{board}?sort=newest")
    assert reader.page.locator("html").get_attribute("lang") == "en"
    reader.page.get_by_role("link", name="Dark").click()
    reader.page.wait_for_url(f"**/boards/{board}?sort=newest#appearance")
    assert reader.page.locator("html").get_attribute("data-theme") == "dark"
    assert reader.page.get_by_role("link", name="Dark").is_visible()
    reader.page.get_by_role("link", name="ภาษาไทย").click()
    reader.page.wait_for_url(f"**/boards/{board}?sort=newest")
    assert reader.page.locator("html").get_attribute("lang") == "th"


def test_someone_with_a_keyboard_alone_supports(meet: Meet, database: Database, board: int) -> None:
    with database.transaction() as db:
        add_account(db, "somchai@example.org", password_hash=PASSWORD_HASH)
    person = meet(viewport={"width": 1280, "height": 900})
    person.logs_in("somchai@example.org")
    person.goes_to(f"/boards/{board}")
    keys, page = person.page.keyboard, person.page
    keys.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    keys.press("Enter")
    for _ in range(30):
        keys.press("Tab")
        if page.evaluate("document.activeElement.matches('button.support-button')"):
            break
    outline = "getComputedStyle(document.activeElement).outlineStyle"
    assert page.evaluate(outline) != "none"
    keys.press("Enter")
    page.locator('main form:not([aria-busy]) button[aria-pressed="true"]').wait_for()
    keys.press("Space")
    page.locator('main button[aria-pressed="false"]').wait_for()


def test_a_text_that_was_refused_is_still_there(meet: Meet, database: Database, board: int) -> None:
    with database.transaction() as db:
        add_account(db, "somchai@example.org", password_hash=PASSWORD_HASH)
    person = meet()
    person.logs_in("somchai@example.org")
    person.goes_to(f"/boards/{board}/proposals/new")
    person.fills(title="ก" * 121, body='บรรทัดแรก\n"บรรทัด" <b>ที่สอง</b>')
    person.expected_status = 422
    person.presses("Publish the proposal")
    assert person.page.locator("[name=body]").input_value() == 'บรรทัดแรก\n"บรรทัด" <b>ที่สอง</b>'
    assert person.page.evaluate("document.activeElement.className") == "error-summary"
    person.page.locator(".error-summary a").first.click()
    assert person.page.evaluate("document.activeElement.name") == "title"
