"""Acts on a round that arrive at the same moment: each phase is entered once, and what is frozen is whole."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import func, select

from idea4gov.actions.rounds import errata, objections, screening
from idea4gov.actions.rounds.freeze import get_frozen_text
from idea4gov.domain.errors import Conflict
from idea4gov.domain.rounds.freeze import digest_text
from idea4gov.store.models import BudgetObjection, BudgetProject, ProposalReview, RoundEvent
from idea4gov.store.rounds.freeze import list_frozen_projects
from idea4gov.store.session import Database
from tests.actions.conduct import Conduct
from tests.conftest import NOON
from tests.parallel import at_once

PREVIEW, VOTING = NOON + timedelta(days=15), NOON + timedelta(days=21)


@pytest.fixture
def conduct(database: Database) -> Conduct:
    return Conduct.begin(database)


def tried(job: Callable[[], object]) -> str:
    """What became of a job: "done", or the code of the refusal."""
    try:
        job()
    except Conflict as error:
        return error.code
    return "done"


def rows(conduct: Conduct, model: type) -> int:
    with conduct.database.reading() as db:
        return db.scalar(select(func.count()).select_from(model)) or 0


def is_whole(conduct: Conduct) -> bool:
    """Whether the digest on the page is that of the rules and projects in the database."""
    with conduct.database.snapshot() as db:
        return digest_text(get_frozen_text(db, conduct.round())) == conduct.round().frozen_digest


def test_many_who_see_a_phase_first_record_it_once(conduct: Conduct) -> None:
    conduct.until_preview()
    before = rows(conduct, RoundEvent)
    phases = at_once([lambda: conduct.settle(VOTING).phase] * 12)
    assert set(phases) == {"voting"}
    assert rows(conduct, RoundEvent) == before + 1
    assert rows(conduct, BudgetProject) == 2
    assert is_whole(conduct)


def test_proposals_that_arrive_with_the_end_of_collecting_are_in_the_round_or_refused(
    conduct: Conduct,
) -> None:
    conduct.publish()
    conduct.post()
    reviewing = NOON + timedelta(days=10)
    jobs = [partial(tried, partial(conduct.post, f"ข้อเสนอ {number}")) for number in range(8)]
    answers = at_once([*jobs, partial(tried, partial(conduct.settle, reviewing))])
    assert rows(conduct, ProposalReview) == 1 + answers[:-1].count("done")
    assert conduct.round().phase == "reviewing"


def test_two_officials_who_sign_at_once_sign_once(conduct: Conduct) -> None:
    conduct.publish()
    proposal_id, day = conduct.post(), NOON + timedelta(days=11)
    conduct.decide(proposal_id, now=day)
    revision = conduct.revision(proposal_id)
    sign = partial(conduct.act, screening.sign_decision, now=day, revision=revision)
    signers = [conduct.second, conduct.admin] * 4
    answers = at_once([partial(tried, partial(sign, one, proposal_id)) for one in signers])
    assert answers.count("done") == 1


def test_errata_against_the_beginning_of_voting_are_in_the_digest_or_refused(conduct: Conduct) -> None:
    conduct.until_preview()
    with conduct.database.reading() as db:
        line = list_frozen_projects(db, conduct.round_id)[0]
    day = NOON + timedelta(days=16)
    jobs: list[Callable[[], object]] = [
        partial(
            conduct.act,
            errata.correct_project,
            conduct.first,
            line.id,
            title=f"ม้านั่ง {number}",
            location="แสนสุข",
            reason="พิมพ์ผิด",
            now=day,
        )
        for number in range(6)
    ]
    jobs.append(partial(conduct.settle, VOTING))
    answers = at_once([partial(tried, job) for job in jobs])
    assert set(answers) <= {"done", "wrong_phase"}
    assert conduct.round().phase == "voting"
    assert is_whole(conduct)


def test_a_person_who_objects_many_times_at_once_objects_once(conduct: Conduct) -> None:
    conduct.until_preview()
    object_once = partial(
        conduct.act,
        objections.object_to_round,
        conduct.citizen,
        body="ราคาสูงไป",
        project_id=None,
        now=PREVIEW + timedelta(days=1),
    )
    answers = at_once([partial(tried, object_once)] * 8)
    assert answers.count("done") == 1
    assert rows(conduct, BudgetObjection) == 1
