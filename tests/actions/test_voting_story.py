"""Any story of voters, officials and a clock: one ballot each, never over budget, and urn = roll."""

from contextlib import ExitStack
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select

from idea4gov.actions.rounds.paper_ballots import mark_voter
from idea4gov.actions.rounds.phases import settle_phase
from idea4gov.actions.rounds.voting import withdraw_ballot
from idea4gov.domain.errors import DomainError
from idea4gov.domain.permissions import Viewer
from idea4gov.store.models import (
    Account,
    BallotLine,
    BudgetArea,
    BudgetProject,
    BudgetRound,
    CastBallot,
    UrnBallot,
    UrnBallotLine,
    VoterRoll,
)
from idea4gov.store.rounds.sealing import list_seals
from tests.conftest import NOON
from tests.hosted import HostedRound, add_hosted_round
from tests.officials import add_official
from tests.services.sqlite import SQLiteLender
from tests.voters import add_voters, cast, code

pytestmark = pytest.mark.slow

VOTERS = st.integers(0, 3)
END = NOON + timedelta(days=10) - timedelta(hours=1)


class Story(RuleBasedStateMachine):
    """cast: {voter: the marks that must be in the urn}; paper: voters who took a paper."""

    databases: SQLiteLender

    def __init__(self) -> None:
        super().__init__()
        self.open = ExitStack()
        self.database = self.open.enter_context(self.databases())
        self.now: datetime = NOON
        self.sent = 0
        self.cast: dict[int, dict[int, int]] = {}
        self.versions: dict[int, int] = {}
        self.paper: set[int] = set()
        self.sealed = False

    @initialize()
    def begin(self) -> None:
        with self.database.transaction() as db:
            self.round: HostedRound = add_hosted_round(
                db, mode="knapsack", min_projects=None, max_projects=None
            )
            self.official: Viewer = add_official(db)
        self.voters = add_voters(self.database, 4)

    def teardown(self) -> None:
        self.open.close()

    def attempt(self, act: Any) -> bool:
        try:
            act()
        except DomainError:
            return False
        return True

    @rule(voter=VOTERS, chosen=st.sets(st.integers(0, 2)), stale=st.booleans())
    def vote(self, voter: int, chosen: set[int], stale: bool) -> None:
        marks = {self.round.projects[one]: 1 for one in chosen}
        version = self.versions.get(voter, 0) - stale
        self.sent += 1
        receipt = code(self.sent)
        if self.attempt(
            lambda: cast(
                self.database,
                self.voters[voter],
                self.round.id,
                marks,
                version=version,
                receipt=receipt,
                now=self.now,
            )
        ):
            assert not stale
            assert not {0, 1} <= chosen
            assert voter not in self.paper
            assert self.now < END
            self.cast[voter], self.versions[voter] = marks, version + 1

    @rule(voter=VOTERS)
    def withdraw(self, voter: int) -> None:
        def act() -> None:
            with self.database.transaction() as db:
                version = self.versions.get(voter, 0)
                withdraw_ballot(db, self.voters[voter], self.round.id, version=version, now=self.now)

        if self.attempt(act):
            self.cast.pop(voter, None)
            self.versions.pop(voter, None)

    @rule(voter=VOTERS)
    def take_paper(self, voter: int) -> None:
        def act() -> None:
            with self.database.transaction() as db:
                email = db.get_one(Account, self.voters[voter].account_id).email
                mark_voter(db, self.official, self.round.id, email=email, form_key="k", now=self.now)

        if self.attempt(act):
            assert voter not in self.cast
            self.paper.add(voter)

    @precondition(lambda self: self.now < END)
    @rule(hours=st.sampled_from([1, 30, 100]))
    def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule()
    def look(self) -> None:
        with self.database.transaction() as db:
            settle_phase(db, self.round.id, page_url="", now=self.now)
        self.sealed = self.now >= END

    @invariant()
    def nobody_has_two_ballots_and_none_is_over_budget(self) -> None:
        with self.database.reading() as db:
            spent = (
                select(BallotLine.ballot_id, BudgetArea.budget_baht)
                .join(BudgetProject, BudgetProject.id == BallotLine.project_id)
                .join(BudgetArea, BudgetArea.id == BudgetProject.area_id)
                .group_by(BallotLine.ballot_id, BudgetArea.id, BudgetArea.budget_baht)
                .having(func.sum(BudgetProject.cost_baht) > BudgetArea.budget_baht)
            )
            assert db.execute(spent).all() == []
            roll = db.execute(select(VoterRoll.channel, func.count()).group_by(VoterRoll.channel)).all()
            ballots = db.scalar(select(func.count()).select_from(CastBallot))
        online = len(self.cast)
        counts = {row[0]: row[1] for row in roll}
        assert (counts.get("online", 0), counts.get("paper", 0)) == (online, len(self.paper))
        assert ballots == (0 if self.sealed else online)

    @invariant()
    def the_urn_holds_just_what_was_cast_last(self) -> None:
        with self.database.reading() as db:
            seals = list_seals(db, self.round.id)
            lines = db.execute(select(UrnBallotLine.ballot_number, UrnBallotLine.project_id)).all()
            urn = db.scalar(select(func.count()).select_from(UrnBallot))
            phase = db.get_one(BudgetRound, self.round.id).phase
        if not self.sealed:
            assert (urn, seals, phase) == (0, [], "voting")
            return
        found: dict[int, set[int]] = {}
        for number, project_id in lines:
            found.setdefault(number, set()).add(project_id)
        assert sorted(map(sorted, found.values())) == sorted(sorted(marks) for marks in self.cast.values())
        assert [(seal.roll_count, seal.ballot_count) for seal in seals] == [(urn, urn)]
        assert phase == "counting"


def test_any_story_ends_with_an_urn_that_is_the_roll(
    fresh_sqlite: SQLiteLender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Story, "databases", fresh_sqlite, raising=False)
    run_state_machine_as_test(Story, settings=settings(max_examples=8, stateful_step_count=14, deadline=None))
