"""Attacks on sessions: stolen, old, forged and fixed keys, and rows that fill the disk."""

import base64
import json
import re
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from idea4gov.actions.accounts import Keys, sessions
from idea4gov.actions.accounts.administration import grant_role, revoke_role
from idea4gov.actions.accounts.devices import is_known_device
from idea4gov.actions.accounts.sessions import Begun, Browser
from idea4gov.actions.privacy import erase_account, export_own_data
from idea4gov.domain.devices import DEVICES_MAX, describe_device, wide_network
from idea4gov.domain.errors import Conflict
from idea4gov.domain.sessions import SESSIONS_MAX, SessionLimits, digest_key
from idea4gov.outside.random_tokens import draw_key
from idea4gov.outside.signing import Signer
from idea4gov.store import accounts
from idea4gov.store.models import KnownDevice, LoginSession
from idea4gov.store.session import Database
from idea4gov.web.http.login import Visits
from tests.conftest import ENGINES, NOON, Clock
from tests.factories import add_account
from tests.hosted import add_hosted_round
from tests.officials import add_official, count_rows
from tests.outbox import deliver_all
from tests.parallel import at_once
from tests.queries import count_queries
from tests.voters import settle
from tests.web.conftest import CHEAP, PASSWORD, PASSWORD_HASH, Site, app, database, outbox, site

__all__ = ["app", "database", "outbox", "site"]

EMAIL = "somchai@example.org"
LIMITS = SessionLimits(timedelta(days=30), timedelta(hours=12), timedelta(minutes=30))
KEYS = Keys(CHEAP, Signer("a secret of the tests that is long enough"), "https://example.org")
OF_LINE = " Line/14.2.0/IAB"
PHONE = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36"
both_engines = pytest.mark.parametrize("database", ENGINES, indirect=True)


@pytest.fixture
def somchai(database: Database) -> int:
    """An account; nobody is logged in to it yet."""
    with database.transaction() as db:
        return add_account(db, EMAIL, password_hash=PASSWORD_HASH)


@pytest.fixture
def office(database: Database) -> int:
    """The account of an official."""
    with database.transaction() as db:
        return add_official(db, email=EMAIL, password_hash=PASSWORD_HASH).account_id


def key_of(visitor: Site) -> str:
    cookie = visitor.client.get_cookie("session")
    assert cookie is not None
    return cookie.value


def with_key(app: Flask, key: str) -> Site:
    thief = Site(app)
    thief.client.set_cookie("session", key)
    return thief


def is_in(visitor: Site) -> bool:
    return visitor.client.get("/me").status_code == 200


def begin(database: Database, account_id: int, browser: Browser | None = None) -> Begun:
    browser = browser or Browser(PHONE, "203.0.113.9")
    return sessions.begin_session(database, KEYS, account_id, 1, browser, LIMITS, tells=True, now=NOON)


def in_transaction(database: Database, act: Callable[[Session], object]) -> None:
    with database.transaction() as db:
        act(db)


def rows(database: Database) -> list[LoginSession]:
    with database.reading() as db:
        return list(db.scalars(select(LoginSession).order_by(LoginSession.id)))


def test_a_key_is_dead_once_its_owner_logged_out(app: Flask, site: Site, somchai: int) -> None:
    site.log_in(EMAIL)
    key, jar = key_of(site), site.client.get_cookie("visit")
    thief = with_key(app, key)
    assert jar is not None
    thief.client.set_cookie("visit", jar.value)
    assert is_in(thief)
    assert site.submit("/me", {}, action="/log-out").status_code == 303
    assert not is_in(thief)
    assert site.client.get_cookie("session") is None


def test_the_database_holds_no_key(site: Site, database: Database, somchai: int) -> None:
    site.log_in(EMAIL)
    key, device = key_of(site), site.client.get_cookie("device")
    assert device is not None
    [row] = rows(database)
    assert row.key_digest == digest_key(key)
    with database.reading() as db:
        known = db.scalars(select(KnownDevice)).one()
        assert key not in str(vars(row))
        assert not set(re.split(r"[.\"]", device.value)) & set(map(str, vars(known).values()))


def test_cookies_are_for_this_site_and_no_script(site: Site, somchai: int) -> None:
    site.log_in(EMAIL)
    for name in ("session", "device"):
        cookie = site.client.get_cookie(name)
        assert cookie is not None
        assert (cookie.http_only, cookie.same_site, cookie.path) == (True, "Lax", "/")


def test_a_key_that_was_there_before_the_log_in_is_not_taken(app: Flask, site: Site, somchai: int) -> None:
    chosen = draw_key()
    site.client.set_cookie("session", chosen)
    site.log_in(EMAIL)
    assert key_of(site) != chosen
    assert not is_in(with_key(app, chosen))


def test_a_new_log_in_in_the_same_browser_ends_the_session_before(database: Database, somchai: int) -> None:
    first = begin(database, somchai)
    second = begin(database, somchai, Browser(PHONE, "203.0.113.9", key=first.key))
    assert [row.key_digest for row in rows(database)] == [digest_key(second.key)]


