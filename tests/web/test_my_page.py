"""One's own page: name, province, language, password, offices."""

import pytest

from idea4gov.store.session import Database
from tests.factories import add_local_government, add_province, grant
from tests.queries import count_queries
from tests.web.conftest import PASSWORD, Site

EMAIL = "malee@example.org"
OTHER_PASSWORD = "ภูเขาเชียงใหม่สูง"


def test_my_page_changes_name_and_province(citizen: tuple[Site, int], database: Database) -> None:
    site, _ = citizen
    with database.transaction() as db:
        add_province(db, "14", "พระนครศรีอยุธยา", "Phra Nakhon Si Ayutthaya")
    answer = site.submit(
        "/me", {"display_name": "สมชาย รักทะเล", "home_province_code": "14"}, action="/me/profile"
    )
    assert answer.status_code == 303
    text = site.get("/me").text
    assert "<h1>สมชาย รักทะเล</h1>" in text
    assert '<option selected value="14">' in text


def test_a_refused_name_comes_back_in_its_form(citizen: tuple[Site, int]) -> None:
    site, _ = citizen
    answer = site.submit("/me", {"display_name": "ก" * 61, "home_province_code": "20"}, action="/me/profile")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f'value="{"ก" * 61}"' in text
    assert "<h1>สมชาย ใจดี</h1>" in text
    site.get("/me/profile")


def test_the_accounts_language_holds_over_the_browsers(citizen: tuple[Site, int]) -> None:
    site, _ = citizen
    site.client.get("/language/th")
    assert site.submit("/me", {"language": "en"}, action="/me/language").status_code == 303
    assert site.client.get_cookie("language") is None
    assert '<html lang="en">' in site.get("/me").text


@pytest.mark.parametrize("language", ["", "xx", "th<script>"])
def test_another_language_is_refused(citizen: tuple[Site, int], language: str) -> None:
    site, _ = citizen
    assert site.submit("/me", {"language": language}, action="/me/language").status_code == 422


def test_a_changed_password_keeps_this_session_and_ends_the_others(citizen: tuple[Site, int]) -> None:
    site, _ = citizen
    elsewhere = Site(site.app)
    elsewhere.log_in("somchai@example.org")
    wrong = {"current": OTHER_PASSWORD, "password": OTHER_PASSWORD}
    answer = site.submit("/me", wrong, action="/me/password")
    assert answer.status_code == 422
    assert 'id="current-error"' in answer.get_data(as_text=True)
    right = {"current": PASSWORD, "password": OTHER_PASSWORD}
    assert site.submit("/me", right, action="/me/password").status_code == 303
    site.get("/me")
    assert elsewhere.client.get("/me").status_code == 303


def test_my_page_names_the_offices_at_a_constant_cost(citizen: tuple[Site, int], database: Database) -> None:
    site, account_id = citizen
    costs = []
    for codes in (["2094"], ["2001", "2002", "2003"]):
        with database.transaction() as db:
            for code in codes:
                grant(db, account_id, local_government=add_local_government(db, code, f"เทศบาล {code}"))
        with count_queries(database) as sent:
            text = site.get("/me").text
        assert all(f"เทศบาล {code}" in text for code in codes)
        costs.append(len(sent))
    assert costs == [8, 8]


@pytest.mark.parametrize("code", ["\x00", "99", "๒๐", "20' --", "2" * 9000])
def test_a_province_that_nobody_offered_is_refused(citizen: tuple[Site, int], code: str) -> None:
    site, _ = citizen
    answer = site.submit("/me", {"display_name": "สมชาย", "home_province_code": code}, action="/me/profile")
    assert answer.status_code == 422
    assert 'id="home_province_code-error"' in answer.get_data(as_text=True)
