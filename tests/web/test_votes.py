"""The support button: pressed with and without scripts, twice, in parallel, and where it must not count."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from sqlalchemy import select, update

from idea4gov.store.models import Board, Proposal
from idea4gov.store.session import Database
from idea4gov.store.votes import recount
from tests.factories import add_account, add_board, add_proposal
from tests.parallel import at_once
from tests.web.conftest import PASSWORD, PASSWORD_HASH, Site, both_engines, hidden_fields

pytestmark = both_engines

JSON = {"Accept": "application/json"}


@pytest.fixture
def proposal_id(database: Database) -> int:
    with database.transaction() as db:
        return add_proposal(db, add_board(db), title="ถังขยะ <แยก> ประเภท")


@pytest.fixture
def path(proposal_id: int) -> str:
    return f"/proposals/{proposal_id}/support"


def support_count(database: Database, proposal_id: int) -> int:
    with database.reading() as db:
        assert recount(db) == []
        return db.scalars(select(Proposal.support_count).where(Proposal.id == proposal_id)).one()


def test_a_support_is_given_and_taken_back_by_the_page_alone(
    citizen: tuple[Site, int], database: Database, proposal_id: int, path: str
) -> None:
    site, _ = citizen
    answer = site.submit(path, {"back": ""})
    assert (answer.status_code, answer.location) == (303, f"/proposals/{proposal_id}#support")
    assert support_count(database, proposal_id) == 1
    assert 'aria-pressed="true"' in site.get(path).text
    answer = site.submit(path, {"back": ""}, action=f"/proposals/{proposal_id}/withdraw-support")
    assert answer.status_code == 303
    assert support_count(database, proposal_id) == 0


def test_our_script_gets_the_new_count(
    citizen: tuple[Site, int], member: Callable[[str], Site], proposal_id: int, path: str
) -> None:
    site, _ = citizen
    other = member("malee@example.org")
    for one, count in ((site, 1), (other, 2), (other, 2)):
        answer = one.client.post(path, data=_data(one, path), headers=JSON)
        assert (answer.status_code, answer.json) == (200, {"supported": True, "support_count": count})
    answer = site.client.post(
        f"/proposals/{proposal_id}/withdraw-support", data=_data(site, path), headers=JSON
    )
    assert answer.json == {"supported": False, "support_count": 1}


@pytest.mark.parametrize(
    ("back", "leads_to"),
    [
        ("/boards/1?sort=newest#proposal-1", "/boards/1?sort=newest#proposal-1"),
        ("//evil.example", None),
        ("https://evil.example/", None),
        ("/\\evil.example", None),
        ("/\t/evil.example", None),
        ("javascript:alert(1)", None),
    ],
)
def test_the_way_back_never_leaves_the_site(
    citizen: tuple[Site, int], proposal_id: int, path: str, back: str, leads_to: str | None
) -> None:
    answer = citizen[0].submit(path, {"back": back})
    assert answer.location == (leads_to or f"/proposals/{proposal_id}#support")


def test_a_visitor_is_asked_to_log_in_and_comes_back_to_the_button(site: Site, path: str) -> None:
    answer = site.client.get(path)
    assert answer.status_code == 303
    assert urlsplit(answer.location).path == "/log-in"
    assert parse_qs(urlsplit(answer.location).query)["next"] == [path]


def test_a_script_whose_session_ended_is_told_where_to_log_in(app: Flask, path: str) -> None:
    answer = app.test_client().post(path, data={"back": "/boards/1"}, headers=JSON)
    assert answer.status_code == 401
    assert answer.json["code"] == "login_required"  # type: ignore[index]
    assert parse_qs(urlsplit(answer.json["log_in_url"]).query)["next"] == ["/boards/1"]  # type: ignore[index]


def test_a_closed_board_shows_its_count_and_refuses(
    citizen: tuple[Site, int], database: Database, proposal_id: int, path: str
) -> None:
    site, _ = citizen
    data = _data(site, path)
    with database.transaction() as db:
        board = db.get_one(Board, db.get_one(Proposal, proposal_id).board_id)
        board.state, board.closed_at = "closed", board.created_at
    assert site.client.post(path, data=data).status_code == 409
    assert site.client.post(path, data=data, headers=JSON).status_code == 409
    assert '<form class="support' not in site.get(path).text
    assert support_count(database, proposal_id) == 0


def test_what_is_hidden_or_invented_is_not_found(
    citizen: tuple[Site, int], database: Database, path: str
) -> None:
    site, _ = citizen
    data = _data(site, path)
    with database.transaction() as db:
        hidden = add_proposal(db, add_board(db), state="hidden")
    for number in (hidden, 999, 10**17, "0", "-1", "1e3", "9" * 30, "๑"):
        assert site.client.get(f"/proposals/{number}/support").status_code == 404
        assert site.client.post(f"/proposals/{number}/support", data=data).status_code == 404
        assert site.client.post(f"/proposals/{number}/withdraw-support", data=data).status_code == 404


def test_without_its_token_nothing_counts(
    citizen: tuple[Site, int], database: Database, proposal_id: int, path: str
) -> None:
    site, _ = citizen
    for data in ({}, {"csrf_token": "forged"}):
        answer = site.client.post(path, data=data)
        assert answer.status_code == 400
        assert "<h1>" in answer.get_data(as_text=True)
    assert support_count(database, proposal_id) == 0


def test_many_devices_of_one_person_at_once_give_one_support(
    app: Flask, citizen: tuple[Site, int], database: Database, proposal_id: int, path: str
) -> None:
    def device() -> Site:
        site = Site(app)
        site.enter("somchai@example.org")
        return site

    devices = [(one, _data(one, path)) for one in (device() for _ in range(8))]
    jobs = [
        lambda one=one, data=data: one.client.post(path, data=data, headers=JSON).json
        for one, data in devices
    ]
    answers = at_once(jobs)
    assert answers == [{"supported": True, "support_count": 1}] * 8
    assert support_count(database, proposal_id) == 1


def test_many_people_at_once_all_count(
    member: Callable[[str], Site], database: Database, proposal_id: int, path: str
) -> None:
    people = [(one, _data(one, path)) for one in (member(f"m{number}@example.org") for number in range(8))]
    jobs = [lambda one=one, data=data: one.client.post(path, data=data).status_code for one, data in people]
    assert at_once(jobs) == [303] * 8
    assert support_count(database, proposal_id) == 8


def _data(site: Site, path: str) -> dict[str, str]:
    """The hidden fields of the button on the page at `path`, given or taken back."""
    text = site.get(path).text
    action = path if f'action="{path}"' in text else path.replace("/support", "/withdraw-support")
    return hidden_fields(text, action)


def test_a_support_asked_for_before_the_log_in_counts_after_it(
    app: Flask, database: Database, proposal_id: int, path: str
) -> None:
    with database.transaction() as db:
        add_account(db, "malee@example.org", password_hash=PASSWORD_HASH)
    site = Site(app)
    assert "“ถังขยะ &lt;แยก&gt; ประเภท”" in site.get(f"/log-in?next={path}").text
    for _ in range(2):
        answer = site.submit(
            f"/log-in?next={path}", {"email": "malee@example.org", "password": PASSWORD}, action="/log-in"
        )
        assert answer.location == f"/proposals/{proposal_id}#support"
        site.submit("/me", {}, action="/log-out")
    assert support_count(database, proposal_id) == 1


def test_a_support_asked_for_too_late_is_not_given(
    app: Flask, database: Database, proposal_id: int, path: str
) -> None:
    with database.transaction() as db:
        add_account(db, "malee@example.org", password_hash=PASSWORD_HASH)
        db.execute(update(Proposal).values(state="withdrawn"))
    site = Site(app)
    answer = site.submit(
        f"/log-in?next={path}", {"email": "malee@example.org", "password": PASSWORD}, action="/log-in"
    )
    assert answer.location == path
    assert support_count(database, proposal_id) == 0
