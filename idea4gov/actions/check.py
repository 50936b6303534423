"""Checks of a whole installation: counters against rows, results against digests, the audit chain."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from sqlalchemy.orm import Session

from idea4gov.actions.rounds.check import list_ballot_problems, list_unsealed
from idea4gov.actions.rounds.freeze import list_thawed
from idea4gov.actions.rounds.imports import list_problems
from idea4gov.actions.rounds.roll_sample import list_sample_problems
from idea4gov.actions.rounds.urn_log import list_log_problems
from idea4gov.store import answers, audit, photos, reports, results, votes
from idea4gov.store.boards import reading as boards
from idea4gov.store.comments import writing as comments


class Check(NamedTuple):
    """One check. faults: yields a sentence for each thing that is wrong. notes: for what is half done."""

    name: str
    faults: Callable[[Session], Iterator[str]]
    notes: Callable[[Session], Iterator[str]] | None = None


def supports(db: Session) -> Iterator[str]:
    """Find proposals whose counter of supports is not the number of its rows."""
    for one in votes.recount(db):
        yield f"proposal {one.proposal_id} shows {one.counter} supports, but {one.rows} were given"


def comment_counts(db: Session) -> Iterator[str]:
    """Find proposals whose counter of comments is not the number of its published ones."""
    for one in comments.recount(db):
        yield f"proposal {one.proposal_id} shows {one.counter} comments, but {one.rows} are published"


def report_counts(db: Session) -> Iterator[str]:
    """Find cases whose counter of reports is not the number of its rows."""
    for one in reports.recount(db):
        yield f"case {one.case_id} shows {one.counter} reports, but {one.rows} were made"


def board_counts(db: Session) -> Iterator[str]:
    """Find boards whose counter is not the number of published proposals, or whose numbers have gaps."""
    for one in boards.list_miscounted(db):
        yield f"board {one.board_id} shows {one.shown} proposals, but {one.counted} are published"
    for board_id, last_number, rows, highest in results.list_misnumbered(db):
        yield f"board {board_id} numbered {last_number} proposals, but has {rows}, the last one {highest}"


def answered(db: Session) -> Iterator[str]:
    """Find proposals that are said to be answered and have no answer, or the reverse."""
    for proposal_id in answers.list_mistaken(db):
        yield f"proposal {proposal_id} does not say rightly whether it has an answer"


def digests(db: Session) -> Iterator[str]:
    """Find closed boards whose lines do not give the digest on their page, or the one in the audit log."""
    for board_id, digest in results.list_digests(db):
        if results.compute_digest(db, board_id) != digest:
            yield f"the result of board {board_id} is not the one that its digest was made of"
        if audit.find_noted_digest(db, board_id) not in (None, digest):
            yield f"the digest of board {board_id} is not the one in the audit log"


def photo_files(db: Session) -> Iterator[str]:
    """Find shown photos whose files are missing or changed, and removed photos that still have files."""
    for name in photos.list_broken(db):
        yield f"the files of photo {name} are missing, changed, or kept although it was removed"


def audit_log(db: Session) -> Iterator[str]:
    """Find the first entry of the audit log at which the chain is broken."""
    broken = audit.verify_chain(db)
    if broken is not None:
        yield f"audit entry {broken} is missing or was changed"


CHECKS = (
    Check("supports", supports),
    Check("comments", comment_counts),
    Check("reports", report_counts),
    Check("boards", board_counts),
    Check("answers", answered),
    Check("results", digests),
    Check("budget rounds", list_problems),
    Check("frozen rounds", list_thawed),
    Check("ballots", list_ballot_problems, list_unsealed),
    Check("logs of urns", list_log_problems),
    Check("samples of rolls", list_sample_problems),
    Check("photos", photo_files),
    Check("audit log", audit_log),
)


def list_faults(db: Session) -> Iterator[str]:
    """Every fault of every check, a sentence each."""
    for one in CHECKS:
        yield from (f"{one.name}: {fault}" for fault in one.faults(db))