@pytest.mark.parametrize("change", [lambda key: key[:-1], lambda key: key + "A", lambda key: key.swapcase()])
def test_a_key_that_was_touched_is_none(
    app: Flask, site: Site, somchai: int, change: Callable[[str], str]
) -> None:
    site.log_in(EMAIL)
    assert not is_in(with_key(app, change(key_of(site))))
    assert is_in(site)


def test_what_has_not_the_form_of_a_key_is_not_looked_for(app: Flask, database: Database) -> None:
    for value in ("x", "x" * 4_000, "'; DROP TABLE account; --" + "x" * 18, "a.b.c", "ก" * 43, " " * 43):
        thief = with_key(app, value)
        with count_queries(database) as sent:
            assert not is_in(thief)
        assert sent == []


def test_readers_make_no_rows(app: Flask, database: Database) -> None:
    paths = ["/log-in", "/provinces", *["/me"] * 18]
    for number in range(1_000):
        visitor = with_key(app, draw_key()) if number % 3 else Site(app)
        visitor.client.get(paths[number % len(paths)])
    assert count_rows(database, LoginSession) == count_rows(database, KnownDevice) == 0


def test_a_request_reads_its_session_and_account_at_once(site: Site, database: Database, office: int) -> None:
    site.log_in(EMAIL)
    with count_queries(database) as sent:
        assert site.client.get("/log-in").status_code == 303
    assert len(sent) == 1


def test_log_ins_of_one_account_make_no_more_rows_than_a_list_shows(database: Database, somchai: int) -> None:
    begun = [begin(database, somchai) for _ in range(SESSIONS_MAX + 2)]
    assert count_rows(database, LoginSession) == SESSIONS_MAX
    assert rows(database)[-1].key_digest == digest_key(begun[-1].key)
    assert count_rows(database, KnownDevice) == DEVICES_MAX


def test_an_official_who_does_nothing_is_logged_out_and_told_why(
    site: Site, clock: Clock, office: int
) -> None:
    site.log_in(EMAIL)
    for _ in range(3):
        clock.move(minutes=29)
        assert is_in(site)
    clock.move(minutes=30)
    assert site.client.get("/desk").location == "/log-in?next=/desk"
    assert "30 นาที" in site.get("/log-in?next=/desk").text
    assert "30 นาที" not in site.get("/log-in?next=/desk").text


def test_an_official_logs_in_at_least_twice_a_day(site: Site, clock: Clock, office: int) -> None:
    site.log_in(EMAIL)
    for _ in range(35):
        clock.move(minutes=20)
        assert is_in(site)
    clock.move(minutes=20)
    assert not is_in(site)
    site.get("/log-in")


def test_a_citizen_stays_logged_in_for_thirty_days(site: Site, clock: Clock, somchai: int) -> None:
    site.log_in(EMAIL)
    clock.move(days=29, hours=23)
    assert is_in(site)
    clock.move(hours=1)
    assert not is_in(site)


def test_what_an_official_typed_waits_behind_the_log_in(site: Site, clock: Clock, office: int) -> None:
    site.log_in(EMAIL)
    clock.move(minutes=31)
    answer = site.client.post("/me/tokens", data={"name": "ระบบของเทศบาล", "csrf_token": "x"})
    assert answer.status_code == 403
    assert "30 นาที" in answer.get_data(as_text=True)
    assert 'name="carried"' in answer.get_data(as_text=True)


def test_that_a_session_is_used_is_written_down_at_most_once_a_minute(
    site: Site, database: Database, clock: Clock, office: int
) -> None:
    site.log_in(EMAIL)
    written = 0
    for _ in range(13):
        clock.move(seconds=10)
        with count_queries(database) as sent:
            site.client.get("/log-in")
        written += sum(one.startswith("UPDATE") for one in sent)
    assert written == 2
    assert rows(database)[0].seen_at == NOON + timedelta(minutes=2)


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


def test_a_role_that_is_given_or_taken_ends_the_sessions(
    site: Site, database: Database, somchai: int
) -> None:
    for change in (grant_role, revoke_role):
        site.log_in(EMAIL)
        with database.transaction() as db:
            assert change(db, email=EMAIL, role="auditor", place=None, now=NOON)
        assert not is_in(site)
        site.get("/log-in")


def test_a_log_in_that_meets_a_new_password_begins_no_session(database: Database, somchai: int) -> None:
    with database.transaction() as db:
        accounts.set_password(db, somchai, "another hash")
    with pytest.raises(Conflict):
        begin(database, somchai)


def test_a_new_password_ends_every_session_and_knows_no_device(database: Database, somchai: int) -> None:
    begun = begin(database, somchai)
    with database.transaction() as db:
        assert is_known_device(db, KEYS.signer, somchai, begun.device, now=NOON)
        accounts.set_password(db, somchai, "another hash")
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
            (somchai, Signer("another secret").new_token("known-device"), 0, False),
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
    deliver_all(database, parts.mailer, parts.clock())
    assert len(outbox) == 2
    assert "เครื่องใหม่" in outbox[0]
    assert "127.0.0.0/24" in outbox[0]
    assert "เครือข่าย: 127.0.0.1" not in outbox[0]


