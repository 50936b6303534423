"""Hints are noted with a ballot, say nothing outside their round, and end with it."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from idea4gov.actions.accounts.sessions import Browser
from idea4gov.actions.growth import clear_old
from idea4gov.actions.rounds.announcing import confirm_result
from idea4gov.actions.rounds.hints import get_hints_page, note_hints
from idea4gov.actions.rounds.voting import withdraw_ballot
from idea4gov.domain.errors import NotFound
from idea4gov.domain.permissions import Viewer
from idea4gov.outside.signing import Signer
from idea4gov.store.models import BudgetRound, RollHint
from idea4gov.store.session import Database
from tests.actions.closing import CLOSE, PAGE, announce, close, officials
from tests.conftest import NOON
from tests.hosted import HostedRound, add_hosted_round
from tests.officials import add_official
from tests.voters import add_voters, cast

SIGNER = Signer(["a secret of the tests that is long enough"])
PHONE = Browser("Chrome", "203.0.113.9", device="the-cookie-of-one-phone")


@pytest.fixture
def round_(database: Database) -> HostedRound:
    with database.transaction() as db:
        return add_hosted_round(db)


def vote(database: Database, voter: Viewer, round_: HostedRound, browser: Browser = PHONE) -> None:
    cast(database, voter, round_.id, {round_.projects[0]: 1})
    note(database, voter, round_, browser)


def note(database: Database, voter: Viewer, round_: HostedRound, browser: Browser = PHONE) -> None:
    with database.transaction() as db:
        now = NOON + timedelta(seconds=42)
        note_hints(db, SIGNER, browser, round_.id, voter.person_id, now=now)


def hints(database: Database) -> list[RollHint]:
    with database.reading() as db:
        return list(db.scalars(select(RollHint).order_by(RollHint.round_id, RollHint.person_id)))


def test_only_keyed_digests_and_the_minute_are_noted(database: Database, round_: HostedRound) -> None:
    [voter] = add_voters(database, 1)
    vote(database, voter, round_)
    [kept] = hints(database)
    assert (kept.minute, len(kept.device or ""), len(kept.network or "")) == (NOON, 32, 32)
    assert "203.0" not in str(vars(kept))
    assert "phone" not in str(vars(kept))


def test_a_neighbour_in_the_block_has_the_same_network_and_another_round_another(
    database: Database, round_: HostedRound
) -> None:
    voters = add_voters(database, 2)
    vote(database, voters[0], round_)
    vote(database, voters[1], round_, Browser("Safari", "203.0.113.77", device="another phone"))
    with database.transaction() as db:
        other = add_hosted_round(db)
    vote(database, voters[0], other)
    here, neighbour, there = hints(database)
    assert (here.network == neighbour.network, here.device == neighbour.device) == (True, False)
    assert {here.network, here.device}.isdisjoint({there.network, there.device})


def test_the_first_ballot_is_noted_and_its_withdrawal_takes_the_note_along(
    database: Database, round_: HostedRound
) -> None:
    [voter] = add_voters(database, 1)
    vote(database, voter, round_)
    note(database, voter, round_, Browser("Safari", "198.51.100.1", device="another phone"))
    [kept] = hints(database)
    assert kept.device == hints(database)[0].device
    with database.transaction() as db:
        withdraw_ballot(db, voter, round_.id, version=1, now=NOON)
    assert hints(database) == []


def test_officials_of_the_place_see_groups_and_others_nothing(
    database: Database, round_: HostedRound
) -> None:
    for voter in add_voters(database, 4):
        vote(database, voter, round_)
    with database.transaction() as db:
        official = add_official(db)
        stranger = add_official(db, province="14", local_government=None)
        page = get_hints_page(db, official, round_.id)
        with pytest.raises(NotFound):
            get_hints_page(db, stranger, round_.id)
    assert (page.voters, page.is_over) == (4, False)
    assert [len(one.lines) for one in page.clusters["device"]] == [4]
    assert [len(one.lines) for one in page.clusters["moment"]] == [4]
    assert "@" not in str(page.clusters)


def test_hints_end_when_the_round_is_final_and_not_before(database: Database, round_: HostedRound) -> None:
    for voter in add_voters(database, 2):
        vote(database, voter, round_)
    [official, _] = officials(database)
    close(database, round_)
    clear_old(database, now=CLOSE)
    announce(database, official, round_)
    clear_old(database, now=CLOSE)
    assert len(hints(database)) == 2
    with database.transaction() as db:
        later = db.scalars(select(BudgetRound.final_at)).one()
        assert later is not None
        confirm_result(db, official, round_.id, page_url=PAGE, now=later)
        assert get_hints_page(db, official, round_.id).is_over
    clear_old(database, now=CLOSE)
    assert hints(database) == []


def test_hints_end_when_the_round_is_cancelled(database: Database, round_: HostedRound) -> None:
    [voter] = add_voters(database, 1)
    vote(database, voter, round_)
    with database.transaction() as db:
        db.execute(update(BudgetRound).values(cancelled_at=NOON, cancelled_reason="ยกเลิก"))
    clear_old(database, now=NOON)
    assert hints(database) == []
