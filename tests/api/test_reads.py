"""What the API answers, and what it never tells."""

import json

from idea4gov.store.session import Database
from tests.api.conftest import SECRET_NAME, Published, get_json
from tests.conftest import Clock
from tests.factories import add_account, add_board, add_proposal
from tests.hosted import add_hosted_round
from tests.queries import count_queries
from tests.web.conftest import Site

LISTS = (
    "/provinces",
    "/local-governments",
    "/boards",
    "/proposals",
    "/comments",
    "/answers",
    "/results",
    "/priorities",
    "/rounds",
    "/projects",
    "/milestones",
)
SECRETS = (SECRET_NAME, "ถูกซ่อน", "ร่างลับ", "example.org", "account", "person")


def test_a_proposal_is_told_with_a_pseudonym(site: Site, published: Published) -> None:
    found = get_json(site.client, f"/proposals/{published.proposal}")
    assert found["title"] == "ถังขยะแยกประเภททุก 100 เมตร"
    assert found["url"] == f"http://127.0.0.1:8000/proposals/{published.proposal}"
    assert found["created_at"] == "2026-11-23T05:00:01Z"
    assert len(found["author"]) == 16


def test_an_author_is_the_same_within_a_board_and_another_on_the_next(
    site: Site, published: Published
) -> None:
    one = get_json(site.client, f"/proposals/{published.proposal}")
    other = get_json(site.client, f"/proposals/{published.answered}")
    board = get_json(site.client, f"/boards/{published.open_board}")
    assert one["author"] == board["author"] != other["author"]


def test_nothing_hidden_and_nobody_is_told(site: Site, published: Published) -> None:
    for path in LISTS:
        found = get_json(site.client, path)
        text = json.dumps(found, ensure_ascii=False)
        assert found["data"], path
        assert [word for word in SECRETS if word in text] == [], path


def test_what_is_hidden_is_not_found_by_its_number(site: Site, published: Published) -> None:
    assert get_json(site.client, f"/proposals/{published.hidden}", 404)["code"] == "not_found"


def test_a_board_past_its_time_is_closed(site: Site, database: Database, clock: Clock) -> None:
    from idea4gov.store.models import Board

    with database.transaction() as db:
        board_id = add_board(db)
        db.get_one(Board, board_id).closes_at = clock.now.replace(hour=6)
    assert [row["id"] for row in get_json(site.client, "/boards?state=open")["data"]] == [board_id]
    clock.move(hours=2)
    assert get_json(site.client, f"/boards/{board_id}")["state"] == "closed"
    assert get_json(site.client, "/boards?state=open")["data"] == []
    assert [row["id"] for row in get_json(site.client, "/boards?state=closed")["data"]] == [board_id]


def test_filters_leave_what_was_asked_for(site: Site, published: Published) -> None:
    for path, count in (
        ("/proposals?category=safety", 1),
        ("/proposals?category=health", 0),
        ("/proposals?answered=true&province=20", 1),
        ("/boards?local_government=2094&kind=discussion", 1),
        ("/answers?local_government=2094", 1),
        ("/rounds?fiscal_year=2569", 0),
        ("/provinces?region=north", 0),
    ):
        assert len(get_json(site.client, path)["data"]) == count, path


def test_pages_follow_one_another_without_gaps(site: Site, database: Database) -> None:
    with database.transaction() as db:
        author, boards = add_account(db), [add_board(db) for _ in range(2)]
        expected = [add_proposal(db, board, author) for board in boards for _ in range(4)]
    found, path = [], "/proposals?limit=3"
    while path:
        answer = get_json(site.client, path)
        found += [row["id"] for row in answer["data"]]
        path = (answer["next"] or "").partition("/api/v1")[2]
    assert found == expected


def test_the_next_page_stands_in_the_link_header_too(site: Site, published: Published) -> None:
    response = site.client.get("/api/v1/boards?limit=1&province=20")
    assert response.headers["Link"] == f'<{response.get_json()["next"]}>; rel="next"'
    assert "province=20" in response.get_json()["next"]


def test_sealed_results_state_when_they_last_changed(site: Site, published: Published) -> None:
    response = site.client.get(f"/api/v1/boards/{published.closed_board}/result")
    assert response.headers["Last-Modified"] == "Mon, 23 Nov 2026 05:00:00 GMT"
    assert response.get_json()["supporters"] == 6


def test_small_numbers_of_people_are_not_told(site: Site, published: Published) -> None:
    few = get_json(site.client, f"/boards/{published.open_board}/participation")["data"]
    many = get_json(site.client, f"/boards/{published.closed_board}/participation")["data"]
    assert [(row["people"], row["is_suppressed"]) for row in few] == [(None, True)]
    assert [(row["people"], row["is_suppressed"]) for row in many] == [(7, False)]


def test_projects_say_who_won(site: Site, published: Published) -> None:
    rows = get_json(site.client, f"/projects?round={published.round_id}")["data"]
    assert [(row["code"], row["is_funded"]) for row in rows] == [
        ("ไฟ;1", True),
        ('"ต้นไม้"', False),
        ("ท่อ", True),
        ("4", False),
    ]
    assert get_json(site.client, f"/rounds/{published.round_id}")["spent"] == 1000


def test_a_list_is_one_query_however_long_it_is(site: Site, database: Database, published: Published) -> None:
    # The key of pseudonyms is read once by each process.
    get_json(site.client, "/boards")
    for path in LISTS:
        with count_queries(database) as sent:
            get_json(site.client, path)
        assert len(sent) == 1, path


def test_a_round_in_voting_tells_of_its_projects_but_of_no_vote(site: Site, database: Database) -> None:
    with database.transaction() as db:
        held, hidden = add_hosted_round(db), add_hosted_round(db, phase="draft")
    found = get_json(site.client, f"/rounds/{held.id}")
    assert (found["phase"], found["ballot_count"], found["digest"], found["urn_url"]) == (
        "voting",
        None,
        None,
        None,
    )
    projects = get_json(site.client, f"/projects?round={held.id}")["data"]
    assert len(projects) == len(held.projects)
    assert {(row["votes"], row["is_funded"]) for row in projects} == {(None, None)}
    get_json(site.client, f"/rounds/{hidden.id}", 404)
    get_json(site.client, f"/boards/{hidden.id}", 404)


def test_milestones_are_told(site: Site, published: Published) -> None:
    (row,) = get_json(site.client, f"/milestones?round={published.round_id}")["data"]
    assert (row["project_code"], row["state"], row["percent_spent"]) == ("ท่อ", "underway", 40)
