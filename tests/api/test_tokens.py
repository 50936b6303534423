"""Personal tokens: made and revoked by officials, bound to their scope and grants, and never kept."""

import re
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from idea4gov.actions.rounds.announcing import announce_result, confirm_result
from idea4gov.actions.tokens import make_token
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.tokens import MOST, WRITES, TooManyTokens
from idea4gov.outside.logs import set_up_logging
from idea4gov.outside.signing import Signer
from idea4gov.store.models import ApiToken, AuditEntry, BudgetProject, RoleGrant
from idea4gov.store.session import Database
from idea4gov.store.throttle import add_attempt
from tests.actions.doors import SITE
from tests.conftest import NOON, Clock
from tests.factories import SAEN_SUK, add_board, add_proposal
from tests.hosted import add_hosted_round
from tests.officials import SI_RACHA, add_official
from tests.parallel import at_once
from tests.voters import add_voters, cast
from tests.web.conftest import PASSWORD_HASH, SETTINGS, Site, hidden_fields

SIGNER = Signer([SETTINGS["IDEA4GOV_SECRET_KEY"]])


@pytest.fixture
def official(database: Database) -> Viewer:
    with database.transaction() as db:
        return add_official(db, email="office@example.org", password_hash=PASSWORD_HASH)


@pytest.fixture
def proposal(database: Database) -> int:
    with database.transaction() as db:
        return add_proposal(db, add_board(db, local_government_code=SAEN_SUK))


@pytest.fixture
def make(database: Database, official: Viewer) -> Callable[..., str]:
    def make(*scopes: str, viewer: Viewer = official, days: str = "30") -> str:
        chosen = scopes or ("answers",)
        with database.transaction() as db:
            return make_token(
                db, viewer, SIGNER, name="ระบบสารบรรณ", scopes=chosen, days=days, site=SITE, now=NOON
            )

    return make


