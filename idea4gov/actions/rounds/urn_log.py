"""The running log of urns: leaves are numbered each minute, heads are published hourly and at each seal."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy.orm import Session

from idea4gov.domain.ballots.checking import Line
from idea4gov.domain.errors import NotFound
from idea4gov.domain.merkle import BLOCK, prove_consistency_in, prove_inclusion_in, root_of
from idea4gov.domain.pabulib.document import CastBallot
from idea4gov.domain.rounds.receipts import commit, commitment_text
from idea4gov.domain.rounds.urn_log import ballots_of, find_head_problems
from idea4gov.outside.random_tokens import draw_slip
from idea4gov.store.rounds import locking, sealing, urn, urn_log
from idea4gov.store.rounds.locking import VotingRound
from idea4gov.store.rounds.roll import count_roll
from idea4gov.store.rounds.sealing import Seal
from idea4gov.store.rounds.urn_log import Head, Leaf
from idea4gov.store.session import Database

PUBLISHED_EVERY = timedelta(hours=1)
PAPER = "paper"
"""Stands in the commitment of a paper where a web ballot has the digest of its code."""


class LogPage(NamedTuple):
    """What is public of a log. heads: in the order of their publication. before: ballots older than the log.

    kinds: {kind: number of leaves} up to the newest head. seals: of the urn.
    """

    round: VotingRound
    heads: list[Head]
    before: int
    kinds: dict[str, int]
    seals: list[Seal]

    @property
    def newest(self) -> Head | None:
        """The newest head."""
        return self.heads[-1] if self.heads else None


class Inclusion(NamedTuple):
    """A leaf in the newest head. proof: in hex, from the leaf up."""

    leaf: Leaf
    head: Head
    proof: list[str]


def keep_logs(database: Database, *, now: datetime) -> None:
    """Number the leaves of every log, and publish the heads that are due, each log in its own transaction."""
    with database.reading() as db:
        pending, open_ones = urn_log.list_pending(db), urn_log.list_open(db)
    for round_id in sorted({*pending, *open_ones}):
        _number(database, round_id)
        with database.transaction() as db:
            urn_log.lock_log(db, round_id)
            if round_id in open_ones and _is_due(urn_log.find_head(db, round_id), now):
                publish_head(db, round_id, now=now)


def _number(database: Database, round_id: int) -> None:
    """Number what waits, in transactions that hold nobody up."""
    while True:
        with database.transaction() as db:
            if urn_log.number_leaves(db, round_id) < urn_log.CHUNK:
                return


def _is_due(newest: Head | None, now: datetime) -> bool:
    return newest is None or now - newest.at >= PUBLISHED_EVERY


def publish_head(db: Session, round_id: int, *, now: datetime) -> None:
    """Publish the root over the numbered leaves; nothing where there are none."""
    urn_log.lock_log(db, round_id)
    size = urn_log.count_leaves(db, round_id)
    if not size:
        return
    newest = urn_log.find_head(db, round_id)
    kinds = Counter(newest.kinds if newest else {})
    kinds.update(urn_log.count_kinds(db, round_id, after=newest.size if newest else 0, until=size))
    ballots = urn_log.find_base(db, round_id) + ballots_of(kinds)
    root = root_of(urn_log.read_roots(db, round_id, size=size)).hex()
    urn_log.add_head(db, round_id, Head(size, ballots, root, dict(kinds), now))


def close_log(db: Session, round_id: int, *, now: datetime) -> None:
    """Number what is left of a log and publish its head. Call it with the round locked."""
    while urn_log.number_leaves(db, round_id):
        pass
    publish_head(db, round_id, now=now)


def add_papers(
    db: Session, round_id: int, papers: Iterable[CastBallot], ids: dict[str, int], *, now: datetime
) -> None:
    """Add a leaf for each paper that is counted in, and publish the head over them.

    ids: {id in the file: id of the project}. The nonces are kept nowhere.
    """
    commitments = [_commitment_of(round_id, paper, ids) for paper in papers]
    if commitments:
        urn_log.add_leaves(db, round_id, "paper", commitments, now=now)
        close_log(db, round_id, now=now)


def _commitment_of(round_id: int, paper: CastBallot, ids: dict[str, int]) -> str:
    return commit(commitment_text(round_id, PAPER, draw_slip("inclusion").nonce, _lines_of(paper, ids)))


def _lines_of(cast: CastBallot, ids: dict[str, int]) -> list[Line]:
    points = tuple(map(int, cast.ballot.points)) or (None,) * len(cast.ballot.choices)
    marked = zip(cast.ballot.choices, points, strict=True)
    return [Line(ids[code], place, given) for place, (code, given) in enumerate(marked, 1)]


def get_log(db: Session, round_id: int) -> LogPage:
    """The public part of a log. Raises NotFound for a round without a frozen ballot paper."""
    round_ = locking.get_voting_round(db, round_id)
    heads = urn_log.list_heads(db, round_id)
    kinds = heads[-1].kinds if heads else {}
    seals = sealing.list_seals(db, round_id)
    return LogPage(round_, heads, urn_log.find_base(db, round_id), kinds, seals)


def find_published_size(db: Session, round_id: int) -> int:
    """How many leaves are under the newest head; 0 without one. Raises NotFound."""
    locking.get_voting_round(db, round_id)
    head = urn_log.find_head(db, round_id)
    return head.size if head else 0


def find_published(db: Session, round_id: int, commitment: str) -> tuple[Leaf, Head | None] | None:
    """The leaf of a commitment, and the newest head if it covers it; None where the log has no such leaf."""
    leaf, head = urn_log.find_leaf(db, round_id, commitment), urn_log.find_head(db, round_id)
    if leaf is None:
        return None
    covers = head is not None and leaf.number is not None and leaf.number <= head.size
    return leaf, head if covers else None


def prove_leaf(db: Session, round_id: int, commitment: str) -> Inclusion:
    """The proof that a commitment is in the newest head. Raises NotFound where it is not."""
    locking.get_voting_round(db, round_id)
    leaf, head = find_published(db, round_id, commitment) or (None, None)
    if leaf is None or leaf.number is None or head is None:
        raise NotFound()
    index, roots = leaf.number - 1, urn_log.read_roots(db, round_id, size=head.size)
    block = urn_log.read_block(db, round_id, index // BLOCK, size=head.size)
    proof = prove_inclusion_in(block, roots, index)
    return Inclusion(leaf, head, [one.hex() for one in proof])


def prove_growth(db: Session, round_id: int, first: int, second: int) -> tuple[Head, Head, list[str]]:
    """The proof that the log of the second size begins with that of the first, both published.

    Raises NotFound.
    """
    locking.get_voting_round(db, round_id)
    heads = {one.size: one for one in urn_log.list_heads(db, round_id)}
    if not 0 < first <= second or first not in heads or second not in heads:
        raise NotFound()
    proof: list[bytes] = []
    if first < second:
        roots = urn_log.read_roots(db, round_id, size=second)
        block = urn_log.read_block(db, round_id, first // BLOCK, size=second)
        proof = prove_consistency_in(block, roots, first)
    return heads[first], heads[second], [one.hex() for one in proof]


def list_log_problems(db: Session) -> Iterator[str]:
    """Yield a sentence for each thing that is wrong with the log of an urn. Call it inside snapshot()."""
    for round_id in sorted({*sealing.list_voted(db), *urn_log.list_logged(db)}):
        yield from (f"round {round_id}: {one}" for one in _problems_of(db, round_id))


def _problems_of(db: Session, round_id: int) -> Iterator[str]:
    highest, numbered = urn_log.count_leaves(db, round_id), urn_log.count_numbered(db, round_id)
    if highest != numbered:
        yield f"the log has {numbered:,} numbered leaves, but the last one is number {highest:,}"
    heads = [one.as_published for one in urn_log.list_heads(db, round_id)]
    yield from find_head_problems(urn_log.read_lines(db, round_id, size=highest), heads)
    before = urn_log.find_base(db, round_id)
    logged = before + ballots_of(urn_log.count_kinds(db, round_id))
    if sealing.list_seals(db, round_id):
        where, found = "urn", urn.count_urn(db, round_id)
    else:
        where, found = "roll", count_roll(db, round_id)["online"]
    if logged != found:
        yield f"the log says {logged:,} ballots, the {where} {found:,}"
    without = 0
    for ballot_id, commitment, is_known in urn_log.read_commitments(db, round_id):
        without += commitment is None
        if commitment is not None and not is_known:
            yield f"ballot {ballot_id} has no leaf in the log"
    if without > before:
        yield f"{without:,} ballots have no leaf, but {before:,} are older than the log"


def read_log(db: Session, round_id: int, size: int) -> Iterator[str]:
    """The first leaves as lines with their ends. Call it inside snapshot()."""
    return (f"{line}\n" for line in urn_log.read_lines(db, round_id, size=size))
