"""Running a budget round: drafts, phases by the clock, four eyes, the freeze, objections, dates."""

import hashlib
import json
from datetime import timedelta

import pytest
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from idea4gov.actions.proposals import withdraw_proposal
from idea4gov.actions.rounds import errata, objections, phases
from idea4gov.actions.rounds.drafts import (
    AlreadyPublished,
    SeenBefore,
    StaleRound,
    TooFewOfficials,
    create_round,
    delete_draft,
    edit_round,
    publish_round,
)
from idea4gov.actions.rounds.freeze import get_frozen_text
from idea4gov.domain.boards import BoardClosed
from idea4gov.domain.errors import NotFound
from idea4gov.domain.rounds.calendar import DateIsHistory, DayHasPassed, read_dates
from idea4gov.domain.rounds.objections import AlreadyAnswered, AlreadyObjected
from idea4gov.domain.rounds.phases import NoStepBack, RoundCancelled, RoundSuspended, WrongPhase
from idea4gov.domain.thai import bangkok_date
from idea4gov.store.models import Board, OutgoingMail, RoleGrant
from idea4gov.store.rounds import drafts, hosted, screening, timeline
from idea4gov.store.rounds.freeze import list_frozen_projects
from idea4gov.store.rounds.objections import list_objections
from idea4gov.store.rounds.phases import set_columns
from tests.actions.conduct import Conduct, conduct, days, draft, either
from tests.conftest import NOON
from tests.factories import SAEN_SUK
from tests.officials import SI_RACHA, acts, add_official

TODAY = bangkok_date(NOON)

__all__ = ["conduct", "either"]


def events(conduct: Conduct) -> list[str]:
    with conduct.database.reading() as db:
        found = timeline.list_events(db, conduct.round_id)
    return [event.phase if event.kind == "phase" else event.kind for event in reversed(found)]


def letters(conduct: Conduct) -> list[str]:
    with conduct.database.reading() as db:
        return list(db.scalars(select(OutgoingMail.subject).order_by(OutgoingMail.id)))


def test_the_same_sending_makes_one_round(conduct: Conduct) -> None:
    with conduct.database.transaction() as db:
        again = create_round(
            db, conduct.first, draft(), local_government_code=SAEN_SUK, form_key="one", now=NOON
        )
    assert again == conduct.round_id


def test_a_draft_can_be_deleted_until_it_was_published_once(either: Conduct) -> None:
    with either.database.transaction() as db:
        stranger = add_official(db, local_government=SI_RACHA)
        spare = create_round(
            db, either.first, draft(), local_government_code=SAEN_SUK, form_key="spare", now=NOON
        )
    with pytest.raises(NotFound), either.database.transaction() as db:
        delete_draft(db, stranger, spare, now=NOON)
    with either.database.transaction() as db:
        delete_draft(db, either.first, spare, now=NOON)
    with either.database.reading() as db:
        assert (hosted.find_hosted(db, spare), db.get(Board, spare)) == (None, None)
    assert acts(either.database)[-1] == "delete_round"
    either.publish()
    with pytest.raises(AlreadyPublished), either.database.transaction() as db:
        delete_draft(db, either.first, either.round_id, now=NOON)
    with either.database.transaction() as db:
        set_columns(db, either.round_id, {"phase": "draft", "published_at": None})
    with pytest.raises(SeenBefore), either.database.transaction() as db:
        delete_draft(db, either.first, either.round_id, now=NOON)
    with pytest.raises(IntegrityError), either.database.transaction() as db:
        drafts.delete_draft(db, either.round_id)


def test_a_draft_is_saved_again_unless_a_colleague_was_faster(either: Conduct) -> None:
    def edit(title: str, revision: int) -> None:
        with either.database.transaction() as db:
            edit_round(db, either.first, either.round_id, draft(title=title), revision=revision, now=NOON)

    edit("งบใหม่", 1)
    with pytest.raises(StaleRound):
        edit("งบเก่า", 1)
    assert either.round().title == "งบใหม่"


def test_an_official_of_another_place_makes_and_sees_no_round(conduct: Conduct) -> None:
    with conduct.database.transaction() as db:
        stranger = add_official(db, local_government="2072")
    with pytest.raises(NotFound):
        conduct.act(publish_round, stranger)


def test_a_published_round_begins_on_its_day_and_is_not_edited(conduct: Conduct) -> None:
    conduct.publish()
    assert conduct.round().phase == "collecting"
    with pytest.raises(AlreadyPublished):
        conduct.publish()


def test_a_round_whose_days_have_passed_is_not_published(conduct: Conduct) -> None:
    with pytest.raises(DayHasPassed) as refused:
        conduct.publish(NOON + timedelta(days=1))
    assert refused.value.data["field"] == "collecting_from"


