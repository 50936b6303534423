"""Use case of a voter who has a receipt code: find the ballot in the sealed urn, or its leaf in the log.

Where receipts prove inclusion alone, the code leads to the leaf, and until the urn is sealed to the choices.
After that nothing leads from it to a choice.
"""

from typing import NamedTuple

from sqlalchemy.orm import Session

from idea4gov.domain.ballots.checking import describe, marks_of
from idea4gov.domain.errors import N_, Invalid, NotFound
from idea4gov.domain.rounds.receipts import digest_code
from idea4gov.store.rounds import ballot_paper, locking, sealing, urn_log, voting
from idea4gov.store.rounds.locking import VotingRound
from idea4gov.store.rounds.urn_log import Leaf


class NotInUrn(Invalid):
    """No sealed ballot belongs to the receipt code."""

    code = "not_in_urn"
    message = N_(
        "No ballot in the urn belongs to this code. Codes of ballots that were changed or withdrawn later "
        "are void: try the code of your last one. If it is the last one, ask the local government."
    )


class NotInLog(Invalid):
    """No leaf of the log belongs to the receipt code."""

    code = "not_in_log"
    message = N_(
        "No line of the log belongs to this code: a ballot with it was never received. Check what you typed. "
        "If it is right, ask the local government."
    )


class FoundBallot(NamedTuple):
    """What a code leads to. label: name of a ballot in the ballot file. choices: in words.

    leaf: in the log. Of receipts that prove inclusion alone there is no label, and after sealing no choice.
    """

    label: str | None
    choices: list[str]
    leaf: Leaf | None = None


def get_searched_round(db: Session, round_id: int) -> VotingRound:
    """A round in which receipts can be looked up: its urn is sealed, or receipts prove inclusion alone.

    Raises NotFound.
    """
    round_ = locking.get_voting_round(db, round_id)
    if round_.receipt_kind == "findable" and not sealing.list_seals(db, round_id):
        raise NotFound()
    return round_


def find_ballot(db: Session, round_id: int, code: str, *, language: str) -> FoundBallot:
    """What a receipt code leads to. code: as typed. language: of the words for the choices.

    Raises NotFound, BadCode, NotInUrn, NotInLog.
    """
    round_ = get_searched_round(db, round_id)
    digest = digest_code(code)
    if round_.receipt_kind == "inclusion":
        return find_inclusion(db, round_id, digest, language=language)
    lines = sealing.find_sealed(db, round_id, digest)
    if lines is None:
        raise NotInUrn(field="code")
    paper = ballot_paper.get_ballot_paper(db, round_id, language=language)
    return FoundBallot(digest, describe(paper, marks_of(paper, lines)))


def find_inclusion(db: Session, round_id: int, digest: str, *, language: str) -> FoundBallot:
    """The leaf of a receipt that proves inclusion alone, and the choices while its ballot is not sealed.

    digest: of the code. Raises NotInLog.
    """
    leaf = urn_log.find_receipt(db, round_id, digest)
    if leaf is None:
        raise NotInLog(field="code")
    owner = voting.find_owner(db, round_id, digest)
    cast = voting.find_ballot(db, round_id, owner) if owner is not None else None
    if cast is None:
        return FoundBallot(None, [], leaf)
    paper = ballot_paper.get_ballot_paper(db, round_id, language=language)
    return FoundBallot(None, describe(paper, marks_of(paper, cast.lines)), leaf)
