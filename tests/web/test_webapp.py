"""What a phone keeps of the site: the manifest, the service worker, and a page that is nobody's own."""

import json
import re
from io import BytesIO

import pytest
from PIL import Image

from idea4gov.store.session import Database
from tests.factories import add_account
from tests.queries import count_queries
from tests.web.conftest import PASSWORD_HASH, Site


def constant(script: str, name: str) -> object:
    found = re.search(rf"^const {name} = (.*);$", script, re.M)
    assert found
    return json.loads(found[1])


def test_the_manifest_names_icons_of_the_sizes_that_they_have(site: Site) -> None:
    address = re.search(r'<link rel="manifest" href="([^"]+)">', site.get("/").text)
    assert address
    answer = site.client.get(address[1])
    assert answer.mimetype == "application/manifest+json"
    manifest = json.loads(answer.data)
    assert manifest["name"] == "บอกเรา ถึงรัฐ"
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}
    for icon in manifest["icons"]:
        with site.client.get(icon["src"]) as file:
            width, height = Image.open(BytesIO(file.data)).size
        assert icon["sizes"] == f"{width}x{height}"


def test_everything_that_the_worker_keeps_is_there(site: Site) -> None:
    answer = site.client.get("/service-worker.js")
    assert answer.mimetype == "text/javascript"
    shell = constant(answer.text, "SHELL")
    assert isinstance(shell, list)
    assert constant(answer.text, "OFFLINE") in shell
    for address in shell:
        with site.client.get(address) as file:
            assert file.status_code == 200, address


def test_the_worker_costs_no_statement_and_is_sent_once(site: Site, database: Database) -> None:
    with count_queries(database) as sent:
        etag = site.client.get("/service-worker.js").headers["ETag"]
        again = site.client.get("/service-worker.js", headers={"If-None-Match": etag})
    assert (again.status_code, sent) == (304, [])


def test_another_language_or_theme_is_another_worker(site: Site) -> None:
    versions = {constant(site.client.get("/service-worker.js").text, "VERSION")}
    for switch in ("/language/en", "/theme/dark"):
        site.client.get(switch)
        versions.add(constant(site.client.get("/service-worker.js").text, "VERSION"))
    assert len(versions) == 3


def test_the_page_for_no_connection_is_nobodys_own(site: Site, database: Database) -> None:
    with database.transaction() as db:
        add_account(db, "somchai@example.org", password_hash=PASSWORD_HASH)
    site.log_in("somchai@example.org")
    text = site.get("/offline").text
    assert "สมชาย" not in text
    assert "csrf_token" not in text
    assert "สมชาย" in site.get("/").text


def test_the_page_for_no_connection_takes_no_message_away(site: Site, database: Database) -> None:
    with database.transaction() as db:
        add_account(db, "somchai@example.org", password_hash=PASSWORD_HASH)
    site.log_in("somchai@example.org")
    site.submit("/me", {}, action="/log-out")
    assert "notice-success" not in site.get("/offline").text
    assert "notice-success" in site.get("/").text


@pytest.mark.parametrize("path", ["/", "/provinces", "/manual"])
def test_only_pages_for_everybody_may_be_kept(site: Site, database: Database, path: str) -> None:
    assert site.get(path).response.headers["Offline-Copy"] == "keep"
    with database.transaction() as db:
        add_account(db, "somchai@example.org", password_hash=PASSWORD_HASH)
    site.log_in("somchai@example.org")
    page = site.get(path)
    assert "Offline-Copy" not in page.response.headers
    assert "offline-copy" not in page.text
