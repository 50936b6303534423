"""What people write and choose: nothing typed is lost, and a photo is seen before it is sent."""

from collections.abc import Callable

import pytest

from idea4gov.actions.accounts.administration import end_sessions
from idea4gov.store.session import Database
from tests.factories import add_account, add_board, add_proposal
from tests.journeys.conftest import Person, thai
from tests.pictures import file_of, quarters
from tests.web.conftest import PASSWORD, PASSWORD_HASH

NEW = "/boards/1/proposals/new"
# heavy enough for the script that makes photos smaller
MOTION_PHOTO = file_of(quarters(), "JPEG") + b"\0\0\0\x18ftypmp42" + bytes(700 * 1024)
KEPT = "Object.keys(localStorage).filter((key) => key.startsWith('draft:')).length"


@pytest.fixture
def writer(meet: Callable[..., Person], database: Database) -> Person:
    """Somebody with an account, before a board with one proposal."""
    with database.transaction() as db:
        add_proposal(db, add_board(db))
        add_account(db, "somchai@example.org", password_hash=PASSWORD_HASH)
    writer = meet()
    writer.logs_in("somchai@example.org")
    return writer


def keeps(person: Person, number: int) -> None:
    """Wait until the browser keeps so many drafts."""
    person.page.wait_for_function(f"() => {KEPT} === {number}")


def test_a_proposal_is_kept_until_it_has_arrived_with_its_photo(writer: Person) -> None:
    writer.goes_to(NEW)
    writer.fills(title="ทุ่นดักขยะปากคลอง", body="ขยะไหลลงทะเลทุกครั้งที่ฝนตก")
    writer.page.locator("[name=category]").select_option("environment")
    keeps(writer, 1)
    writer.goes_to("/manual")
    writer.goes_to(NEW)
    assert writer.page.locator("[name=body]").input_value() == "ขยะไหลลงทะเลทุกครั้งที่ฝนตก"
    assert writer.page.locator("[name=category]").input_value() == "environment"
    writer.page.locator("[name=photos]").set_input_files(
        {"name": "คลอง.jpg", "mimeType": "image/jpeg", "buffer": MOTION_PHOTO}
    )
    writer.page.get_by_role("img", name="คลอง.jpg").wait_for()
    writer.presses("Publish the proposal")
    writer.page.locator("main .photos img").wait_for()
    keeps(writer, 0)
    writer.goes_to(NEW)
    assert writer.page.locator("[name=body]").input_value() == ""


def test_what_the_server_refuses_is_kept_as_it_was_sent(writer: Person) -> None:
    writer.goes_to(NEW)
    writer.fills(title="ก" * 121, body="เล่าเรื่อง")
    writer.expected_status = 422
    writer.presses("Publish the proposal")
    writer.goes_to(NEW)
    assert writer.page.locator("[name=title]").input_value() == "ก" * 121
    writer.page.get_by_role("button", name=thai("Start afresh")).click()
    assert writer.page.locator("[name=title]").input_value() == ""
    keeps(writer, 0)


def test_a_comment_survives_the_end_of_the_session_and_is_gone_once_posted(writer: Person) -> None:
    writer.goes_to("/proposals/1")
    writer.page.locator("#comment").fill("เห็นด้วยค่ะ")
    keeps(writer, 1)
    writer.context.clear_cookies()
    writer.expected_status = 403
    writer.page.locator("#comments form button[type=submit]").click()
    writer.fills(email="somchai@example.org", password=PASSWORD)
    writer.expected_status = 400
    # The page that comes sends the comment on by itself.
    writer.page.locator("main form button[type=submit]").click()
    writer.page.wait_for_url("**/proposals/1/comments")
    assert writer.page.locator("textarea").input_value() == "เห็นด้วยค่ะ"
    writer.page.locator("main form button[type=submit]").click()
    writer.page.wait_for_url("**#comment-1")
    keeps(writer, 0)


def test_logging_out_leaves_no_draft_for_the_next_person(writer: Person) -> None:
    writer.goes_to(NEW)
    writer.fills(title="ส่วนตัว")
    keeps(writer, 1)
    writer.page.locator(".menu-button").click()
    writer.page.get_by_role("button", name=thai("Log out")).click()
    writer.is_told("You are logged out.")
    keeps(writer, 0)


def test_what_was_being_written_outlives_a_session_that_ended_by_itself(
    writer: Person, database: Database
) -> None:
    writer.goes_to(NEW)
    writer.fills(title="ทางเท้าชำรุด")
    keeps(writer, 1)
    with database.transaction() as db:
        end_sessions(db, "somchai@example.org")
    writer.goes_to("/log-in")
    writer.logs_in("somchai@example.org")
    writer.goes_to(NEW)
    assert writer.page.locator("[name=title]").input_value() == "ทางเท้าชำรุด"


def test_someone_with_a_keyboard_finds_their_province(
    meet: Callable[..., Person], database: Database
) -> None:
    person = meet()
    person.goes_to("/register")
    field = person.combobox("Your province")
    field.fill("นคร")
    field.press("ArrowDown")
    field.press("ArrowDown")
    chosen = person.page.get_by_role("option", selected=True)
    name = chosen.inner_text()
    field.press("Enter")
    assert field.input_value() == name
    assert person.page.locator("select[name=home_province_code] option:checked").inner_text() == name
    field.fill("ดวงจันทร์")
    assert field.evaluate("element => element.validationMessage") == thai("Choose a province from the list.")
