"""A voter of a round on the web: a site that is logged in, and short ways to fill in and send a ballot."""

import re

import pytest
from flask import Flask

from idea4gov.store.rounds.voting import find_ballot
from idea4gov.store.session import Database
from tests.factories import add_account
from tests.hosted import HostedRound, add_hosted_round
from tests.voters import settle
from tests.web.conftest import PASSWORD_HASH, Site, hidden_fields


@pytest.fixture
def round_(database: Database) -> HostedRound:
    with database.transaction() as db:
        return add_hosted_round(db, minimum_age=15)


@pytest.fixture
def voter(app: Flask, database: Database, round_: HostedRound) -> tuple[Site, int]:
    """A logged-in citizen of Saen Suk, and the number of their person."""
    assert round_
    with database.transaction() as db:
        account_id = add_account(db, "malee@example.org", password_hash=PASSWORD_HASH)
        person_id = settle(db, account_id).person_id
    site = Site(app)
    site.enter("malee@example.org")
    return site, person_id


def path(round_: HostedRound, page: str = "") -> str:
    return f"/rounds/{round_.id}/ballot{page}"


def send(site: Site, round_: HostedRound, do: str, *projects: int, **more: str) -> tuple[int, str]:
    """Open the paper, mark projects, press a button; to cast, look it over first. Returns status and page."""
    marks = {f"mark-{one}": "1" for one in projects}
    first = "review" if do == "cast" else do
    answer = site.submit(path(round_), {**marks, "do": first, **more})
    text = answer.get_data(as_text=True)
    if first == do or answer.status_code != 200:
        return answer.status_code, text
    answer = site.client.post(path(round_), data={**hidden_fields(text, path(round_)), "do": do})
    return answer.status_code, answer.get_data(as_text=True)


def code_on(receipt: str) -> str:
    found: list[str] = re.findall(r'class="ballot-code"[^>]*>([^<]+)<', receipt)
    return found[0]


def receipt_digest(database: Database, round_: HostedRound, person_id: int) -> str:
    with database.reading() as db:
        found = find_ballot(db, round_.id, person_id)
    assert found is not None
    return found.receipt_digest


def reviewed(site: Site, round_: HostedRound, *projects: int) -> dict[str, str]:
    """The hidden fields of a ballot that was looked over."""
    status, page = send(site, round_, "review", *projects)
    assert status == 200
    return hidden_fields(page, path(round_))
