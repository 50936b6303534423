"""Use cases of paper ballots: mark voters on the roll, enter each paper twice, settle differences, void."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy.orm import Session

from idea4gov.actions.audit import record_on_round
from idea4gov.domain.ballots.ballot_paper import BallotPaper
from idea4gov.domain.ballots.checking import check_ballot, marks_of
from idea4gov.domain.email import known_email
from idea4gov.domain.fields import at_field
from idea4gov.domain.identity.doors import Admission, NoCounter
from idea4gov.domain.moderation import clean_reason
from idea4gov.domain.permissions import Permission, Viewer, require_at
from idea4gov.domain.rounds.paper_ballots import (
    OPEN_STATES,
    EnteredTwice,
    PaperBallotChanged,
    PaperBallotState,
    SameOfficial,
    UnknownPaperBallot,
    UnknownVoter,
    check_void_kind,
)
from idea4gov.domain.rounds.paper_table import TableClosed
from idea4gov.domain.rounds.voting import VotedOnline, require_paper_ballots
from idea4gov.domain.sessions import require_confirmed
from idea4gov.store.rounds import ballot_paper, locking, paper_ballots, paper_table, voting
from idea4gov.store.rounds.locking import VotingRound
from idea4gov.store.rounds.paper_ballots import Entered, PaperBallotCard
from idea4gov.store.rounds.roll import (
    ROLL_PAGE,
    RollLine,
    add_stranger,
    count_roll,
    delete_paper_voter,
    find_person,
    list_roll,
)

ENTER: Final = "paper:enter"
MARK: Final = "roll:mark"


class PaperBallotsPage(NamedTuple):
    """A page of papers for officials. counts: {state: number}. roll: {channel: number of voters}.

    next: the serial number after which the next page begins, or None.
    """

    round: VotingRound
    papers: list[PaperBallotCard]
    counts: dict[str, int]
    roll: dict[str, int]
    next: int | None


class PaperBallotPage(NamedTuple):
    """One paper. found: None before its first entry.

    marks: {entry, 1 or 2: marks}; {} before the second entry.
    """

    round: VotingRound
    paper: BallotPaper
    serial: int
    found: Entered | None
    marks: dict[int, dict[int, int]]


class RollPage(NamedTuple):
    """A page of the roll. lines: of voters on paper. counts: {channel: number of voters}.

    next: the line after which the next page begins, or None.
    """

    round: VotingRound
    lines: list[RollLine]
    counts: dict[str, int]
    next: int | None


class BallotPaperPage(NamedTuple):
    """The text of a round's ballot paper."""

    round: VotingRound
    paper: BallotPaper


def get_ballot_paper_page(
    db: Session, viewer: Viewer, round_id: int, *, language: str = "th"
) -> BallotPaperPage:
    """The text of the ballot paper of a frozen round, in a language. Raises NotFound."""
    return BallotPaperPage(
        _get(db, viewer, round_id, ENTER), ballot_paper.get_ballot_paper(db, round_id, language=language)
    )


def roll(db: Session, viewer: Viewer, round_id: int) -> Iterator[RollLine]:
    """Every line of the roll, of voters online and on paper, read page by page. Raises NotFound."""
    _get(db, viewer, round_id, MARK)
    after = 0
    while lines := list_roll(db, round_id, after=after):
        yield from lines
        after = lines[-1].id


def get_paper_ballots_page(db: Session, viewer: Viewer, round_id: int, *, after: int = 0) -> PaperBallotsPage:
    """A page of papers by serial number, those above `after`. Raises NotFound."""
    round_ = _get(db, viewer, round_id, ENTER)
    found = paper_ballots.list_paper_ballots(
        db, round_id, after=after, limit=paper_ballots.PAPER_BALLOTS_PAGE + 1
    )
    papers = found[: paper_ballots.PAPER_BALLOTS_PAGE]
    more = papers[-1].serial if len(found) > len(papers) else None
    return PaperBallotsPage(
        round_, papers, paper_ballots.count_paper_ballots(db, round_id), count_roll(db, round_id), more
    )


def get_paper_ballot_page(
    db: Session, viewer: Viewer, round_id: int, serial: int, *, language: str
) -> PaperBallotPage:
    """One paper. The second official is not shown what the first one entered. Raises NotFound."""
    round_ = _get(db, viewer, round_id, ENTER)
    paper = ballot_paper.get_ballot_paper(db, round_id, language=language)
    found = paper_ballots.find_paper_ballot(db, round_id, serial)
    shown = found is not None and found.state in ("differs", "agreed")
    entries = found.entries if found and shown else {}
    marks = {entry: marks_of(paper, lines) for entry, lines in entries.items()}
    return PaperBallotPage(round_, paper, serial, found, marks)


def get_roll_page(db: Session, viewer: Viewer, round_id: int, *, after: int = 0) -> RollPage:
    """A page of the voters on paper. Officials who mark the roll are not shown who voted online.

    Raises NotFound.
    """
    round_ = _get(db, viewer, round_id, MARK)
    found = list_roll(db, round_id, channel="paper", after=after, limit=ROLL_PAGE + 1)
    lines = found[:ROLL_PAGE]
    more = lines[-1].id if len(found) > len(lines) else None
    return RollPage(round_, lines, count_roll(db, round_id), more)


