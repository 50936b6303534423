"""What the database itself refuses about rounds that are held here, on either engine."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, insert, update
from sqlalchemy.exc import IntegrityError

from idea4gov.actions.rounds.freeze import list_thawed
from idea4gov.store.models import (
    BudgetArea,
    BudgetIncompatible,
    BudgetObjection,
    BudgetProject,
    BudgetRound,
    ProposalReview,
)
from idea4gov.store.session import Database
from tests.conftest import NOON
from tests.factories import add_account, viewer_of
from tests.hosted import HostedRound, add_hosted_round


def make(database: Database, phase: str, **columns: Any) -> HostedRound:
    with database.transaction() as db:
        return add_hosted_round(db, phase=phase, **columns)


def change(database: Database, round_id: int, **values: Any) -> None:
    with database.transaction() as db:
        db.execute(update(BudgetRound).where(BudgetRound.board_id == round_id).values(**values))


def test_a_round_without_its_rules_cannot_be_kept(database: Database) -> None:
    wrong: tuple[dict[str, Any], ...] = (
        {"ballot_mode": None},
        {"eligible_scope": None},
        {"rule_options": None},
        {"fiscal_year": None},
        {"budget_baht": 0},
        {"max_projects": 0},
        {"max_projects": None},
        {"points_total": 10, "points_per_project": 3},
        {"vote_type": "cumulative"},
        {"minimum_age": 121},
        {"voting_at": NOON - timedelta(days=400)},
        {"cancelled_at": NOON},
        {"suspended_at": NOON},
        {"tie_seed": "early"},
    )
    for columns in wrong:
        with pytest.raises(IntegrityError):
            make(database, "draft", **columns)


@pytest.mark.parametrize(
    ("phase", "to"),
    [
        ("draft", "reviewing"),
        ("collecting", "preview"),
        ("voting", "preview"),
        ("voting", "provisional"),
        ("counting", "voting"),
    ],
)
def test_no_phase_is_left_out_and_none_comes_back_once_voting_began(
    database: Database, phase: str, to: str
) -> None:
    found = make(database, phase)
    with pytest.raises(IntegrityError):
        change(database, found.id, phase=to)


@pytest.mark.parametrize("phase", ["preview", "voting"])
def test_the_rules_of_a_frozen_round_stay(database: Database, phase: str) -> None:
    found = make(database, phase)
    for values in (
        {"budget_baht": 900_000},
        {"rule_options": {"method": "greedy", "stop": True}},
        {"max_projects": 3},
        {"eligible_scope": "province"},
        {"minimum_age": 15},
    ):
        with pytest.raises(IntegrityError):
            change(database, found.id, **values)


@pytest.mark.parametrize("phase", ["preview", "voting"])
def test_the_projects_and_areas_of_a_frozen_round_stay(database: Database, phase: str) -> None:
    found = make(database, phase)
    one = BudgetProject.id == found.projects[0]
    extra = {
        "round_id": found.id,
        "position": 3,
        "name_th": "อีกชุมชน",
        "name_en": "",
        "budget_baht": 1,
        "is_citywide": False,
    }
    for statement in (
        update(BudgetProject).where(one).values(cost_baht=1),
        update(BudgetProject).where(one).values(area_id=found.areas[1]),
        delete(BudgetProject).where(one),
        update(BudgetArea).where(BudgetArea.id == found.areas[0]).values(budget_baht=1),
        insert(BudgetArea).values(**extra),
        update(ProposalReview).where(ProposalReview.round_id == found.id).values(cost_baht=1),
    ):
        with pytest.raises(IntegrityError), database.transaction() as db:
            db.execute(statement)


def test_a_word_of_a_project_can_be_mended_in_preview_and_not_while_people_vote(database: Database) -> None:
    preview, voting = make(database, "preview"), make(database, "voting")
    mend = update(BudgetProject).values(title="ไฟส่องทางเดินริมหาด")
    with database.transaction() as db:
        db.execute(mend.where(BudgetProject.id == preview.projects[0]))
    with pytest.raises(IntegrityError), database.transaction() as db:
        db.execute(mend.where(BudgetProject.id == voting.projects[0]))


def test_voting_may_end_later_and_never_earlier(database: Database) -> None:
    found = make(database, "voting")
    with database.reading() as db:
        end = db.get_one(BudgetRound, found.id).counting_at
    assert end is not None
    change(database, found.id, counting_at=end + timedelta(days=1))
    with pytest.raises(IntegrityError):
        change(database, found.id, counting_at=end)


def test_a_cancelled_round_stays_cancelled(database: Database) -> None:
    found = make(database, "collecting")
    change(database, found.id, cancelled_at=NOON, cancelled_reason="น้ำท่วม")
    with pytest.raises(IntegrityError):
        change(database, found.id, cancelled_at=None, cancelled_reason=None)
    with pytest.raises(IntegrityError):
        change(database, found.id, phase="reviewing")


def test_a_project_lies_in_an_area_of_its_own_round(database: Database) -> None:
    first, second = make(database, "reviewing"), make(database, "reviewing")
    with pytest.raises(IntegrityError), database.transaction() as db:
        db.execute(
            insert(ProposalReview).values(
                round_id=first.id, proposal_id=1, area_id=second.areas[0], state="undecided"
            )
        )


def test_there_is_one_area_for_the_whole_city_at_most(database: Database) -> None:
    found = make(database, "draft")
    with pytest.raises(IntegrityError), database.transaction() as db:
        db.execute(update(BudgetArea).where(BudgetArea.id == found.areas[0]).values(is_citywide=True))


def test_whoever_decided_cannot_sign_as_well(database: Database) -> None:
    with database.transaction() as db:
        found = add_hosted_round(db, phase="preview")
        change_back = update(BudgetRound).where(BudgetRound.board_id == found.id)
        db.execute(change_back.values(phase="reviewing", frozen_digest=None, frozen_at=None))
    with pytest.raises(IntegrityError), database.transaction() as db:
        db.execute(
            update(ProposalReview)
            .where(ProposalReview.round_id == found.id)
            .values(signer_id=ProposalReview.reviewer_id)
        )


def test_a_person_objects_once_at_each_stage(database: Database) -> None:
    found = make(database, "preview")
    with database.transaction() as db:
        viewer = viewer_of(db, add_account(db))
    row = {
        "round_id": found.id,
        "person_id": viewer.person_id,
        "account_id": viewer.account_id,
        "body": "ราคาสูงไป",
        "created_at": NOON,
    }
    with database.transaction() as db:
        db.execute(insert(BudgetObjection).values(**row, stage="preview"))
        db.execute(insert(BudgetObjection).values(**row, stage="provisional"))
    with pytest.raises(IntegrityError), database.transaction() as db:
        db.execute(insert(BudgetObjection).values(**row, stage="preview"))


def test_an_incompatible_pair_is_kept_once_and_in_order(database: Database) -> None:
    with database.transaction() as db:
        found = add_hosted_round(db, phase="preview")
        back = update(BudgetRound).where(BudgetRound.board_id == found.id)
        db.execute(back.values(phase="reviewing", frozen_digest=None, frozen_at=None))
        first, second, _ = sorted(
            db.query(ProposalReview.proposal_id).filter_by(round_id=found.id).order_by("proposal_id").all()
        )
    pair = {"round_id": found.id, "first_proposal_id": second[0], "second_proposal_id": first[0]}
    with pytest.raises(IntegrityError), database.transaction() as db:
        db.execute(insert(BudgetIncompatible).values(**pair))


def test_check_names_a_frozen_round_whose_words_are_others(database: Database) -> None:
    whole, other = make(database, "voting"), make(database, "preview")
    with database.transaction() as db:
        db.execute(update(BudgetProject).where(BudgetProject.id == other.projects[0]).values(title="อย่างอื่น"))
    with database.snapshot() as db:
        faults = list(list_thawed(db))
    assert whole.id != other.id
    assert faults == [f"the rules or projects of round {other.id} are not those that were frozen"]