def test_a_round_needs_two_officials(conduct: Conduct) -> None:
    with conduct.database.transaction() as db:
        db.execute(delete(RoleGrant).where(RoleGrant.account_id != conduct.first.account_id))
    with pytest.raises(TooFewOfficials):
        conduct.publish()


def test_proposals_are_taken_while_the_round_collects(either: Conduct) -> None:
    with pytest.raises(NotFound):
        either.post()
    either.publish()
    proposal_id = either.post(area=str(either.area(1)))
    with either.database.reading() as db:
        assert screening.get_review(db, either.round_id, proposal_id).area_name_en == "ทั้งเทศบาล"
    with pytest.raises(BoardClosed):
        either.post(now=NOON + timedelta(days=10))


def test_phases_follow_their_dates_whenever_they_are_first_seen(conduct: Conduct) -> None:
    conduct.until_preview()
    found = conduct.settle(NOON + timedelta(days=25))
    assert found.phase == "counting"
    assert events(conduct) == ["published", "collecting", "reviewing", "preview", "voting", "counting"]
    with conduct.database.reading() as db:
        entry = timeline.list_events(db, conduct.round_id)[1]
    assert (entry.phase, entry.at) == ("voting", found.voting_at)


def test_a_round_without_proposals_keeps_collecting_until_its_days_are_moved(conduct: Conduct) -> None:
    conduct.publish()
    tenth = NOON + timedelta(days=10)
    assert conduct.settle(tenth).phase == "collecting"
    moved = days(offsets=(0, 19, 25, 30, 34, 36, 43))
    conduct.act(
        phases.change_dates, conduct.first, read_dates(moved, today=TODAY), reason="ยังไม่มีข้อเสนอ", now=tenth
    )
    conduct.post(now=tenth)
    assert conduct.settle(NOON + timedelta(days=20)).phase == "reviewing"


def test_what_has_begun_keeps_its_day(conduct: Conduct) -> None:
    conduct.publish()
    moved = read_dates(days(offsets=(1, 9, 15, 20, 24, 26, 33)), today=TODAY)
    with pytest.raises(DateIsHistory):
        conduct.act(phases.change_dates, conduct.first, moved, reason="แก้วัน")


def test_the_digest_of_the_freeze_is_that_of_the_published_text(conduct: Conduct) -> None:
    conduct.until_preview()
    with conduct.database.reading() as db:
        text = get_frozen_text(db, conduct.round())
    assert hashlib.sha256(text.encode()).hexdigest() == conduct.round().frozen_digest
    told = json.loads(text)
    assert [project["title"] for project in told["projects"]] == ["ม้านั่งใต้ต้นสน", "ไฟส่องทางริมหาด"]
    assert told["rules"]["minimum_age"] == 15
    assert sum(area["budget_baht"] for area in told["areas"]) == 800_000
    assert letters(conduct) == [
        "[บอกเรา ถึงรัฐ] เริ่มพิจารณาข้อเสนอแล้ว",
        "[บอกเรา ถึงรัฐ] บัตรลงคะแนนพร้อมให้ตรวจดูแล้ว",
    ]


def test_incompatible_projects_are_part_of_the_freeze(either: Conduct) -> None:
    either.publish()
    ids = [either.post(), either.post("ม้านั่งริมหาด")]
    day = NOON + timedelta(days=11)
    for proposal_id in ids:
        either.decide(proposal_id, excludes=[ids[0]] if proposal_id == ids[1] else (), now=day)
        either.sign(proposal_id, now=day)
    either.settle(NOON + timedelta(days=15))
    with either.database.reading() as db:
        told = json.loads(get_frozen_text(db, either.round()))
    assert [project["incompatible"] for project in told["projects"]] == [["2"], ["1"]]


def test_nothing_is_decided_or_withdrawn_after_the_freeze(conduct: Conduct) -> None:
    first, _ = conduct.until_preview()
    day = NOON + timedelta(days=16)
    with pytest.raises(WrongPhase):
        conduct.decide(first, cost="1", now=day)
    with pytest.raises(BoardClosed), conduct.database.transaction() as db:
        withdraw_proposal(db, conduct.citizen, proposal_id=first, now=day)


def test_an_erratum_is_logged_with_both_digests_and_only_in_preview(conduct: Conduct) -> None:
    conduct.until_preview()
    before = conduct.round().frozen_digest
    with conduct.database.reading() as db:
        line = list_frozen_projects(db, conduct.round_id)[0]
    words = {"title": "ม้านั่งใต้ต้นสนทะเล", "location": "แสนสุข", "reason": "พิมพ์ตก"}
    day = NOON + timedelta(days=16)
    conduct.act(errata.correct_project, conduct.first, line.id, **words, now=day)
    with conduct.database.reading() as db:
        entry = timeline.list_events(db, conduct.round_id)[0]
    assert entry.kind == "erratum"
    assert entry.data["changes"]["title"] == ["ม้านั่งใต้ต้นสน", "ม้านั่งใต้ต้นสนทะเล"]
    assert (entry.data["digest_before"], entry.data["digest"]) == (before, conduct.round().frozen_digest)
    with pytest.raises(WrongPhase):
        conduct.act(errata.correct_project, conduct.first, line.id, **words, now=NOON + timedelta(days=21))


