"""How the API speaks: errors, caching, other sites, limits."""

from flask import Flask

from idea4gov import create_app
from tests.api.conftest import Published, get_json
from tests.conftest import Clock
from tests.web.conftest import Site

PROBLEMS = (
    ("/nothing", 404, "not_found"),
    ("/boards/999", 404, "not_found"),
    ("/boards/0", 404, "not_found"),
    ("/provinces/99", 404, "not_found"),
    ("/boards?provice=20", 422, "unknown_parameter"),
    ("/boards?province=ชลบุรี", 422, "bad_parameter"),
    ("/boards?province=20&province=30", 422, "bad_parameter"),
    ("/boards?after=x", 422, "bad_parameter"),
    ("/boards?limit=201", 422, "bad_parameter"),
    ("/proposals?board=99999999999", 422, "bad_parameter"),
    ("/proposals?answered=maybe", 422, "bad_parameter"),
)


def test_errors_are_problem_documents(site: Site) -> None:
    for path, status, code in PROBLEMS:
        response = site.client.get(f"/api/v1{path}")
        problem = response.get_json(force=True)
        assert response.content_type == "application/problem+json", path
        assert (response.status_code, problem["status"], problem["code"]) == (status, status, code), path
        assert problem["detail"]


def test_a_write_to_what_is_only_read_says_what_is_allowed(site: Site) -> None:
    response = site.client.put("/api/v1/boards")
    assert (response.status_code, response.content_type) == (405, "application/problem+json")
    assert "GET" in response.headers["Allow"]


def test_an_answer_is_not_sent_again_to_whoever_has_it(site: Site, published: Published) -> None:
    first = site.client.get("/api/v1/boards")
    again = site.client.get("/api/v1/boards", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_other_sites_may_read_and_no_cookie_is_set(site: Site, published: Published) -> None:
    for path in ("/boards", "/boards/999"):
        response = site.client.get(f"/api/v1{path}", headers={"Origin": "https://news.example"})
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in response.headers
        assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert "Set-Cookie" not in response.headers


def test_pages_for_people_stay_closed_to_other_sites(site: Site) -> None:
    response = site.client.get("/api")
    assert "Access-Control-Allow-Origin" not in response.headers
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_a_network_that_asks_too_often_waits(app: Flask, clock: Clock) -> None:
    from dataclasses import replace

    parts = app.extensions["idea4gov"]
    config = replace(parts.config, api_requests_per_minute=2)
    client = create_app(config, parts=replace(parts, config=config)).test_client()
    left = [client.get("/api/v1/provinces").headers["RateLimit-Remaining"] for _ in range(2)]
    refused = client.get("/api/v1/provinces")
    assert left == ["1", "0"]
    assert (refused.status_code, refused.get_json(force=True)["code"]) == (429, "too_many")
    assert 1 <= int(refused.headers["Retry-After"]) <= 61
    clock.move(minutes=1)
    assert client.get("/api/v1/provinces").status_code == 200


def test_the_page_for_people_names_every_address(site: Site) -> None:
    text = site.get("/api").text
    assert all(
        path in text for path in ("/proposals/{proposal_id}/answer", "/boards/{board_id}/participation")
    )


def test_the_whole_list_of_provinces_fits_a_page(site: Site, published: Published) -> None:
    assert get_json(site.client, "/provinces")["next"] is None
