"""The data of a budget round's report, from the round, its roll, its objections and its draw."""

from datetime import timedelta

from sqlalchemy.orm import Session

from idea4gov.actions.rounds.results import RoundPage
from idea4gov.domain.documents.election import Election
from idea4gov.domain.documents.election_course import (
    AnsweredObjection,
    AreaCount,
    Course,
    DrawText,
    ElectionReport,
    TieText,
)
from idea4gov.domain.documents.wording import province_name
from idea4gov.domain.rounds.objections import OBJECTION_STAGES
from idea4gov.store.rounds import hosted, objections, screening
from idea4gov.store.rounds.draw import DrawCard, find_draw
from idea4gov.store.rounds.hosted import HostedRound
from idea4gov.store.rounds.roll import count_roll

# A phase ends at the midnight that begins the next day; a moment earlier lies on its last day.
A_MOMENT = timedelta(microseconds=1)


def get_report(db: Session, page: RoundPage, election: Election) -> ElectionReport:
    """All that the report of a finished round is written from. page, election: of this round."""
    running = hosted.find_hosted(db, page.round.id)
    outcome = page.outcome
    return ElectionReport(
        election=election,
        areas=[
            AreaCount(
                part.area.code,
                part.area.name,
                part.area.budget,
                part.outcome.spent,
                part.outcome.ballot_count,
            )
            for part in (outcome.parts if outcome else ())
        ],
        categories=page.categories,
        ties=[
            TieText(int(tie.score), tuple(page.titles[code] for code in tie.project_ids), tie.decides)
            for tie in (outcome.ties if outcome else ())
        ],
        seed=outcome.outcomes[0].seed if outcome else None,
        served=page.alternatives[0].voters if page.alternatives else None,
        outcome_digest=page.result_digest,
        course=_course(db, running) if running else None,
    )


def _course(db: Session, found: HostedRound) -> Course:
    assert found.collecting_at is not None
    assert found.reviewing_at is not None
    assert found.voting_at is not None
    assert found.counting_at is not None
    decided, roll = screening.count_screening(db, found.id), count_roll(db, found.id)
    return Course(
        voters=_voters(db, found),
        minimum_age=found.minimum_age,
        proposing=(found.collecting_at, found.reviewing_at - A_MOMENT),
        voting=(found.voting_at, found.counting_at - A_MOMENT),
        feasible=decided.feasible,
        refused=decided.refused,
        merged=decided.merged,
        online=roll["online"],
        paper=roll["paper"],
        objections=[
            AnsweredObjection(
                one.stage == "provisional", one.project_title, one.body, one.answer, one.answered_at
            )
            for one in reversed(objections.list_objections(db, found.id, answered=True))
            if one.answer is not None and one.answered_at is not None
        ],
        unanswered=sum(
            objections.count_unanswered(db, found.id, stage) for stage in OBJECTION_STAGES.values()
        ),
        draw=_draw(find_draw(db, found.id)),
        frozen_digest=found.frozen_digest or "",
    )


def _draw(draw: DrawCard | None) -> DrawText | None:
    if draw is None:
        return None
    before = draw.before.words if draw.before else None
    return DrawText(draw.words, draw.occasion, draw.witnesses, before, draw.reason)


def _voters(db: Session, found: HostedRound) -> str:
    """Who could vote in the round, in Thai."""
    if found.eligible_scope == "province":
        return f"ผู้มีชื่อในทะเบียนบ้านใน{province_name(found.province_name_th)}"
    if found.eligible_scope == "subdistricts":
        names = " ".join(one.name_th for one in hosted.list_eligible_subdistricts(db, found.id))
        return f"ผู้มีชื่อในทะเบียนบ้านในตำบลต่อไปนี้ {names}"
    return f"ผู้มีชื่อในทะเบียนบ้านในเขต{found.local_government_name_th}"
