"""Devices: known ones, unknown ones that are told of, and sessions that are ended from another."""

import re
from datetime import timedelta

from flask import Flask

from idea4gov.actions.accounts import Asker, sessions
from idea4gov.actions.accounts.devices import is_known_device
from idea4gov.actions.accounts.owner_mails import tell_owner
from idea4gov.actions.accounts.sessions import Browser
from idea4gov.actions.privacy import erase_account, export_own_data
from idea4gov.outside.signing import Signer
from idea4gov.store import passwords
from idea4gov.store.models import KnownDevice, LoginSession
from idea4gov.store.session import Database
from tests.attacks.logged_in import (
    EMAIL,
    KEYS,
    PHONE,
    begin,
    both_engines,
    is_in,
    office,
    rows,
    somchai,
)
from tests.conftest import NOON
from tests.factories import add_account
from tests.officials import count_rows
from tests.outbox import deliver_into
from tests.parallel import at_once
from tests.web.conftest import PASSWORD, PASSWORD_HASH, Site, app, database, outbox, site

__all__ = ["app", "database", "office", "outbox", "site", "somchai"]


def test_a_session_is_ended_from_another_device(app: Flask, site: Site, somchai: int) -> None:
    site.log_in(EMAIL)
    elsewhere = Site(app)
    elsewhere.log_in(EMAIL)
    page = site.get("/me/devices").text
    assert page.count("/end") == 3
    numbers = re.findall(r"/me/devices/(\d+)/end", page)
    assert site.submit("/me/devices", {}, action=f"/me/devices/{numbers[1]}/end").status_code == 303
    assert is_in(site)
    assert elsewhere.client.get("/me").status_code == 303
    assert "ที่เครื่องอื่น" in elsewhere.get("/log-in").text


def test_all_other_sessions_are_ended_at_once(app: Flask, site: Site, somchai: int) -> None:
    others = [Site(app) for _ in range(3)]
    for one in [*others, site]:
        one.log_in(EMAIL)
    assert site.submit("/me/devices", {}, action="/me/devices/end-others").status_code == 303
    assert is_in(site)
    assert not any(map(is_in, others))


def test_nobody_ends_the_session_of_somebody_else(
    app: Flask, site: Site, database: Database, somchai: int
) -> None:
    site.log_in(EMAIL)
    with database.transaction() as db:
        add_account(db, "other@example.org", password_hash=PASSWORD_HASH)
    other = Site(app)
    other.enter("other@example.org")
    [number] = [row.id for row in rows(database) if row.account_id == somchai]
    own = next(row.id for row in rows(database) if row.account_id != somchai)
    fields = {"csrf_token": re.findall(r'csrf_token" value="([^"]+)', other.get("/me/devices").text)[0]}
    assert own != number
    assert other.client.post(f"/me/devices/{number}/end", data=fields).status_code == 404
    assert is_in(site)


def test_a_new_password_ends_every_session_and_knows_no_device(database: Database, somchai: int) -> None:
    begun = begin(database, somchai)
    with database.transaction() as db:
        assert is_known_device(db, KEYS.signer, somchai, begun.device, now=NOON)
        passwords.set_password(db, somchai, "another hash", is_short=False)
        assert sessions.find_session(db, begun.key) is None
        assert not is_known_device(db, KEYS.signer, somchai, begun.device, now=NOON)


def test_a_device_is_known_to_the_accounts_that_logged_in_there_for_a_year(
    database: Database, somchai: int
) -> None:
    begun = begin(database, somchai)
    with database.transaction() as db:
        other = add_account(db)
    with database.reading() as db:
        for account_id, cookie, days, known in (
            (somchai, begun.device, 0, True),
            (somchai, begun.device, 364, True),
            (somchai, begun.device, 365, False),
            (other, begun.device, 0, False),
            (somchai, Signer(["another secret"]).new_token("known-device"), 0, False),
            (somchai, KEYS.signer.new_token("api-token"), 0, False),
            (somchai, "x", 0, False),
            (somchai, None, 0, False),
        ):
            at = NOON + timedelta(days=days)
            assert is_known_device(db, KEYS.signer, account_id, cookie, now=at) is known


def test_an_unknown_device_is_told_by_mail_once(
    app: Flask, site: Site, database: Database, outbox: list[str], somchai: int
) -> None:
    for _ in range(2):
        site.log_in(EMAIL)
        site.submit("/me", {}, action="/log-out")
    Site(app).log_in(EMAIL)
    parts = app.extensions["idea4gov"]
    deliver_into(outbox, database, parts.clock())
    assert len(outbox) == 2
    assert "เครื่องใหม่" in outbox[0]
    assert "127.0.0.0/24" in outbox[0]
    assert "เครือข่าย: 127.0.0.1" not in outbox[0]


def test_a_hundred_new_devices_are_ten_mails_and_keep_back_no_other(
    app: Flask, database: Database, outbox: list[str], somchai: int
) -> None:
    for _ in range(14):
        Site(app).log_in(EMAIL)
    parts = app.extensions["idea4gov"]
    with database.transaction() as db:
        tell_owner(db, somchai, "new_password", site="", now=parts.clock())
    deliver_into(outbox, database, parts.clock())
    assert len(outbox) == 11


def test_over_sessions_and_devices_are_deleted(database: Database, somchai: int) -> None:
    begin(database, somchai)
    for days, left in ((30, (1, 1)), (32, (0, 1)), (366, (0, 0))):
        sessions.clear_sessions(database, now=NOON + timedelta(days=days))
        assert (count_rows(database, LoginSession), count_rows(database, KnownDevice)) == left


def test_sessions_and_devices_are_ones_own_data_and_go_with_the_account(
    database: Database, somchai: int
) -> None:
    viewer = begin(database, somchai, confirms=True).viewer
    with database.snapshot() as db:
        data = export_own_data(db, viewer, now=NOON)
    assert [(one["device"], one["network"]) for one in data["sessions"]] == [
        ("Chrome, Android", "203.0.113.0/24")
    ]
    assert [one["device"] for one in data["devices"]] == ["Chrome, Android"]
    assert "digest" not in str(data)
    erase_account(database, KEYS, viewer, password=PASSWORD, asker=Asker(""), now=NOON)
    assert count_rows(database, LoginSession) == count_rows(database, KnownDevice) == 0


@both_engines
def test_two_log_ins_at_once_are_two_sessions_on_one_device(database: Database) -> None:
    with database.transaction() as db:
        account_id = add_account(db)
    device = begin(database, account_id).device
    both = at_once([lambda: begin(database, account_id, Browser(PHONE, "", device=device))] * 4)
    assert len({one.key for one in both}) == 4
    assert count_rows(database, LoginSession) == 5
    assert count_rows(database, KnownDevice) == 1
