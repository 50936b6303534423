"""Use case of a voter who has a receipt code: find the ballot in the sealed urn."""

from typing import NamedTuple

from sqlalchemy.orm import Session

from idea4gov.domain.ballots.checking import describe, marks_of
from idea4gov.domain.errors import N_, Invalid, NotFound
from idea4gov.domain.rounds.receipts import digest_code
from idea4gov.store.rounds import ballot_paper, locking, sealing
from idea4gov.store.rounds.locking import VotingRound


class NotInUrn(Invalid):
    """No sealed ballot belongs to the receipt code."""

    code = "not_in_urn"
    message = N_(
        "No ballot in the urn belongs to this code. Codes of ballots that were changed or withdrawn later "
        "are void: try the code of your last one. If it is the last one, ask the local government."
    )


class FoundBallot(NamedTuple):
    """A ballot of the urn. label: its name in the ballot file. choices: in words."""

    label: str
    choices: list[str]


def get_sealed_round(db: Session, round_id: int) -> VotingRound:
    """A round whose urn is sealed. Raises NotFound."""
    if not sealing.list_seals(db, round_id):
        raise NotFound()
    return locking.get_voting_round(db, round_id)


def find_ballot(db: Session, round_id: int, code: str, *, language: str) -> FoundBallot:
    """The sealed ballot of a receipt code. code: as typed. language: of the words for its choices.

    Raises NotFound, BadCode, NotInUrn.
    """
    get_sealed_round(db, round_id)
    label = digest_code(code)
    lines = sealing.find_sealed(db, round_id, label)
    if lines is None:
        raise NotInUrn(field="code")
    paper = ballot_paper.get_ballot_paper(db, round_id, language=language)
    return FoundBallot(label, describe(paper, marks_of(paper, lines)))