def test_over_sessions_and_devices_are_deleted(database: Database, somchai: int) -> None:
    begin(database, somchai)
    for days, left in ((30, (1, 1)), (32, (0, 1)), (366, (0, 0))):
        sessions.clear_sessions(database, now=NOON + timedelta(days=days))
        assert (count_rows(database, LoginSession), count_rows(database, KnownDevice)) == left


def test_sessions_and_devices_are_ones_own_data_and_go_with_the_account(
    database: Database, somchai: int
) -> None:
    viewer = begin(database, somchai).viewer
    with database.snapshot() as db:
        data = export_own_data(db, viewer, now=NOON)
    assert [(one["device"], one["network"]) for one in data["sessions"]] == [
        ("Chrome, Android", "203.0.113.0/24")
    ]
    assert [one["device"] for one in data["devices"]] == ["Chrome, Android"]
    assert "digest" not in str(data)
    erase_account(database, KEYS, viewer, password=PASSWORD, address="", now=NOON)
    assert count_rows(database, LoginSession) == count_rows(database, KnownDevice) == 0


@both_engines
def test_a_request_beside_a_log_out_does_not_bring_the_session_back(database: Database) -> None:
    with database.transaction() as db:
        account_id = add_account(db)
    for _ in range(5):
        begun = begin(database, account_id)
        assert begun.viewer.session_id is not None
        log_out = partial(in_transaction, database, partial(sessions.end_session, key=begun.key))
        ask = partial(sessions.mark_seen, database, begun.viewer.session_id, now=NOON + timedelta(hours=1))
        jobs: list[Callable[[], object]] = [ask, log_out, ask]
        at_once(jobs)
        assert rows(database) == []


@both_engines
def test_two_log_ins_at_once_are_two_sessions_on_one_device(database: Database) -> None:
    with database.transaction() as db:
        account_id = add_account(db)
    device = begin(database, account_id).device
    both = at_once([lambda: begin(database, account_id, Browser(PHONE, "", device=device))] * 4)
    assert len({one.key for one in both}) == 4
    assert count_rows(database, LoginSession) == 5
    assert count_rows(database, KnownDevice) == 1


@both_engines
def test_a_log_in_beside_a_new_role_is_never_a_citizens_session(database: Database) -> None:
    with database.transaction() as db:
        account_id = add_account(db, EMAIL)

    appoint = partial(grant_role, email=EMAIL, role="auditor", place=None, now=NOON)
    log_in = partial(begin, database, account_id)
    jobs: list[Callable[[], object]] = [log_in, partial(in_transaction, database, appoint), log_in]
    at_once(jobs)
    assert {row.idle_minutes for row in rows(database)} <= {30}


def test_a_receipt_is_not_readable_in_a_cookie(
    app: Flask, site: Site, database: Database, clock: Clock, somchai: int
) -> None:
    with database.transaction() as db:
        round_ = add_hosted_round(db)
        settle(db, somchai)
    site.enter(EMAIL)
    path = f"/rounds/{round_.id}/ballot"
    page = site.get(path).text
    fields = dict(re.findall(r'name="(csrf_token|version|code)"[^>]*value="([^"]*)"', page))
    marks = {f"mark-{round_.projects[0]}": "1"}
    assert site.client.post(path, data={**fields, **marks, "do": "cast"}).status_code == 303
    code, visit = fields["code"], site.client.get_cookie("visit")
    assert visit is not None
    readable = visit.value + json.dumps(Visits().get_signing_serializer(app).loads(visit.value))
    assert code not in readable
    assert base64.b64encode(code.encode()).decode()[:20] not in readable
    assert code in site.get(path + "/receipt").text
    clock.move(minutes=61)
    assert code not in site.get(path + "/receipt").text


def test_pages_of_people_who_are_logged_in_are_stored_nowhere(site: Site, somchai: int) -> None:
    assert site.get("/provinces").response.headers["Cache-Control"] == "private, no-cache"
    site.log_in(EMAIL)
    for path in ("/me", "/me/devices", "/provinces", "/"):
        assert site.get(path).response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (PHONE, "Chrome, Android"),
        (PHONE + OF_LINE, "LINE, Android"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
            "Safari, iPhone",
        ),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"),
        ("curl/8.1", ""),
        ("", ""),
        ("<script>" * 9_999 + "Firefox/1", ""),
    ],
)
def test_a_device_has_a_name_that_its_owner_knows(text: str, name: str) -> None:
    assert describe_device(text) == name


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.9", "203.0.113.0/24"),
        ("2001:db8:1:2::9", "2001:db8:1::/48"),
        ("::ffff:203.0.113.9", "203.0.113.0/24"),
        ("fe80::1%eth0", "fe80::/48"),
        ("", ""),
        ("unknown", ""),
    ],
)
def test_the_place_of_a_device_is_a_wide_network(address: str, network: str) -> None:
    assert wide_network(address) == network
