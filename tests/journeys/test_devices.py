"""A new device of an official: the code in the mail opens the way that was asked for."""

import re
from collections.abc import Callable

from idea4gov.domain.thai import thai_digits
from tests.factories import SAEN_SUK, add_board
from tests.journeys.conftest import Person, Served, thai
from tests.officials import add_official
from tests.web.conftest import PASSWORD, PASSWORD_HASH

EMAIL = "somying@saensuk.go.th"


def code_in_mail(served: Served) -> str:
    found = re.search(r"^ +(\d{3} \d{3})$", served.read_mail(), re.M)
    assert found
    return found[1]


def test_an_official_confirms_a_new_device_and_goes_on(meet: Callable[..., Person], served: Served) -> None:
    with served.parts.database.transaction() as db:
        add_official(db, email=EMAIL, password_hash=PASSWORD_HASH)
        board = add_board(db, local_government_code=SAEN_SUK)
    official = meet()
    official.goes_to(f"/log-in?next=/boards/{board}/close")
    official.fills(email=EMAIL, password=PASSWORD)
    official.page.locator("main form button[type=submit]").click()
    official.page.wait_for_url("**/me/devices/confirm?next=**")
    official.looks()
    official.page.get_by_role("button", name="s***g@saensuk.go.th").click()
    code = official.page.get_by_label(thai("Code in the mail"))
    code.fill(thai_digits(code_in_mail(served)))
    official.looks()
    code.press("Enter")
    official.page.wait_for_url(f"**/boards/{board}/close")
    official.is_told("This device is confirmed.")
