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

from idea4gov.actions.accounts import sessions
from idea4gov.actions.accounts.administration import grant_role, revoke_role
from idea4gov.actions.accounts.sessions import Browser
from idea4gov.domain.devices import DEVICES_MAX
from idea4gov.domain.errors import Conflict
from idea4gov.domain.sessions import SESSIONS_MAX, digest_key
from idea4gov.outside.random_tokens import draw_key
from idea4gov.store import passwords
from idea4gov.store.models import KnownDevice, LoginSession
from idea4gov.store.session import Database
from idea4gov.web.http.login import Visits
from tests.attacks.logged_in import (
    EMAIL,
    PHONE,
    begin,
    both_engines,
    in_transaction,
    is_in,
    key_of,
    office,
    rows,
    somchai,
    with_key,
)
from tests.conftest import NOON, Clock
from tests.factories import add_account
from tests.hosted import add_hosted_round
from tests.officials import count_rows
from tests.parallel import at_once
from tests.queries import count_queries
from tests.voters import settle
from tests.web.conftest import PASSWORD, Site, app, database, outbox, site

__all__ = ["app", "database", "office", "outbox", "site", "somchai"]


def test_the_browser_forgets_drafts_at_the_log_out_and_still_knows_the_device(
    site: Site, somchai: int, clock: Clock
) -> None:
    def cleared(path: str) -> str | None:
        return site.client.get(path).headers.get("Clear-Site-Data")

    site.log_in(EMAIL)
    assert cleared("/me") is None
    left = site.submit("/me", {}, action="/log-out")
    assert left.headers["Clear-Site-Data"] == '"storage"'
    # What is being written is not lost where nobody logged out.
    site.log_in(EMAIL)
    clock.move(days=31)
    assert [cleared(path) for path in ("/", "/log-in")] == [None, None]
    assert site.client.get_cookie("device") is not None


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


def test_an_account_that_is_erased_ends_its_sessions_on_every_device(
    app: Flask, site: Site, somchai: int
) -> None:
    telephone = Site(app)
    for device in (site, telephone):
        device.log_in(EMAIL)
    assert site.submit("/me/erase", {"password": PASSWORD, "understood": "y"}).status_code == 303
    assert not is_in(telephone)


def test_a_role_that_is_given_or_taken_ends_the_sessions(
    site: Site, database: Database, somchai: int
) -> None:
    for change in (grant_role, revoke_role):
        site.log_in(EMAIL)
        with database.transaction() as db:
            assert change(db, email=EMAIL, role="auditor", place=None, site="https://x.example", now=NOON)
        assert not is_in(site)
        site.get("/log-in")


def test_a_log_in_that_meets_a_new_password_begins_no_session(database: Database, somchai: int) -> None:
    with database.transaction() as db:
        passwords.set_password(db, somchai, "another hash", is_short=False)
    with pytest.raises(Conflict):
        begin(database, somchai)


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
def test_a_log_in_beside_a_new_role_is_never_a_citizens_session(database: Database) -> None:
    with database.transaction() as db:
        account_id = add_account(db, EMAIL)

    appoint = partial(grant_role, email=EMAIL, role="auditor", place=None, site="https://x.example", now=NOON)
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
    marks = {f"mark-{round_.projects[0]}": "1"}
    page = site.submit(path, {**marks, "do": "review"}).get_data(as_text=True)
    fields = dict(re.findall(r'name="(csrf_token|version|slip)"[^>]*value="([^"]*)"', page))
    assert site.client.post(path, data={**fields, **marks, "do": "cast"}).status_code == 303
    visit = site.client.get_cookie("visit")
    [code] = re.findall(r'class="ballot-code"[^>]*>([^<]+)<', site.get(path + "/receipt").text)
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
