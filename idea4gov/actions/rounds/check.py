"""Checks of hosted rounds: roll against ballots, ballots against limits, the urn against its seals."""

from collections.abc import Iterator, Mapping
from itertools import islice

from sqlalchemy.orm import Session

from idea4gov.actions.rounds.round_file import head_of
from idea4gov.domain import seal
from idea4gov.domain.ballots.ballot_paper import BallotPaper
from idea4gov.domain.ballots.checking import Line, check_ballot, marks_of
from idea4gov.domain.errors import DomainError
from idea4gov.domain.pabulib.document import CastBallot
from idea4gov.domain.pabulib.writing import write_lines
from idea4gov.domain.tally.ties import seed_of
from idea4gov.store.rounds import ballot_paper, draw, hosted, roll, sealing, urn
from idea4gov.store.rounds.hosted import HostedRound
from idea4gov.store.rounds.sealing import Named


def list_ballot_problems(db: Session) -> Iterator[str]:
    """Yield a sentence for each thing that is wrong in a round with voters. Call it inside snapshot()."""
    for round_id in sealing.list_voted(db):
        found = hosted.get_hosted(db, round_id)
        paper = ballot_paper.get_ballot_paper(db, round_id)
        codes = sealing.project_codes(db, round_id)
        yield from _roll_problems(db, found)
        yield from _voter_problems(db, found)
        agreed = [Named(one, str(one)) for one in sealing.list_agreed_ids(db, round_id)]
        yield from _limit_problems(paper, codes, sealing.read_cast(db, round_id, codes), found, "ballot")
        yield from _limit_problems(paper, codes, sealing.read_agreed(db, agreed, codes), found, "paper")
        yield from _limit_problems(paper, codes, urn.read_urn(db, round_id), found, "sealed ballot")
        yield from _seal_problems(db, found)
        drawn = draw.find_draw(db, round_id)
        if drawn and seed_of(drawn.words) != drawn.seed:
            yield f"the seed of round {round_id} is not the SHA-256 of its public draw"
        if drawn and found.tie_seed != drawn.seed:
            yield f"the lots of round {round_id} are not those of its public draw"


def list_unsealed(db: Session) -> Iterator[str]:
    """Yield a sentence for each urn that is being sealed: what is half done there is no fault."""
    for found in hosted.list_sealing(db):
        yield (
            f"the urn of round {found.id} is being sealed: "
            f"{found.sealed_count:,} of {found.sealing_count:,} ballots"
        )


def _roll_problems(db: Session, found: HostedRound) -> Iterator[str]:
    online = roll.count_roll(db, found.id)["online"]
    seals = {one.channel: one for one in sealing.list_seals(db, found.id)}
    if "online" in seals:
        hosted_now = seals["online"].ballot_count
    else:
        # While an urn is being sealed, each ballot is in it or still with its voter.
        inside = urn.count_urn(db, found.id)
        hosted_now = inside + sealing.count_cast(db, found.id)
        counted = found.sealing.sealed if found.sealing else 0
        if inside != counted:
            yield f"round {found.id} says that {counted:,} ballots are in its urn, but it has {inside:,}"
    if online != hosted_now:
        yield f"round {found.id} has {online:,} online voters on its roll, but {hosted_now:,} ballots"


def _voter_problems(db: Session, found: HostedRound) -> Iterator[str]:
    """Whether the voters can exist: who writes rows straight into the database has nobody behind them."""
    if unknown := roll.count_unknown(db, found.id):
        yield f"round {found.id} has {unknown:,} voters on its roll who had no confirmed account then"
    on_paper, marked = roll.count_roll(db, found.id)["paper"], roll.count_marked(db, found.id)
    if on_paper > marked:
        yield f"round {found.id} has {on_paper:,} voters on paper, but officials marked {marked:,}"


def _limit_problems(
    paper: BallotPaper, codes: Mapping[int, str], cast: Iterator[CastBallot], found: HostedRound, kind: str
) -> Iterator[str]:
    ids = {code: project_id for project_id, code in codes.items()}
    for one in cast:
        points = tuple(map(int, one.ballot.points)) or (None,) * len(one.ballot.choices)
        marked = zip(one.ballot.choices, points, strict=True)
        lines = tuple(Line(ids[code], place, given) for place, (code, given) in enumerate(marked, 1))
        try:
            check_ballot(paper, marks_of(paper, lines))
        except DomainError as error:
            yield f"{kind} {one.voter_id} of round {found.id}: {error}"


def _seal_problems(db: Session, found: HostedRound) -> Iterator[str]:
    inside = 0
    for one in sealing.list_seals(db, found.id):
        inside += one.ballot_count
        head = head_of(db, found, inside)
        cast = islice(urn.read_urn(db, found.id), inside)
        lines = write_lines(head, cast)
        if seal.digest_lines(lines) != one.digest:
            yield f"the first {inside:,} ballots of round {found.id} are not those that were sealed"
