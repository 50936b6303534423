"""Logging in while somebody guesses passwords: the browser does the work that is asked."""

from collections.abc import Callable

import pytest

from idea4gov.actions.accounts import Keys
from idea4gov.domain import hurdles
from idea4gov.domain.hurdles import GUESSES_ELSEWHERE, MAILS_FROM_NETWORK, PROOF_FROM
from idea4gov.domain.throttle import Limit
from idea4gov.store.throttle import add_attempt
from tests.factories import add_account
from tests.journeys.conftest import Person, Served, thai
from tests.web.conftest import PASSWORD, PASSWORD_HASH

Meet = Callable[..., Person]
EMAIL = "somchai@example.org"
WORKING = "Your device is calculating, to show that this is no attack. You need not wait: type on meanwhile."

SENDING = (
    "Your device is calculating, to show that this is no attack. When it is done, this is sent by itself."
)


@pytest.fixture(autouse=True)
def somchai(served: Served) -> None:
    with served.parts.database.transaction() as db:
        add_account(db, EMAIL, password_hash=PASSWORD_HASH)


def tried(served: Served, limit: Limit, text: str, times: int) -> None:
    """As if `text` had been tried so often just now."""
    _, subject = Keys(served.parts.passwords, served.parts.signer, "").subject(limit, text)
    with served.parts.database.transaction() as db:
        add_attempt(db, limit, subject, now=served.parts.clock(), times=times)


def types_and_sends(person: Person) -> None:
    person.fills(email=EMAIL, password=PASSWORD)
    person.page.locator("main form .button-wide").click()


def test_the_owner_logs_in_on_a_new_device_while_others_guess(meet: Meet, served: Served) -> None:
    tried(served, GUESSES_ELSEWHERE, EMAIL, PROOF_FROM)
    owner = meet()
    owner.expected_status = 429
    owner.goes_to("/log-in?next=/me")
    types_and_sends(owner)
    owner.page.locator(".proof-of-work").wait_for()
    owner.page.locator("[name=password]").fill(PASSWORD)
    # Not a click: a quick browser is on the next page before that is over, and would press a button there.
    owner.page.locator("[name=password]").press("Enter")
    owner.page.wait_for_url("**/me")


def test_the_work_can_be_stopped_and_begun_again(
    meet: Meet, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    # So much that no browser is done before it is looked at.
    monkeypatch.setattr(hurdles, "LEAST_BITS", 34)
    monkeypatch.setattr(hurdles, "MOST_BITS", 34)
    tried(served, GUESSES_ELSEWHERE, EMAIL, PROOF_FROM)
    owner = meet()
    owner.expected_status = 429
    owner.goes_to("/log-in?next=/me")
    types_and_sends(owner)
    owner.reads(thai(WORKING))
    assert owner.violations() == []
    owner.presses("Stop the calculation")
    owner.reads(thai("The calculation is stopped. Send this once more to start it again."))
    owner.page.locator("[name=password]").fill(PASSWORD)
    owner.page.locator("main form .button-wide").click()
    owner.reads(thai(SENDING))


def test_a_form_without_a_password_is_sent_by_itself(meet: Meet, served: Served) -> None:
    tried(served, MAILS_FROM_NETWORK, "127.0.0.1", MAILS_FROM_NETWORK.times)
    owner = meet()
    owner.expected_status = 429
    owner.goes_to("/forgotten-password")
    owner.fills(email=EMAIL)
    owner.page.locator("main form .button-wide").click()
    owner.page.wait_for_url("**/check-mail")


def test_without_a_script_the_page_says_how_long_to_wait(meet: Meet, served: Served) -> None:
    tried(served, GUESSES_ELSEWHERE, EMAIL, PROOF_FROM)
    owner = meet(javascript=False)
    owner.expected_status = 429
    owner.goes_to("/log-in")
    types_and_sends(owner)
    owner.reads("หรือรอ 15 นาที แล้วลองอีกครั้ง")
