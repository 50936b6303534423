"""Commitments that are opened, and both kinds of receipts: what leads from a code to a ballot."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from idea4gov.actions.rounds.receipts import NotInLog, find_inclusion
from idea4gov.actions.rounds.voting import open_commitment, withdraw_ballot
from idea4gov.domain.errors import TooMany
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.rounds.receipts import Slip, commit
from idea4gov.domain.rounds.voting import CHANGES, ReceiptTaken
from idea4gov.store.models import UrnBallot, UrnHead, UrnLeaf
from idea4gov.store.rounds import urn_log
from idea4gov.store.rounds.sealing import find_sealed
from idea4gov.store.session import Database
from tests.actions.closing import close
from tests.actions.test_urn_log import faults, kinds, round_, voters
from tests.conftest import NOON
from tests.hosted import HostedRound
from tests.voters import cast, code, slip

__all__ = ["round_", "voters"]


def test_an_opened_commitment_is_never_cast_and_a_cast_one_never_opened(
    database: Database, round_: HostedRound, voters: list[Viewer]
) -> None:
    one, other, *_ = voters
    marks = {round_.projects[0]: 1}

    def open_(voter: Viewer, number: int) -> str:
        with database.transaction() as db:
            return open_commitment(db, voter, round_.id, marks=marks, slip=slip(code(number)), now=NOON)

    opened = open_(one, 1)
    assert opened == open_(one, 1)
    assert opened.endswith(f"marks={round_.projects[0]}")
    with pytest.raises(ReceiptTaken):
        cast(database, one, round_.id, marks, receipt=code(1))
    cast(database, other, round_.id, marks, receipt=code(2))
    with pytest.raises(ReceiptTaken):
        open_(other, 2)
    assert kinds(database, round_) == {"cast": 1, "spoiled": 1}
    with database.reading() as db:
        assert urn_log.find_leaf(db, round_.id, commit(opened)) is not None
    assert faults(database) == []


def test_a_withdrawn_slip_is_not_cast_again(
    database: Database, round_: HostedRound, voters: list[Viewer]
) -> None:
    marks = {round_.projects[0]: 1}
    cast(database, voters[0], round_.id, marks, receipt=code(1))
    with database.transaction() as db:
        withdraw_ballot(db, voters[0], round_.id, version=1, now=NOON)
    with pytest.raises(ReceiptTaken):
        cast(database, voters[0], round_.id, marks, receipt=code(1))


def cast_inclusion(database: Database, round_: HostedRound, voters: list[Viewer]) -> Iterator[Slip]:
    for number, voter in enumerate(voters, 1):
        drawn = slip(code(number), "inclusion")
        cast(database, voter, round_.id, {round_.projects[0]: 1}, drawn=drawn)
        yield drawn


def test_with_receipts_of_inclusion_nothing_leads_from_a_code_to_a_ballot_after_the_seal(
    database: Database, round_: HostedRound, voters: list[Viewer]
) -> None:
    slips = list(cast_inclusion(database, round_, voters))
    digest = slips[0].receipt_digest
    with database.reading() as db:
        assert len(find_inclusion(db, round_.id, digest, language="th").choices) == 1
    close(database, round_)
    with database.reading() as db:
        labels = list(db.scalars(select(UrnBallot.label).order_by(UrnBallot.number)))
        assert labels == sorted(one.label for one in slips)
        assert find_sealed(db, round_.id, digest) is None
        found = find_inclusion(db, round_.id, digest, language="th")
        assert (found.label, found.choices) == (None, [])
        assert found.leaf is not None
        with pytest.raises(NotInLog):
            find_inclusion(db, round_.id, slip(code(99)).receipt_digest, language="th")
    assert faults(database) == []


def test_findable_receipts_leave_no_code_beside_their_leaves(
    database: Database, round_: HostedRound, voters: list[Viewer]
) -> None:
    cast(database, voters[0], round_.id, {round_.projects[0]: 1})
    with database.reading() as db:
        assert list(db.scalars(select(UrnLeaf.receipt_digest))) == [None]
        assert list(db.scalars(select(UrnHead.id))) == []


def test_who_changes_a_ballot_again_and_again_is_stopped_and_the_last_one_counts(
    database: Database, round_: HostedRound, voters: list[Viewer]
) -> None:
    lamps, benches, _ = round_.projects
    for version in range(CHANGES.times + 1):
        cast(database, voters[0], round_.id, {(lamps, benches)[version % 2]: 1}, version=version)
    with pytest.raises(TooMany):
        cast(database, voters[0], round_.id, {benches: 1}, version=CHANGES.times + 1)
    with pytest.raises(TooMany), database.transaction() as db:
        withdraw_ballot(db, voters[0], round_.id, version=CHANGES.times + 1, now=NOON)
    assert kinds(database, round_) == {"cast": 1, "replace": CHANGES.times}
    cast(database, voters[1], round_.id, {lamps: 1})
    assert faults(database) == []
