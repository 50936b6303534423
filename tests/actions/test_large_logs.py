"""Logs of more leaves than one block or transaction takes: proofs read a block, and nobody waits."""

from hashlib import sha256

from sqlalchemy import select

from idea4gov.actions.rounds.urn_log import (
    find_published_size,
    get_log,
    keep_logs,
    list_log_problems,
    prove_growth,
    prove_leaf,
    read_log,
)
from idea4gov.domain.merkle import BLOCK, includes, is_consistent, prove_consistency, root_of
from idea4gov.domain.rounds.urn_log import hash_leaf, read_leaf
from idea4gov.store.models import UrnLeaf
from idea4gov.store.rounds import urn_log
from idea4gov.store.session import Database
from tests.actions.test_urn_log import HOUR, round_
from tests.conftest import NOON
from tests.hosted import HostedRound

__all__ = ["round_"]
MANY = 2 * BLOCK + 300


def log_many(database: Database, round_: HostedRound, first: int, end: int) -> None:
    names = [sha256(b"%d" % number).hexdigest() for number in range(first, end)]
    with database.transaction() as db:
        urn_log.add_leaves(db, round_.id, "spoiled", names, now=NOON)


def test_a_log_of_several_blocks_has_the_root_and_the_proofs_of_its_leaves(
    database: Database, round_: HostedRound
) -> None:
    for hour, (first, end) in enumerate(((0, BLOCK), (BLOCK, BLOCK + 7), (BLOCK + 7, MANY))):
        log_many(database, round_, first, end)
        keep_logs(database, now=NOON + hour * HOUR)
    with database.snapshot() as db:
        assert find_published_size(db, round_.id) == MANY
        lines = [line.strip() for line in read_log(db, round_.id, MANY)]
        leaves = [hash_leaf(*read_leaf(line)) for line in lines]
        heads = get_log(db, round_.id).heads
        assert [(one.size, one.root) for one in heads] == [
            (size, root_of(leaves[:size]).hex()) for size in (BLOCK, BLOCK + 7, MANY)
        ]
        assert heads[-1].kinds == {"spoiled": MANY}
        for index in (0, BLOCK - 1, BLOCK, MANY - 1):
            found = prove_leaf(db, round_.id, lines[index].split()[1])
            proof = [bytes.fromhex(one) for one in found.proof]
            assert includes(leaves[index], index, MANY, proof, root_of(leaves))
        for first, second in ((BLOCK, BLOCK + 7), (BLOCK, MANY), (BLOCK + 7, MANY), (MANY, MANY)):
            path = [bytes.fromhex(one) for one in prove_growth(db, round_.id, first, second)[2]]
            assert path == prove_consistency(leaves[:second], first)
            assert is_consistent(first, second, (root_of(leaves[:first]), root_of(leaves[:second])), path)
        assert list(list_log_problems(db)) == []


def test_one_transaction_numbers_no_more_than_a_chunk(database: Database, round_: HostedRound) -> None:
    log_many(database, round_, 0, 25)
    with database.transaction() as db:
        assert urn_log.number_leaves(db, round_.id, limit=10) == 10
    with database.reading() as db:
        assert urn_log.count_leaves(db, round_.id) == urn_log.count_numbered(db, round_.id) == 10
    keep_logs(database, now=NOON)
    with database.reading() as db:
        assert list(db.scalars(select(UrnLeaf.number).order_by(UrnLeaf.number))) == list(range(1, 26))


def test_a_proof_of_a_large_log_reads_one_block(database: Database, round_: HostedRound) -> None:
    log_many(database, round_, 0, MANY)
    keep_logs(database, now=NOON)
    with database.reading() as db:
        asked = urn_log.read_block(db, round_.id, 0, size=1)
        assert len(asked) == 1
        assert len(urn_log.read_block(db, round_.id, 1, size=MANY)) == BLOCK
        assert len(urn_log.read_block(db, round_.id, 2, size=MANY)) == MANY - 2 * BLOCK
        assert len(urn_log.read_roots(db, round_.id, size=MANY)) == 3
