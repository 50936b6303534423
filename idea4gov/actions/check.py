"""Proving an installation whole: counters are rows, results their digests, the audit log is unbroken."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from sqlalchemy.orm import Session

from idea4gov.actions.rounds.check import list_ballot_problems
from idea4gov.actions.rounds.freeze import list_thawed
from idea4gov.actions.rounds.imports import list_problems
from idea4gov.store import audit, boards, comments, photos, reports, results, votes


class Check(NamedTuple):
    """One proof. faults: sentences that name what is wrong; nothing for what is whole."""

    name: str
    faults: Callable[[Session], Iterator[str]]


def supports(db: Session) -> Iterator[str]:
    """Every proposal's counter of supports is the number of its rows."""
    for one in votes.recount(db):
        yield f"proposal {one.proposal_id} shows {one.counter} supports, but {one.rows} were given"


def comment_counts(db: Session) -> Iterator[str]:
    """Every proposal's counter of comments is the number of its published ones."""
    for one in comments.recount(db):
        yield f"proposal {one.proposal_id} shows {one.counter} comments, but {one.rows} are published"


def report_counts(db: Session) -> Iterator[str]:
    """Every case's counter of reports is the number of its rows."""
    for one in reports.recount(db):
        yield f"case {one.case_id} shows {one.counter} reports, but {one.rows} were made"


def board_counts(db: Session) -> Iterator[str]:
    """Every board's counter is the number of its published proposals, and numbers run without gaps."""
    for one in boards.list_miscounted(db):
        yield f"board {one.board_id} shows {one.shown} proposals, but {one.counted} are published"
    for board_id, last_number, rows, highest in results.list_misnumbered(db):
        yield f"board {board_id} numbered {last_number} proposals, but has {rows}, the last one {highest}"


def digests(db: Session) -> Iterator[str]:
    """Every closed board's lines give the digest that was published, and that the audit log kept."""
    for board_id, digest in results.list_digests(db):
        if results.compute_digest(db, board_id) != digest:
            yield f"the result of board {board_id} is not the one that its digest was made of"
        if audit.find_noted_digest(db, board_id) not in (None, digest):
            yield f"the digest of board {board_id} is not the one in the audit log"


def photo_files(db: Session) -> Iterator[str]:
    """Every photo that is shown has the files that were added with it, and no removed one has any."""
    for name in photos.list_broken(db):
        yield f"the files of photo {name} are missing, changed, or kept although it was removed"


def audit_log(db: Session) -> Iterator[str]:
    """The audit log is one chain from its first entry on."""
    broken = audit.verify_chain(db)
    if broken is not None:
        yield f"audit entry {broken} is missing or was changed"


CHECKS = (
    Check("supports", supports),
    Check("comments", comment_counts),
    Check("reports", report_counts),
    Check("boards", board_counts),
    Check("results", digests),
    Check("budget rounds", list_problems),
    Check("frozen rounds", list_thawed),
    Check("ballots", list_ballot_problems),
    Check("photos", photo_files),
    Check("audit log", audit_log),
)