def test_a_person_objects_once_and_the_answer_is_public(either: Conduct) -> None:
    either.until_preview()
    day = NOON + timedelta(days=16)
    either.act(objections.object_to_round, either.citizen, body="ราคาสูงไป", project_id=None, now=day)
    with pytest.raises(AlreadyObjected):
        either.act(objections.object_to_round, either.citizen, body="อีกข้อ", project_id=None, now=day)
    with either.database.reading() as db:
        [objection] = list_objections(db, either.round_id, answered=False)
    either.act(objections.answer_objection, either.first, objection.id, answer="ตามราคากลาง", now=day)
    with pytest.raises(AlreadyAnswered):
        either.act(objections.answer_objection, either.second_moderator(), objection.id, answer="x", now=day)


def test_voting_is_extended_before_it_ends_and_never_after(conduct: Conduct) -> None:
    conduct.until_preview()
    during, end = NOON + timedelta(days=21), conduct.round().counting_at
    assert end is not None
    longer = {"counting_at": end + timedelta(days=2), "reason": "ฝนตกหนัก"}
    conduct.act(phases.extend_voting, conduct.first, now=during, **longer)
    assert conduct.round().counting_at == end + timedelta(days=2)
    after = NOON + timedelta(days=40)
    with pytest.raises(WrongPhase):
        conduct.act(phases.extend_voting, conduct.first, counting_at=after, reason="ลืม", now=after)


def test_a_suspended_round_stands_still_and_its_dates_move(either: Conduct) -> None:
    either.publish()
    either.act(phases.suspend_round, either.first, reason="น้ำท่วม", now=NOON + timedelta(days=2))
    with pytest.raises(BoardClosed):
        either.post(now=NOON + timedelta(days=3))
    assert either.settle(NOON + timedelta(days=100)).phase == "collecting"
    end = either.round().reviewing_at
    assert end is not None
    either.act(phases.resume_round, either.first, reason="น้ำลด", now=NOON + timedelta(days=7))
    assert either.round().reviewing_at == end + timedelta(days=5)
    either.post(now=NOON + timedelta(days=12))
    assert either.settle(NOON + timedelta(days=15)).phase == "reviewing"


def test_nothing_is_done_in_a_suspended_round(conduct: Conduct) -> None:
    conduct.until_preview()
    day = NOON + timedelta(days=16)
    conduct.act(phases.suspend_round, conduct.first, reason="น้ำท่วม", now=day)
    with pytest.raises(RoundSuspended):
        conduct.act(objections.object_to_round, conduct.citizen, body="ไม่เห็นด้วย", project_id=None, now=day)


def test_a_cancelled_round_has_ended(either: Conduct) -> None:
    either.publish()
    with pytest.raises(NotFound):
        either.act(phases.cancel_round, either.first, reason="งบถูกตัด")
    either.act(phases.cancel_round, either.admin, reason="งบถูกตัด")
    with pytest.raises(BoardClosed):
        either.post()
    with pytest.raises(RoundCancelled):
        either.act(phases.suspend_round, either.first, reason="x")
    assert events(either)[-1] == "cancelled"


def test_an_admin_takes_a_round_one_step_back_before_voting(either: Conduct) -> None:
    first, _ = either.until_preview()
    day, moved = NOON + timedelta(days=16), read_dates(days(offsets=(0, 9, 18, 22, 25, 27, 33)), today=TODAY)
    with pytest.raises(NotFound):
        either.act(phases.step_back, either.first, reason="ราคาผิด", dates=moved, now=day)
    either.act(phases.step_back, either.admin, reason="ราคาผิด", dates=moved, now=day)
    assert (either.round().phase, either.round().frozen_digest) == ("reviewing", None)
    either.decide(first, cost="150000", now=day)
    either.sign(first, now=day)
    either.settle(NOON + timedelta(days=23))
    with pytest.raises(NoStepBack):
        either.act(phases.step_back, either.admin, reason="x", dates=moved, now=NOON + timedelta(days=23))


def test_every_act_on_a_round_is_in_the_log(conduct: Conduct) -> None:
    conduct.until_preview()
    begun = ["create_round", "publish_round", "enter_phase", "enter_phase"]
    reviewed = ["decide_proposal", "sign_proposal"] * 2
    assert acts(conduct.database) == [*begun, *reviewed, "enter_phase"]
