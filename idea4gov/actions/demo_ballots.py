"""The ballots of the demo's rounds, by voters without names; every load casts the same ones."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy.orm import Session

from idea4gov.actions.rounds.announcing import announce_result, confirm_result
from idea4gov.actions.rounds.paper_ballots import (
    enter_paper_ballot,
    mark_voter,
    settle_paper_ballot,
    void_paper_ballot,
)
from idea4gov.actions.rounds.paper_table import sign_papers, state_papers
from idea4gov.actions.rounds.phases import settle_phase
from idea4gov.domain.ballots.ballot_paper import BallotArea, BallotPaper, BallotProject
from idea4gov.domain.ballots.checking import check_ballot
from idea4gov.domain.identity.doors import Admission
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.rounds.receipts import CODE_BYTES, code_of, make_slip
from idea4gov.store import accounts
from idea4gov.store.rounds import ballot_paper, hosted, locking, voting
from idea4gov.store.rounds.locking import VotingRound

PAGE = "http://127.0.0.1/"
# Percent of voters who also choose in the citywide area, and in an area that is not their own.
CHOOSE_CITYWIDE, CHOOSE_ELSEWHERE = 80, 12


def load_ballots(
    db: Session,
    round_id: int,
    *,
    online: int,
    papers: int,
    appeal: Mapping[str, int],
    officials: Sequence[Viewer],
    now: datetime,
) -> None:
    """Cast the ballots of a demo round; after voting seal, count and confirm, each act at its own time.

    online, papers: how many vote in each way. appeal: {title: weight}, of projects that more voters choose.
    officials: the two who enter the paper ballots.
    """
    begins = hosted.get_hosted(db, round_id).voting_at
    if begins is None or begins > now:
        return
    settle_phase(db, round_id, page_url=PAGE, now=begins)
    found = locking.get_voting_round(db, round_id)
    paper = ballot_paper.get_ballot_paper(db, round_id)
    weights = {project.id: appeal.get(project.title, 1) for project in paper.projects}
    _vote_online(db, found, paper, weights, online, end=min(now, found.counting_at))
    if found.counting_at > now:
        return
    _vote_on_paper(db, found, paper, weights, papers, officials)
    _finish(db, round_id, officials[0], now)


def _vote_online(
    db: Session,
    found: VotingRound,
    paper: BallotPaper,
    weights: Mapping[int, int],
    number: int,
    *,
    end: datetime,
) -> None:
    for place in range(number):
        person_id = _join(db, found, place)
        moment = found.voting_at + (end - found.voting_at) * _lot(found.title, place, "when")
        lines = check_ballot(paper, _choose(paper, weights, f"{found.title}/{place}"))
        code = code_of(sha256(f"{found.title}/{place}".encode()).digest()[:CODE_BYTES])
        voting.enter_roll(db, found.id, person_id, Admission("email"), now=moment)
        nonce = sha256(f"{found.title}/{place}/nonce".encode()).hexdigest()
        slip = make_slip(found.receipt_kind, code=code, nonce=nonce[:32], label=nonce)
        voting.add_ballot(db, found.id, person_id, lines, slip=slip, now=moment)


def _join(db: Session, found: VotingRound, place: int) -> int:
    """A voter of the demo, who registered in the morning of the first day. Returns the person."""
    account_id = accounts.add_account(
        db,
        email=f"voter-{found.id}-{place}@demo.example",
        password_hash="",
        display_name=f"ผู้ลงคะแนนคนที่ {place + 1}",
        home_province_code=found.province_code,
        home_local_government_code=found.local_government_code,
        language="th",
        consent_version="demo",
        email_confirmed_at=found.voting_at,
        is_demo=True,
        now=found.voting_at,
    )
    assert account_id is not None
    return accounts.get_person(db, account_id)


def _vote_on_paper(
    db: Session,
    found: VotingRound,
    paper: BallotPaper,
    weights: Mapping[int, int],
    number: int,
    officials: Sequence[Viewer],
) -> None:
    """Mark voters on the last day. One official enters their papers that evening, the other next morning."""
    day, evening, morning = (found.counting_at + timedelta(hours=hours) for hours in (-12, -2, 9))
    first, second = officials
    read = {serial: _choose(paper, weights, f"{found.title}/paper/{serial}") for serial in range(1, number)}
    for serial in range(1, number + 1):
        mark_voter(db, first, found.id, email=None, form_key=f"{found.title}/{serial}", now=day)
    if number:
        state_papers(db, first, found.id, number, now=evening)
        sign_papers(db, second, found.id, now=evening)
    for serial, marks in read.items():
        enter_paper_ballot(db, first, found.id, serial, marks=marks, now=evening)
    settle_phase(db, found.id, page_url=PAGE, now=found.counting_at)
    for serial, marks in read.items():
        slip = dict(list(marks.items())[:1]) if serial == 1 and len(marks) > 1 else marks
        if enter_paper_ballot(db, second, found.id, serial, marks=slip, now=morning) == "differs":
            settle_paper_ballot(db, first, found.id, serial, entry=1, now=morning)
    if number:
        reason = "กาเครื่องหมายเกินจำนวนที่กำหนด"
        void_paper_ballot(db, first, found.id, number, kind="spoiled", reason=reason, now=morning)


def _finish(db: Session, round_id: int, official: Viewer, now: datetime) -> None:
    found = settle_phase(db, round_id, page_url=PAGE, now=locking.get_voting_round(db, round_id).counting_at)
    assert found.provisional_at is not None
    assert found.final_at is not None
    announced = found.provisional_at - timedelta(hours=14)
    if announced <= now:
        announce_result(db, official, round_id, page_url=PAGE, now=announced)
    if found.final_at <= now:
        confirm_result(db, official, round_id, page_url=PAGE, now=found.final_at + timedelta(hours=9))


def _choose(paper: BallotPaper, weights: Mapping[int, int], voter: str) -> dict[int, int]:
    """The marks of one voter: mostly in the area of their home, and more often on projects of more weight."""
    own = paper.areas[int(_lot(voter, "home") * (len(paper.areas) - 1))] if len(paper.areas) > 1 else None
    marks: dict[int, int] = {}
    for area in paper.areas:
        chance = CHOOSE_CITYWIDE if area is paper.areas[-1] else CHOOSE_ELSEWHERE
        if own is not None and area is not own and _lot(voter, "area", area.id) * 100 > chance:
            continue
        listed = paper.of_area(area.id)
        most = min(paper.max_choices or len(listed), len(listed))
        number = 1 + int(_lot(voter, "number", area.id) * most)
        listed = tuple(sorted(listed, key=lambda one: -(_lot(voter, one.code) ** (1 / weights[one.id]))))
        marks |= _mark(paper, area, listed[:number])
    return marks


def _mark(paper: BallotPaper, area: BallotArea, liked: Sequence[BallotProject]) -> dict[int, int]:
    """The marks for projects of one area, the most liked first, within the limits of the paper."""
    if paper.mode == "ranked":
        return {one.id: rank for rank, one in enumerate(liked, 1)}
    if paper.mode == "approval":
        return {one.id: 1 for one in liked}
    marks: dict[int, int] = {}
    left = area.budget_baht if paper.mode == "knapsack" else paper.points_total
    for one in liked:
        taken = one.cost_baht if paper.mode == "knapsack" else min(paper.points_each, left)
        if 0 < taken <= left:
            marks[one.id], left = 1 if paper.mode == "knapsack" else taken, left - taken
    return marks


def _lot(*words: object) -> float:
    """A number from 0 to below 1 that depends on the words alone, in the place of a random one."""
    return int.from_bytes(sha256("/".join(map(str, words)).encode()).digest()[:8]) / 2**64
