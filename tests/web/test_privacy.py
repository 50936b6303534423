"""One's data in the browser."""

from tests.web.conftest import PASSWORD, Site, both_engines

pytestmark = both_engines


def test_ones_data_come_as_a_file_that_no_cache_keeps(citizen: tuple[Site, int]) -> None:
    answer = citizen[0].client.get("/me/data.json")
    assert answer.headers["Content-Disposition"] == "attachment; filename=my-data.json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.get_json()["account"][0]["email"] == "somchai@example.org"


def test_erasing_asks_twice_logs_out_and_ends_the_account(citizen: tuple[Site, int]) -> None:
    site, _ = citizen
    site.get("/me")
    refused = site.submit("/me/erase", {"password": PASSWORD})
    assert refused.status_code == 422
    done = site.submit("/me/erase", {"password": PASSWORD, "understood": "y"})
    assert (done.status_code, done.headers["Location"]) == (303, "/")
    assert site.client.get("/me").status_code == 303
    again = site.submit("/log-in", {"email": "somchai@example.org", "password": PASSWORD})
    assert again.status_code == 422
