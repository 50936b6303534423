"""The register of processing, and that it, the privacy notice and one's own page print the worker's times."""

import csv
import io
from dataclasses import replace

import pytest
from flask import Flask

from config import Config
from idea4gov.domain.processing import ACTIVITIES
from idea4gov.domain.retention import RULES, kept
from idea4gov.store.retention import list_rules
from idea4gov.store.session import Database
from idea4gov.web.http.services import Services
from tests.factories import add_account
from tests.officials import add_official
from tests.settings import PRODUCTION
from tests.web.conftest import PASSWORD_HASH, Site

REGISTER = "/desk/privacy-register"


@pytest.fixture
def office(site: Site, database: Database) -> Site:
    with database.transaction() as db:
        add_official(db, email="office@example.org", password_hash=PASSWORD_HASH, role="auditor")
    site.enter("office@example.org")
    site.client.set_cookie("language", "en")
    return site


def test_the_register_tells_every_activity_and_what_is_kept_for_it(office: Site) -> None:
    text = office.get(REGISTER).text
    assert [one.name for one in ACTIVITIES.values() if one.name not in text] == []
    kinds = list_rules().keys() - {"traffic"}
    assert [kind for kind in kinds if list_rules()[kind].what not in text] == []


def test_a_rule_whose_tables_are_not_there_is_not_promised(
    office: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = replace(RULES["notices"], what="What nobody keeps", tables=("no_such_table",))
    monkeypatch.setattr("idea4gov.store.retention.RULES", {**RULES, "notices": rule})
    assert "What nobody keeps" not in office.get(REGISTER).text


@pytest.mark.parametrize("path", ["/privacy", REGISTER, "/me/privacy"])
def test_pages_print_the_times_by_which_the_worker_deletes(
    office: Site, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert f"{kept('residence').days} days after the last vote" in office.get(path).text
    rules = dict(list_rules())
    rules["residence"] = replace(rules["residence"], time=17 * kept("failures") / 30)
    monkeypatch.setattr("idea4gov.store.retention.RULES", rules)
    assert "17 days after the last vote" in office.get(path).text


def test_the_csv_has_a_line_for_each_kind_and_names_the_controller(office: Site, app: Flask) -> None:
    parts: Services = app.extensions["idea4gov"]
    app.extensions["idea4gov"] = replace(parts, config=Config.from_env(PRODUCTION))
    text = office.client.get(f"{REGISTER}.csv").get_data(as_text=True)
    heading, *lines, controller = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    assert len(lines) == len(list_rules())
    assert {len(line) for line in lines} == {len(heading)}
    assert controller[1:] == [
        PRODUCTION["IDEA4GOV_CONTROLLER"],
        PRODUCTION["IDEA4GOV_CONTROLLER_CONTACT"],
        PRODUCTION["IDEA4GOV_DATA_PROTECTION_OFFICER"],
    ]


def test_traffic_data_is_told_where_it_is_kept_and_only_there(site: Site, app: Flask) -> None:
    site.client.set_cookie("language", "en")
    assert "Traffic data" not in site.get("/privacy").text
    parts: Services = app.extensions["idea4gov"]
    more = {**PRODUCTION, "IDEA4GOV_TRAFFIC_LOG_DAYS": "200"}
    app.extensions["idea4gov"] = replace(parts, config=Config.from_env(more))
    assert site.get("/privacy").text.count("200 days") == 2


def test_citizens_see_no_register(site: Site, database: Database) -> None:
    with database.transaction() as db:
        add_account(db, "somchai@example.org")
    assert site.client.get(REGISTER).status_code == 303
    site.enter("somchai@example.org")
    assert site.client.get(REGISTER).status_code == 404


def test_a_consent_is_withdrawn_on_ones_own_page(site: Site, database: Database) -> None:
    with database.transaction() as db:
        add_account(db, "somchai@example.org")
    site.enter("somchai@example.org")
    site.client.set_cookie("language", "en")
    assert "Stop these mails" in site.get("/me/privacy").text
    refused = site.submit("/me/privacy", {"purpose": "terms"})
    assert refused.status_code == 409
    assert "cannot be withdrawn here" in refused.get_data(as_text=True)
    assert site.submit("/me/privacy", {"purpose": "notice_mail"}).status_code == 303
    assert "Stop these mails" not in site.get("/me/privacy").text