def put(client: FlaskClient, proposal: int, token: str | None, **changes: Any) -> tuple[int, Any]:
    """Answer a proposal. Returns the status and the body."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    sent = {"body": "รับ**ดำเนินการ**", "revision": 0} | changes
    answer = client.put(f"/api/v1/proposals/{proposal}/answer", json=sent, headers=headers)
    return answer.status_code, answer.get_json(force=True)


def test_a_system_answers_in_the_name_of_its_official(
    site: Site, proposal: int, make: Callable[..., str], official: Viewer, database: Database
) -> None:
    status, body = put(site.client, proposal, make())
    assert (status, body["body"], body["revision"]) == (200, "รับ**ดำเนินการ**", 1)
    with database.reading() as db:
        acts = db.execute(select(AuditEntry.act, AuditEntry.actor_id).order_by(AuditEntry.id)).all()
    assert [tuple(row) for row in acts] == [
        ("make_token", official.account_id),
        ("answer_proposal", official.account_id),
    ]


def test_a_colleague_who_was_faster_is_not_overwritten(
    site: Site, proposal: int, make: Callable[..., str]
) -> None:
    token = make()
    put(site.client, proposal, token)
    status, body = put(site.client, proposal, token, body="อีกฉบับ")
    assert (status, body["code"], body["revision"]) == (409, "stale_answer", 1)
    assert put(site.client, proposal, token, body="อีกฉบับ", revision=1)[0] == 200


def test_who_may_not_write_is_told_why(
    site: Site,
    proposal: int,
    make: Callable[..., str],
    database: Database,
    clock: Clock,
) -> None:
    token = make()
    with database.transaction() as db:
        elsewhere = add_official(db, local_government=SI_RACHA)
    found = {
        "no token": put(site.client, proposal, None),
        "not ours": put(site.client, proposal, "x" * 40),
        "too long": put(site.client, proposal, "x" * 4_000),
        "for milestones": put(site.client, proposal, make("milestones")),
        "of another place": put(site.client, proposal, make(viewer=elsewhere)),
    }
    clock.move(days=31)
    found["too old"] = put(site.client, proposal, token)
    assert {name: (status, body["code"]) for name, (status, body) in found.items()} == {
        "no token": (401, "unauthorized"),
        "not ours": (401, "unauthorized"),
        "too long": (401, "unauthorized"),
        "for milestones": (403, "out_of_scope"),
        "of another place": (404, "not_found"),
        "too old": (401, "unauthorized"),
    }


def test_a_role_taken_back_ends_what_its_tokens_may_do(
    site: Site, proposal: int, make: Callable[..., str], database: Database
) -> None:
    token = make()
    with database.transaction() as db:
        db.query(RoleGrant).delete()
    assert put(site.client, proposal, token)[0] == 404


def test_a_session_is_not_believed_and_a_token_opens_no_page(
    site: Site, proposal: int, make: Callable[..., str]
) -> None:
    token = make()
    site.log_in("office@example.org")
    assert put(site.client, proposal, None)[0] == 401
    stranger = Site(site.app)
    page = stranger.client.get("/desk", headers={"Authorization": f"Bearer {token}"})
    assert page.status_code == 303


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ({"revision": "0"}, "bad_body"),
        ({"revision": True}, "bad_body"),
        ({"extra": 1}, "bad_body"),
        ({"body": " \n"}, "empty_text"),
        ({"body": "ก" * 5_001}, "text_too_long"),
    ],
)
def test_a_body_that_cannot_be_used_is_refused(
    site: Site, proposal: int, make: Callable[..., str], sent: dict[str, Any], code: str
) -> None:
    status, body = put(site.client, proposal, make(), **sent)
    assert (status, body["code"]) == (422, code)
    assert body["field"] in ("body", "revision", "extra")


def test_writes_are_counted(site: Site, proposal: int, make: Callable[..., str], database: Database) -> None:
    token = make()
    with database.transaction() as db:
        for _ in range(WRITES.times - 1):
            add_attempt(db, WRITES, "token:1", now=NOON)
    assert [put(site.client, proposal, token)[0] for _ in range(2)] == [200, 429]


def test_an_official_makes_sees_once_and_revokes(
    site: Site, proposal: int, official: Viewer, database: Database
) -> None:
    site.log_in("office@example.org")
    made = site.submit("/me/tokens", {"name": "ระบบสารบรรณ", "for_answers": "y", "days": "90"})
    token = re.findall(r'<code class="digest">([^<]+)</code>', made.get_data(as_text=True))[0]
    assert put(Site(site.app).client, proposal, token)[0] == 200
    page = site.get("/me/tokens").text
    assert token not in page
    assert "ระบบสารบรรณ" in page
    with database.reading() as db:
        token_id, digest = db.execute(select(ApiToken.id, ApiToken.secret_digest)).one()
    assert digest not in token
    revoked = site.submit("/me/tokens", {}, action=f"/me/tokens/{token_id}/revoke")
    assert revoked.status_code == 303
    assert put(Site(site.app).client, proposal, token)[0] == 401


def test_a_form_that_asks_for_nothing_is_shown_again(site: Site, official: Viewer) -> None:
    site.log_in("office@example.org")
    answer = site.submit("/me/tokens", {"name": "ระบบ", "days": "5"})
    assert answer.status_code == 422
    assert 'value="ระบบ"' in answer.get_data(as_text=True)


def test_a_citizen_has_no_tokens(citizen: tuple[Site, int]) -> None:
    citizen[0].get("/me/tokens", status=404)


def test_nobody_revokes_the_token_of_another(
    site: Site, make: Callable[..., str], database: Database
) -> None:
    make()
    with database.transaction() as db:
        add_official(db, email="other@example.org", password_hash=PASSWORD_HASH)
    site.log_in("other@example.org")
    fields = hidden_fields(site.get("/me/tokens").text, "/me/tokens")
    assert site.client.post("/me/tokens/1/revoke", data=fields).status_code == 404
    with database.reading() as db:
        assert db.scalar(select(ApiToken.revoked_at).where(ApiToken.id == 1)) is None


def test_many_at_once_do_not_pass_the_limit(make: Callable[..., str], database: Database) -> None:
    for _ in range(MOST - 1):
        make()

    def one_more() -> bool:
        try:
            make()
        except TooManyTokens:
            return False
        return True

    assert sum(at_once([one_more] * 6)) == 1


def test_tokens_are_never_logged(
    site: Site, proposal: int, make: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    token, stream = make(), StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    set_up_logging(level="debug", readable=False)
    put(site.client, proposal, token)
    put(site.client, proposal, token + "x")
    set_up_logging(level="error", readable=True)
    assert "/api/v1/proposals/" in stream.getvalue()
    assert token[:20] not in stream.getvalue()


def test_a_system_reports_on_a_funded_project_once(
    site: Site, database: Database, official: Viewer, make: Callable[..., str], clock: Clock
) -> None:
    with database.transaction() as db:
        held = add_hosted_round(db)
    for voter in add_voters(database, 2):
        cast(database, voter, held.id, {held.projects[0]: 1})
    clock.move(days=10)
    with database.transaction() as db:
        announce_result(db, official, held.id, page_url="https://pb.example", now=clock.now)
    clock.move(days=20)
    with database.transaction() as db:
        confirm_result(db, official, held.id, page_url="https://pb.example", now=clock.now)
        winner = db.get_one(BudgetProject, held.projects[0]).code
    headers = {"Authorization": f"Bearer {make('milestones', days='90')}"}
    report = {
        "project": winner,
        "state": "underway",
        "percent_spent": 40,
        "body": "ลงนามสัญญาแล้ว",
        "request_key": "contract-2570-17",
    }
    address = f"/api/v1/rounds/{held.id}/milestones"
    for _ in range(2):
        answer = site.client.post(address, json=report, headers=headers)
        assert answer.status_code == 200, answer.get_data(as_text=True)
    found = site.client.get(f"/api/v1/milestones?round={held.id}").get_json()["data"]
    assert [(row["project_code"], row["percent_spent"]) for row in found] == [(winner, 40)]
    refused = site.client.post(address, json={**report, "project": "no such"}, headers=headers)
    assert refused.status_code == 404
    wrong = {**report, "state": "half", "percent_spent": 101, "body": " "}
    refused = site.client.post(address, json=wrong, headers=headers)
    problem = refused.get_json()
    assert (refused.status_code, problem["code"]) == (422, "invalid_fields")
    assert [(one["field"], one["code"]) for one in problem["errors"]] == [
        ("state", "not_a_choice"),
        ("percent", "number_out_of_range"),
        ("body", "empty_text"),
    ]
