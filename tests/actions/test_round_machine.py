"""Random actors and a random clock drive rounds up to the result; what must never happen, never does."""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from idea4gov.actions.rounds import errata, imports, objections, phases
from idea4gov.actions.rounds.freeze import get_frozen_text
from idea4gov.actions.rounds.hosted import get_hosted_page
from idea4gov.domain.errors import DomainError, NotFound
from idea4gov.domain.rounds.calendar import read_dates
from idea4gov.domain.rounds.freeze import digest_text
from idea4gov.domain.rounds.phases import PHASES, STEPS_BACK
from idea4gov.domain.thai import bangkok_date
from idea4gov.store.models import Proposal, ProposalReview
from idea4gov.store.rounds.freeze import list_frozen_projects
from tests.actions.conduct import Conduct, days
from tests.conftest import NOON
from tests.services.sqlite import SQLiteLender

pytestmark = pytest.mark.slow

VOTING, ANNOUNCED = PHASES.index("voting"), PHASES.index("provisional")
PEOPLE = st.sampled_from(["first", "second", "admin", "citizen"])


class RoundMachine(RuleBasedStateMachine):
    """One round. databases: lends migrated, empty ones."""

    databases: SQLiteLender

    @initialize()
    def begin(self) -> None:
        self.open = ExitStack()
        self.database = self.open.enter_context(self.databases())
        self.conduct = Conduct.begin(self.database)
        self.conduct.publish()
        self.conduct.post()
        self.now: datetime = NOON
        self.phase, self.steps_back, self.voted_on = "collecting", 0, ""

    def teardown(self) -> None:
        if hasattr(self, "open"):
            self.open.close()

    def attempt(self, job: Callable[[], Any]) -> bool:
        """Whether a job was done; a rule may refuse it, and then nothing has changed."""
        before = self.conduct.round()
        try:
            job()
        except DomainError:
            # What is refused is rolled back whole, with the phase that was recorded on the way.
            assert self.conduct.round() == before
            return False
        return True

    def proposals(self) -> list[int]:
        with self.database.reading() as db:
            query = db.query(ProposalReview.proposal_id).join(
                Proposal, Proposal.id == ProposalReview.proposal_id
            )
            return [row[0] for row in query.order_by(ProposalReview.proposal_id)]

    @rule(half_days=st.integers(1, 14), looks=st.booleans())
    def wait(self, half_days: int, looks: bool) -> None:
        """Time passes; sometimes nobody looks at the page meanwhile."""
        self.now += timedelta(hours=12 * half_days)
        if looks:
            self.conduct.settle(self.now)

    @rule(days_passed=st.sampled_from([4, 8, 12]))
    def work(self, days_passed: int) -> None:
        """Two officials do their work, so that many rounds get as far as voting."""
        self.now += timedelta(days=days_passed)
        for proposal_id in self.proposals():
            self.attempt(partial(self.conduct.decide, proposal_id, now=self.now))
            self.attempt(partial(self.conduct.sign, proposal_id, now=self.now))

    @rule(place=st.integers(0, 1))
    def propose(self, place: int) -> None:
        self.attempt(lambda: self.conduct.post(now=self.now, area=str(self.conduct.area(place))))

    @rule(
        who=PEOPLE,
        which=st.integers(0, 3),
        state=st.sampled_from(["feasible", "refused"]),
        cost=st.sampled_from(["1", "500000"]),
    )
    def decide(self, who: str, which: int, state: str, cost: str) -> None:
        ids = self.proposals()
        if ids:
            typed: dict[str, Any] = {"state": state, "cost": cost, "reason": "ตามระเบียบ"}
            viewer = getattr(self.conduct, who)
            self.attempt(
                lambda: self.conduct.decide(ids[which % len(ids)], viewer=viewer, now=self.now, **typed)
            )

    @rule(who=PEOPLE)
    def sign_all(self, who: str) -> None:
        viewer = getattr(self.conduct, who)
        for proposal_id in self.proposals():
            self.attempt(partial(self.conduct.sign, proposal_id, viewer=viewer, now=self.now))

    @rule(who=PEOPLE, title=st.sampled_from(["ม้านั่ง", "ต้นไม้"]))
    def correct(self, who: str, title: str) -> None:
        with self.database.reading() as db:
            lines = list_frozen_projects(db, self.conduct.round_id)
        if lines:
            words = {"title": title, "location": "แสนสุข", "reason": "พิมพ์ตก"}
            self.act(errata.correct_project, who, lines[0].id, **words)

    @rule(who=PEOPLE)
    def object(self, who: str) -> None:
        self.act(objections.object_to_round, who, body="ไม่เห็นด้วย", project_id=None)

    @rule(who=PEOPLE, goes_on=st.sampled_from([True, True, False]))
    def suspend_or_resume(self, who: str, goes_on: bool) -> None:
        self.act(phases.resume_round if goes_on else phases.suspend_round, who, reason="น้ำท่วม")

    @rule(who=PEOPLE, later=st.integers(-2, 20))
    def extend(self, who: str, later: int) -> None:
        end = self.conduct.round().counting_at
        assert end is not None
        self.act(phases.extend_voting, who, counting_at=end + timedelta(days=later), reason="ฝนตก")

    @rule(who=PEOPLE)
    def move_days(self, who: str) -> None:
        dates = {
            **read_dates(days(self.now), today=bangkok_date(self.now)),
            "collecting_at": self.conduct.round().collecting_at,
        }
        self.act(phases.change_dates, who, dates, reason="ขอเวลาเพิ่ม")

    @rule(who=PEOPLE)
    def step_back(self, who: str) -> None:
        found = self.conduct.round()
        dates = read_dates(days(self.now, (0, 2, 4, 7, 9, 11, 15)), today=bangkok_date(self.now))
        for phase in ("collecting", "reviewing")[: max(0, PHASES.index(found.phase) - 1)]:
            dates[f"{phase}_at"] = getattr(found, f"{phase}_at")
        if STEPS_BACK.get(found.phase) != "draft" and self.act(
            phases.step_back, who, reason="แก้วงเงิน", dates=dates
        ):
            self.steps_back += 1

    def act(self, action: Any, who: str, *args: Any, **options: Any) -> bool:
        viewer = getattr(self.conduct, who)
        return self.attempt(lambda: self.conduct.act(action, viewer, *args, now=self.now, **options))

    @invariant()
    def phases_go_forward_and_back_only_by_a_step_before_voting(self) -> None:
        before, after = PHASES.index(self.phase), PHASES.index(self.conduct.round().phase)
        assert after >= before or (self.steps_back and before < VOTING)
        self.phase, self.steps_back = PHASES[after], 0

    @invariant()
    def what_is_frozen_is_what_the_page_says(self) -> None:
        found = self.conduct.round()
        is_frozen = PHASES.index(found.phase) >= PHASES.index("preview")
        assert (found.frozen_digest is not None) == is_frozen
        if is_frozen:
            with self.database.reading() as db:
                assert digest_text(get_frozen_text(db, found)) == found.frozen_digest

    @invariant()
    def nothing_changes_once_voting_began(self) -> None:
        found = self.conduct.round()
        if PHASES.index(found.phase) >= VOTING:
            self.voted_on = self.voted_on or str(found.frozen_digest)
            assert found.frozen_digest == self.voted_on

    @invariant()
    def nobody_sees_a_count_before_the_result(self) -> None:
        if PHASES.index(self.conduct.round().phase) >= ANNOUNCED:
            return
        with self.database.reading() as db:
            with pytest.raises(NotFound):
                imports.get_published(db, self.conduct.round_id)
            page = get_hosted_page(db, self.conduct.round_id, self.conduct.admin, now=self.now)
        # How many have voted is told once the urn is sealed.
        assert page.round.ballot_count is None or PHASES.index(page.round.phase) > VOTING


def test_no_order_of_acts_breaks_a_round(fresh_sqlite: SQLiteLender) -> None:
    class Machine(RoundMachine):
        databases = fresh_sqlite

    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=12,
            stateful_step_count=35,
            deadline=None,
            # Making 35 steps smaller takes minutes; the seed that is printed repeats them.
            phases=(Phase.reuse, Phase.generate),
            suppress_health_check=list(HealthCheck),
        ),
    )
