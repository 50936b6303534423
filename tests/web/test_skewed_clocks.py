"""Two machines of one site, whose clocks differ by some minutes: nobody is logged out, no form is lost."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from itsdangerous import TimestampSigner

from idea4gov.domain.hurdles import FREE_GUESSES
from idea4gov.store.session import Database
from tests.conftest import Clock
from tests.factories import SAEN_SUK, add_account, add_board, grant
from tests.web.conftest import PASSWORD, PASSWORD_HASH, Site, hidden_fields
from tests.web.test_accounts import OTHER_PASSWORD, Mailbox, mailbox

__all__ = ["mailbox"]

EMAIL = "somchai@example.org"
At = Callable[[str], AbstractContextManager[None]]
pytestmark = pytest.mark.parametrize("minutes", [5, 9, -5, -9])


@pytest.fixture
def at(clock: Clock, minutes: int, monkeypatch: pytest.MonkeyPatch) -> At:
    """What the block asks is answered by the first or the second machine, which is so many minutes ahead."""
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _signer: int(clock().timestamp()))

    @contextmanager
    def at(machine: str) -> Iterator[None]:
        skew = minutes if machine == "second" else 0
        clock.move(minutes=skew)
        try:
            yield
        finally:
            clock.move(minutes=-skew)

    return at


def test_a_session_and_a_form_of_one_machine_are_good_on_the_other(
    site: Site, database: Database, at: At
) -> None:
    with database.transaction() as db:
        add_account(db, EMAIL, password_hash=PASSWORD_HASH)
        board = add_board(db)
    with at("first"):
        form = hidden_fields(site.get("/log-in").text, "/log-in")
    with at("second"):
        typed = {**form, "email": EMAIL, "password": PASSWORD}
        assert site.client.post("/log-in", data=typed).status_code == 303
        form = hidden_fields(site.get(f"/boards/{board}").text, f"/boards/{board}/follow")
    with at("first"):
        assert "/log-out" in site.get("/me").text
        assert site.client.post(f"/boards/{board}/follow", data=form).status_code == 303


def test_an_official_stays_logged_in_on_both(site: Site, database: Database, clock: Clock, at: At) -> None:
    with database.transaction() as db:
        official = add_account(db, EMAIL, password_hash=PASSWORD_HASH)
        grant(db, official, local_government=SAEN_SUK)
    with at("first"):
        site.log_in(EMAIL)
    for _ in range(6):
        clock.move(minutes=14)
        for machine in ("second", "first"):
            with at(machine):
                assert site.client.get("/desk").status_code == 200


def test_a_link_that_one_machine_mailed_opens_on_the_other(
    site: Site, database: Database, at: At, mailbox: Mailbox
) -> None:
    with database.transaction() as db:
        add_account(db, EMAIL, password_hash=PASSWORD_HASH)
    with at("first"):
        site.submit("/forgotten-password", {"email": EMAIL})
        link = mailbox()
    with at("second"):
        form = hidden_fields(site.get(link).text, link)
    with at("first"):
        assert site.client.post(link, data={**form, "password": OTHER_PASSWORD}).status_code == 303


def test_nobody_waits_longer_for_a_guess_that_the_other_machine_took(
    site: Site, database: Database, clock: Clock, at: At
) -> None:
    with database.transaction() as db:
        add_account(db, EMAIL, password_hash=PASSWORD_HASH)
    # Both machines are in the same quarter of an hour, or the second has gone on to the next one.
    clock.move(minutes=14)
    with at("first"):
        for _ in range(FREE_GUESSES):
            site.submit("/log-in", {"email": EMAIL, "password": OTHER_PASSWORD})
    with at("second"):
        refused = site.submit("/log-in", {"email": EMAIL, "password": PASSWORD})
    assert refused.status_code == 303 or int(refused.headers["Retry-After"]) <= 2
