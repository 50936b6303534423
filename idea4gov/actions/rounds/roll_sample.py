"""Use cases of the sample of a roll: draw it, look its lines up, say what was found.

Two people look each line up. Whoever differs from what was recorded records anew, and another one confirms.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Final, NamedTuple, get_args

from sqlalchemy.orm import Session

from idea4gov.actions.audit import record_on_round
from idea4gov.domain.errors import NotFound
from idea4gov.domain.permissions import Permission, Viewer, require_at
from idea4gov.domain.rounds.drafts import NotAChoice
from idea4gov.domain.rounds.roll_sample import (
    EmptyRoll,
    Found,
    NotInSample,
    OwnLine,
    SampleDrawn,
    SampleOutcome,
    check_size,
    choose_lines,
    count_found,
    require_announced,
)
from idea4gov.domain.sessions import require_confirmed
from idea4gov.store import audit
from idea4gov.store.rounds import hosted, roll_sample
from idea4gov.store.rounds.finished import list_rounds
from idea4gov.store.rounds.hosted import HostedRound
from idea4gov.store.rounds.roll_sample import LookedUp, Sample, VoterToLookUp

LOOK: Final[Permission] = "roll:mark"


class SampleLine(NamedTuple):
    """A line for officials. is_own: whether the viewer recorded what stands, so that another one confirms."""

    line: LookedUp
    voter: VoterToLookUp
    is_own: bool


class SamplePage(NamedTuple):
    """What officials see. sample: None before it is drawn. is_noted: that they looked."""

    round: HostedRound
    sample: Sample | None
    lines: list[SampleLine]
    found: Found | None
    is_noted: bool = False


def get_sample_page(db: Session, viewer: Viewer, round_id: int) -> SamplePage:
    """The sample with what is needed to look its voters up. Raises NotFound."""
    found = hosted.get_hosted(db, round_id)
    require_at(viewer, LOOK, found.place)
    sample = roll_sample.find_sample(db, round_id)
    if sample is None:
        return SamplePage(found, None, [], None)
    pairs = zip(roll_sample.list_lines(db, round_id), roll_sample.list_voters(db, round_id), strict=True)
    lines = [SampleLine(line, voter, line.recorded_by_id == viewer.account_id) for line, voter in pairs]
    noted = audit.has_acted(
        db, viewer.account_id, act="look_at_sample", subject_kind="round", subject_id=round_id
    )
    return SamplePage(found, sample, lines, find_outcome(db, round_id), noted)


def note_look(db: Session, viewer: Viewer, round_id: int, *, now: datetime) -> None:
    """Note once in the audit log that an official sees who stands at the lines. Raises NotFound."""
    found = hosted.get_hosted(db, round_id)
    require_at(viewer, LOOK, found.place)
    record_on_round(db, viewer.account_id, found, "look_at_sample", now)


def find_outcome(db: Session, round_id: int) -> Found | None:
    """What the sample of a round has shown so far, for everybody; None without one."""
    lines = roll_sample.list_lines(db, round_id)
    return count_found(one.outcome if one.is_confirmed else None for one in lines) if lines else None


def draw_sample(db: Session, viewer: Viewer | None, round_id: int, *, size: int, now: datetime) -> list[int]:
    """Draw the sample of an announced round by its lots. Returns the positions of its lines.

    viewer: None at the command line. size: of the whole roll where that is shorter. Raises NotFound,
    PasswordNeeded, BadSampleSize, SampleTooEarly, EmptyRoll, SampleDrawn.
    """
    found = hosted.lock_hosted(db, round_id)
    if viewer is not None:
        require_at(viewer, LOOK, found.place)
        require_confirmed(viewer, now=now)
    check_size(size)
    require_announced(found.phase)
    lines = roll_sample.count_lines(db, round_id)
    if not lines or found.tie_seed is None:
        raise EmptyRoll()
    positions = choose_lines(found.tie_seed, round_id, lines, size)
    actor_id = viewer.account_id if viewer else None
    if not roll_sample.add_sample(
        db,
        round_id,
        seed=found.tie_seed,
        lines=lines,
        line_ids=roll_sample.lines_at(db, round_id, positions),
        drawn_by_id=actor_id,
        now=now,
    ):
        raise SampleDrawn()
    record_on_round(db, actor_id, found, "draw_sample", now, size=len(positions), lines=lines)
    return positions


def say_found(
    db: Session, viewer: Viewer, round_id: int, position: int, typed: str, *, now: datetime
) -> None:
    """Say what the house register says of a line. typed: one of SampleOutcome, or anything else.

    The first who says so records it; a second who says the same confirms it; a second who says otherwise
    records that in its place. Two accounts of one person are not two people. Raises NotFound, NotAChoice,
    NotInSample, OwnLine.
    """
    found = hosted.get_hosted(db, round_id)
    require_at(viewer, LOOK, found.place)
    said = next((one for one in get_args(SampleOutcome) if one == typed), None)
    if said is None:
        raise NotAChoice(field="outcome")
    line = roll_sample.lock_line(db, round_id, position)
    if line is None:
        raise NotFound()
    if line.is_confirmed:
        raise NotInSample()
    recorder, voter = roll_sample.recorder_and_voter(db, line)
    if voter == viewer.person_id:
        raise OwnLine()
    is_second = recorder not in (None, viewer.person_id)
    if is_second and line.outcome == said:
        roll_sample.confirm_outcome(db, round_id, position, confirmed_by_id=viewer.account_id, now=now)
        record_on_round(db, viewer.account_id, found, "confirm_sample", now, line=position, outcome=said)
        return
    if line.outcome != said or is_second:
        roll_sample.record_outcome(db, round_id, position, said, recorded_by_id=viewer.account_id)
        record_on_round(db, viewer.account_id, found, "record_sample", now, line=position, outcome=said)


def list_sample_problems(db: Session) -> Iterator[str]:
    """Yield a sentence for each sample whose lines are not those that the lots choose. Inside snapshot()."""
    after = 0
    while cards := list_rounds(db, after_id=after):
        for card in cards:
            sample = roll_sample.find_sample(db, card.id)
            if sample is not None:
                seed = hosted.get_hosted(db, card.id).tie_seed or ""
                lines = roll_sample.count_lines(db, card.id)
                chosen = choose_lines(seed, card.id, lines, sample.size)
                kept = {one.position: one.line_id for one in roll_sample.list_lines(db, card.id)}
                is_of_lots = (sample.seed, sample.lines) == (seed, lines)
                if not is_of_lots or roll_sample.lines_at(db, card.id, chosen) != kept:
                    yield f"the sample of the roll of round {card.id} is not the one that its lots choose"
        after = cards[-1].id
