"""Forms that are refused for their token or their session: nothing is done, and nothing typed is lost."""

import pytest
from flask import Flask
from wtforms import PasswordField

from idea4gov.store.session import Database
from idea4gov.web.http.carried_forms import MAX_PACKED, SECRETS, CarriedForm, unpack_form
from idea4gov.web.http.forms import BaseForm
from tests.queries import count_queries
from tests.web.conftest import PASSWORD, Site, check_page, confirm_devices, hidden_fields
from tests.web.every_form import BALLOT, BUTTONS, FORMS, SHEETS, WITHOUT_TOKEN, WORDS, WRITES, office, places
from tests.web.hostile import value_of

__all__ = ["office", "places"]


def test_the_tables_name_every_form(app: Flask) -> None:
    posts = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    assert posts == {*FORMS, *BUTTONS, *SHEETS, *BALLOT, *WITHOUT_TOKEN}


def test_every_form_with_a_stale_token_comes_back_filled_and_writes_nothing(
    office: Site, site: Site, places: dict[str, int], database: Database
) -> None:
    site.get("/log-in")
    office.get("/me")
    faults = []
    for endpoint, (path, names) in FORMS.items():
        visitor = site if endpoint in ("accounts.register", "accounts.log_in") else office
        action = path.format(**places)
        typed = {name: f"{WORDS} {name}" for name in names.format(**places).split()}
        with count_queries(database) as sent:
            answer = visitor.client.post(action, data={**typed, "csrf_token": "stale"})
        page = answer.get_data(as_text=True)
        try:
            assert answer.status_code == 400, answer.status_code
            check_page(page, answer.headers["Content-Security-Policy"])
            assert [one for one in sent if WRITES.match(one)] == []
            assert {name: value_of(page, name) for name in typed} == typed
            assert "ยังไม่ได้ส่ง" in page
            assert hidden_fields(page, action)["csrf_token"]
        except AssertionError as fault:
            faults.append(f"{endpoint}: {str(fault)[:300]}")
    assert not faults, "\n".join(faults)


def test_no_button_without_its_token_does_anything(
    app: Flask, office: Site, places: dict[str, int], database: Database
) -> None:
    office.get("/me")
    with app.test_request_context():
        paths = [
            rule.build(dict.fromkeys(rule.arguments, 1))
            for rule in app.url_map.iter_rules()
            if rule.endpoint in BUTTONS and "posts" not in rule.arguments
        ]
    for built in paths:
        assert built
        path = built[1]
        with count_queries(database) as sent:
            answer = office.client.post(path, data={"csrf_token": "stale"})
        assert answer.status_code in (400, 403, 404), path
        assert [one for one in sent if WRITES.match(one)] == []
    office.get("/me")


def test_a_button_is_offered_once_more_and_then_works(office: Site, places: dict[str, int]) -> None:
    path = f"/proposals/{places['proposal']}/support"
    page = office.client.post(path, data={"csrf_token": "stale", "back": "/me"}).get_data(as_text=True)
    again = office.client.post(path, data=hidden_fields(page, path))
    assert (again.status_code, again.location) == (303, "/me")


def test_a_form_of_another_site_is_not_shown_again(office: Site, site: Site, places: dict[str, int]) -> None:
    path, typed = f"/boards/{places['board']}/proposals/new", {"title": WORDS}
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"}):
        answer = office.client.post(path, data=typed, headers=headers)
        assert answer.status_code == 400
        assert 'method="post"' not in answer.get_data(as_text=True).split("<main")[1]
        assert WORDS not in answer.get_data(as_text=True)
        logged_out = site.client.post(path, data=typed, headers=headers)
        assert (logged_out.status_code, logged_out.location) == (303, f"/log-in?next={path}")


def test_our_scripts_get_a_fresh_token(office: Site, places: dict[str, int]) -> None:
    path = f"/proposals/{places['proposal']}/support"
    office.get("/me")
    answer = office.client.post(path, data={"csrf_token": "stale"}, headers={"Accept": "application/json"})
    assert answer.json
    assert (answer.status_code, answer.json["code"]) == (400, "stale_form")
    again = office.client.post(
        path, data={"csrf_token": answer.json["csrf_token"]}, headers={"Accept": "application/json"}
    )
    assert again.json
    assert again.json["supported"]


def test_after_the_session_ended_the_form_waits_behind_the_log_in(
    app: Flask, places: dict[str, int], database: Database
) -> None:
    site, path = Site(app), f"/desk/proposals/{places['proposal']}/answer"
    answer = site.client.post(path, data={"body": WORDS, "revision": "0", "csrf_token": "stale"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 403
    check_page(page, answer.headers["Content-Security-Policy"])
    fields = {**hidden_fields(page, "/log-in"), "email": "office@example.org"}
    wrong = site.client.post("/log-in", data={**fields, "password": "ผิด"}).get_data(as_text=True)
    fields = {**hidden_fields(wrong, "/log-in"), "email": "office@example.org"}
    entered = site.client.post("/log-in", data={**fields, "password": PASSWORD}).get_data(as_text=True)
    confirm_devices(app.extensions["idea4gov"])
    back = site.client.post(path, data=hidden_fields(entered, path)).get_data(as_text=True)
    assert value_of(back, "body") == WORDS
    assert site.submit(path, {"body": WORDS}).status_code == 303


def test_a_browser_without_cookies_is_told_so(site: Site) -> None:
    fields = hidden_fields(site.get("/log-in").text, "/log-in")
    site.client.delete_cookie("visit")
    answer = site.client.post("/log-in", data={**fields, "email": "somchai@example.org", "password": "x"})
    assert "คุกกี้" in answer.get_data(as_text=True)
    assert value_of(answer.get_data(as_text=True), "email") == "somchai@example.org"


def test_what_was_written_stands_on_the_page_of_an_error(office: Site, places: dict[str, int]) -> None:
    path = f"/proposals/{places['proposal']}/comments"
    fields = hidden_fields(office.get(f"/proposals/{places['proposal']}").text, path)
    answer = office.client.post(path, data={**fields, "parent_id": "99999", "body": WORDS})
    assert answer.status_code == 404
    assert WORDS in answer.get_data(as_text=True)


def test_every_password_is_a_secret_and_so_is_a_national_number() -> None:
    named = {
        name
        for form in BaseForm.__subclasses__()
        for name, field in vars(form).items()
        if getattr(field, "field_class", None) is PasswordField
    }
    assert named | {"national_number"} == SECRETS


@pytest.mark.parametrize(
    "text", ["", "x", "ก" * 9, "e30=", "A" * (MAX_PACKED + 4), CarriedForm("//evil.example", ()).pack()]
)
def test_what_we_did_not_pack_is_no_form(text: str) -> None:
    assert unpack_form(text) is None


def test_a_small_text_that_unpacks_to_very_much_is_refused() -> None:
    assert unpack_form(CarriedForm("/me", (("body", "ก" * 900_000),)).pack()) is None


def test_a_packed_form_comes_back_as_it_was() -> None:
    carried = CarriedForm("/boards/1?after=2", (("title", WORDS), ("title", ""), ("body", "ก\r\n😀")))
    assert unpack_form(carried.pack()) == carried