def mark_voter(
    db: Session, viewer: Viewer, round_id: int, *, email: str | None, form_key: str, now: datetime
) -> None:
    """Mark on the roll that a voter gets a paper ballot, and so cannot vote online.

    email: of the voter's account; None: without one. form_key: of domain.sending; a double click marks one
    voter. Raises NotFound, NotCounting, NoCounter, TableClosed, VotedOnline, UnknownVoter or Invalid with
    data `field`.
    """
    round_ = _hold(db, viewer, round_id, MARK, now)
    if "counter" not in round_.doors:
        raise NoCounter()
    _require_open_table(db, round_id)
    if email is None:
        if not add_stranger(db, round_id, marked_by_id=viewer.account_id, form_key=form_key, now=now):
            return
    else:
        with at_field("email"):
            person_id = find_person(db, known_email(email))
        if person_id is None:
            raise UnknownVoter(field="email")
        # Who is marked already is not marked again: `check` counts the marks.
        if voting.find_channel(db, round_id, person_id, lock=True) == "paper":
            return
        came = Admission("counter")
        channel = voting.enter_roll(db, round_id, person_id, came, marked_by_id=viewer.account_id, now=now)
        if channel == "online":
            raise VotedOnline(field="email")
    record_on_round(db, viewer.account_id, round_, "mark_voter", now)


def unmark_voter(db: Session, viewer: Viewer, round_id: int, line_id: int, *, now: datetime) -> None:
    """Take a voter on paper who was marked by mistake off the roll.

    Raises NotFound, NotCounting, TableClosed.
    """
    round_ = _hold(db, viewer, round_id, MARK, now)
    _require_open_table(db, round_id)
    if delete_paper_voter(db, round_id, line_id):
        record_on_round(db, viewer.account_id, round_, "unmark_voter", now)


def enter_paper_ballot(
    db: Session, viewer: Viewer, round_id: int, serial: int, *, marks: Mapping[int, int], now: datetime
) -> PaperBallotState:
    """Enter the marks of a paper, as the first or the second official. Returns its state afterwards.

    marks: {project id: 1, or points, or rank}. Raises NotFound, NotCounting, SameOfficial, EnteredTwice, and
    what check_ballot raises: a paper that breaks the limits has to be voided instead.
    """
    _hold(db, viewer, round_id, ENTER, now)
    lines = check_ballot(ballot_paper.get_ballot_paper(db, round_id, language=viewer.language), marks)
    is_first = paper_ballots.add_paper_ballot(db, round_id, serial, official_id=viewer.account_id, now=now)
    found = paper_ballots.find_paper_ballot(db, round_id, serial, lock=True)
    assert found is not None
    if is_first:
        paper_ballots.add_entry(db, round_id, found.id, 1, lines)
        return "once"
    if found.state != "once":
        raise EnteredTwice(serial=serial)
    if found.first_by_id == viewer.account_id:
        if found.entries[1] == lines:
            # A double click sends the first entry twice.
            return "once"
        raise SameOfficial(serial=serial)
    paper_ballots.add_entry(db, round_id, found.id, 2, lines)
    agree = found.entries[1] == lines
    state: PaperBallotState = "agreed" if agree else "differs"
    paper_ballots.move_paper_ballot(
        db,
        found.id,
        before=("once",),
        state=state,
        second_by_id=viewer.account_id,
        second_at=now,
        counted_entry=1 if agree else None,
    )
    return state


def settle_paper_ballot(
    db: Session, viewer: Viewer, round_id: int, serial: int, *, entry: int, now: datetime
) -> None:
    """Say which of two entries that differ is right. entry: 1 or 2.

    Raises NotFound, NotCounting, PasswordNeeded, UnknownPaperBallot, PaperBallotChanged.
    """
    round_ = _hold(db, viewer, round_id, ENTER, now)
    require_confirmed(viewer, now=now)
    found = paper_ballots.find_paper_ballot(db, round_id, serial, lock=True)
    if found is None:
        raise UnknownPaperBallot(serial=serial)
    values = {"state": "agreed", "counted_entry": entry, "settled_by_id": viewer.account_id}
    if entry not in (1, 2) or not paper_ballots.move_paper_ballot(
        db, found.id, before=("differs",), **values
    ):
        raise PaperBallotChanged()
    record_on_round(db, viewer.account_id, round_, "settle_paper", now, serial=serial, entry=entry)


def void_paper_ballot(
    db: Session, viewer: Viewer, round_id: int, serial: int, *, kind: str, reason: str, now: datetime
) -> None:
    """Void a paper, with a reason: it does not count. Also for one that was never entered.

    kind: one of VOID_KINDS. Raises NotFound, NotCounting, PasswordNeeded, PaperBallotChanged, Invalid with
    data `field`.
    """
    reason, kind = clean_reason(reason), check_void_kind(kind)
    round_ = _hold(db, viewer, round_id, ENTER, now)
    require_confirmed(viewer, now=now)
    paper_ballots.add_paper_ballot(db, round_id, serial, official_id=viewer.account_id, now=now)
    found = paper_ballots.find_paper_ballot(db, round_id, serial, lock=True)
    assert found is not None
    values = {"state": "void", "void_kind": kind, "void_reason": reason, "counted_entry": None}
    if not paper_ballots.move_paper_ballot(
        db, found.id, before=OPEN_STATES, settled_by_id=viewer.account_id, **values
    ):
        raise PaperBallotChanged()
    record_on_round(db, viewer.account_id, round_, "void_paper", now, serial=serial, kind=kind, reason=reason)


def _get(db: Session, viewer: Viewer, round_id: int, permission: Permission) -> VotingRound:
    round_ = locking.get_voting_round(db, round_id)
    require_at(viewer, permission, round_.place)
    return round_


def _hold(db: Session, viewer: Viewer, round_id: int, permission: Permission, now: datetime) -> VotingRound:
    round_ = locking.lock_round_shared(db, round_id)
    require_at(viewer, permission, round_.place)
    require_paper_ballots(round_, now)
    return round_


def _require_open_table(db: Session, round_id: int) -> None:
    if paper_table.is_closed(db, round_id):
        raise TableClosed()
