"""Voting by the list of eligible people, as a voter meets it."""

from dataclasses import replace

import pytest
from flask import Flask

from idea4gov.outside.identity_keys import IdentityKeys
from idea4gov.store.session import Database
from tests.actions.test_voter_lists import KEYS, NUMBERS, World, world
from tests.factories import add_account
from tests.hosted import HostedRound, add_hosted_round
from tests.web.conftest import PASSWORD_HASH, Site

__all__ = ["world"]


@pytest.fixture
def round_(world: World) -> HostedRound:
    list_id = world.take_over(world.load())
    with world.database.transaction() as db:
        return add_hosted_round(db, doors=("list",), voter_list=list_id, is_binding=True)


def give_keys(app: Flask, keys: IdentityKeys) -> None:
    app.extensions["idea4gov"] = replace(app.extensions["idea4gov"], identity_keys=keys)


@pytest.fixture
def voter(app: Flask, database: Database) -> Site:
    with database.transaction() as db:
        add_account(db, "somjai@example.org", password_hash=PASSWORD_HASH)
    give_keys(app, KEYS)
    site = Site(app)
    site.enter("somjai@example.org")
    return site


def test_a_voter_is_told_what_to_do_finds_themselves_and_gets_the_paper(
    voter: Site, round_: HostedRound
) -> None:
    page = voter.get(f"/rounds/{round_.id}/ballot").text
    assert "รอบนี้ต้องยืนยันตัวตนก่อน" in page
    path = f"/rounds/{round_.id}/ballot/list"
    assert path in page
    answer = voter.submit(path, {"national_number": NUMBERS[0]})
    assert (answer.status_code, answer.location) == (303, f"/rounds/{round_.id}/ballot")
    assert "ไฟส่องทางริมหาด" in voter.get(f"/rounds/{round_.id}/ballot").text
    assert "คุณมีชื่อในบัญชี" in voter.get(path).text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"national_number": "1101700203450"}, "ไม่พบในบัญชีผู้มีสิทธิ"),
        ({"national_number": "1234567890123"}, ""),
        ({"national_number": "12"}, ""),
        ({}, ""),
    ],
)
def test_what_opens_no_line_gets_a_sentence(
    voter: Site, round_: HostedRound, typed: dict[str, str], said: str
) -> None:
    answer = voter.submit(f"/rounds/{round_.id}/ballot/list", typed)
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)


def test_a_site_without_a_key_says_so(voter: Site, round_: HostedRound) -> None:
    give_keys(voter.app, IdentityKeys(""))
    answer = voter.submit(f"/rounds/{round_.id}/ballot/list", {"national_number": NUMBERS[0]})
    assert answer.status_code == 409


def test_a_round_without_this_door_has_no_such_page(voter: Site, database: Database) -> None:
    with database.transaction() as db:
        other = add_hosted_round(db)
    assert voter.client.get(f"/rounds/{other.id}/ballot/list").status_code == 403
