"""Reviewing proposals of a round: decided by one official, signed by another, merged, brought in."""

from datetime import timedelta

import pytest

from idea4gov.actions.rounds.screening import bring_in
from idea4gov.actions.votes import support_proposal
from idea4gov.domain.errors import NotFound
from idea4gov.domain.rounds.screening import CostOverArea, MergeDone, OwnDecision
from idea4gov.store.models import Proposal
from idea4gov.store.rounds import screening
from tests.actions.conduct import Conduct, conduct, either
from tests.conftest import NOON
from tests.factories import SAEN_SUK, add_account, add_board, add_proposal, viewer_of
from tests.officials import support

__all__ = ["conduct", "either"]


def test_an_undecided_proposal_holds_the_preview_until_it_is_signed(conduct: Conduct) -> None:
    conduct.publish()
    proposal_id = conduct.post()
    late = NOON + timedelta(days=16)
    conduct.decide(proposal_id, now=late)
    assert conduct.round().phase == "reviewing"
    conduct.sign(proposal_id, now=late)
    found = conduct.round()
    assert (found.phase, found.frozen_at) == ("preview", late)


def test_a_review_that_ends_too_late_for_two_days_of_preview_waits_for_new_days(conduct: Conduct) -> None:
    conduct.publish()
    proposal_id = conduct.post()
    late = NOON + timedelta(days=19)
    conduct.decide(proposal_id, now=late)
    conduct.sign(proposal_id, now=late)
    assert conduct.settle(NOON + timedelta(days=21)).phase == "reviewing"


def test_another_official_signs_whichever_account_they_use(conduct: Conduct) -> None:
    conduct.publish()
    proposal_id = conduct.post()
    conduct.decide(proposal_id, now=NOON + timedelta(days=11))
    with pytest.raises(OwnDecision):
        conduct.sign(proposal_id, viewer=conduct.first, now=NOON + timedelta(days=11))


def test_deciding_anew_needs_a_new_signature(conduct: Conduct) -> None:
    conduct.publish()
    proposal_id = conduct.post()
    day = NOON + timedelta(days=11)
    conduct.decide(proposal_id, now=day)
    conduct.sign(proposal_id, now=day)
    conduct.decide(proposal_id, state="refused", reason="ที่ดินเอกชน", now=day)
    with conduct.database.reading() as db:
        found = screening.get_review(db, conduct.round_id, proposal_id)
        assert screening.count_screening(db, conduct.round_id).signing == 1
    assert (found.state, found.cost_baht, found.signed_at) == ("refused", None, None)


def test_a_cost_over_the_area_is_refused(conduct: Conduct) -> None:
    conduct.publish()
    proposal_id = conduct.post()
    with pytest.raises(CostOverArea):
        conduct.decide(proposal_id, cost="500,001", now=NOON + timedelta(days=11))


def test_a_signed_merge_moves_the_supports_once_per_person(either: Conduct) -> None:
    either.publish()
    source, target = either.post(), either.post("ม้านั่งริมหาด")
    with either.database.transaction() as db:
        both, one = (viewer_of(db, add_account(db)) for _ in range(2))
        for viewer, proposal_id in ((both, source), (both, target), (one, source)):
            support_proposal(db, viewer, proposal_id=proposal_id, now=NOON)
    day = NOON + timedelta(days=11)
    either.decide(source, state="merged", merged_into_id=target, now=day)
    either.sign(source, now=day)
    with either.database.reading() as db:
        assert db.get_one(Proposal, target).support_count == 2
        assert db.get_one(Proposal, source).state == "merged"
    with pytest.raises(MergeDone):
        either.decide(source, now=day)


def test_a_proposal_of_a_discussion_is_brought_into_the_round(either: Conduct) -> None:
    either.publish()
    with either.database.transaction() as db:
        inside = add_proposal(db, add_board(db, local_government_code=SAEN_SUK))
        outside = add_proposal(db, add_board(db, local_government_code="2072"))
        support(db, inside, either.citizen.person_id)
    assert either.act(bring_in, either.first, [inside]) == 1
    assert either.act(bring_in, either.first, [inside]) == 0
    with pytest.raises(NotFound):
        either.act(bring_in, either.first, [outside])
