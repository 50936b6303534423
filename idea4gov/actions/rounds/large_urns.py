"""Seal an urn of many ballots in chunks, so that nobody else waits and a worker that dies loses nothing.

Each chunk is a transaction of its own, with the round locked: its ballots are put into the urn, and deleted
where they lead to their voters. The row of the round counts them. Once all are in, the file is digested
without any lock, and a last transaction seals the urn and records the end of voting. Whoever comes after a
kill, or at the same time, goes on where the rows say.
"""

import time
from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from idea4gov.actions.rounds.sealing import is_large, online_file, seal_next
from idea4gov.actions.rounds.transition import begin_transition
from idea4gov.domain.rounds.large_urns import CHUNK, Progress, fit_chunk
from idea4gov.domain.rounds.phases import is_seal_due, next_step
from idea4gov.domain.rounds.urn_file import UrnFile
from idea4gov.store.rounds import hosted, phases
from idea4gov.store.rounds.hosted import HostedRound
from idea4gov.store.session import Database

REST = 0.25
"""Part of the time of a chunk for which nothing is sealed after it."""


def seal_chunk(database: Database, round_id: int, *, now: datetime, limit: int = CHUNK) -> Progress | None:
    """Seal one chunk of a large urn, GRACE after the end of its voting, in a transaction of its own.

    limit: ballots of a chunk. Returns how far the urn has come, or None where no chunk is to be sealed: the
    voting goes on, the urn is sealed, or it is small. Raises NotFound, UrnDiffers.
    """
    with database.transaction() as db:
        found = hosted.lock_hosted(db, round_id)
        return seal_next(db, round_id, found.sealing, limit=limit) if _is_due(db, found, now) else None


def seal_in_chunks(
    database: Database,
    round_id: int,
    *,
    page_url: str,
    now: datetime,
    limit: int = CHUNK,
    rest: Callable[[float], object] = time.sleep,
) -> HostedRound:
    """Seal a large urn whose voting has ended, whole, and record the end of voting; leave others as they are.

    limit: most ballots of a chunk; after a slow one the next gets fewer. rest: sleeps for some seconds; is
    called after each chunk, so that those who wait for it have their turn.
    page_url: for notices. Returns the round as recorded. Raises NotFound, UrnDiffers.
    """
    size, began = limit, time.monotonic()
    while (progress := seal_chunk(database, round_id, now=now, limit=size)) and not progress.is_whole:
        took = time.monotonic() - began
        size = fit_chunk(size, took, most=limit)
        rest(took * REST)
        began = time.monotonic()
    with database.snapshot() as db:
        file = find_whole(db, round_id)
    if file is None:
        with database.reading() as db:
            return hosted.get_hosted(db, round_id)
    with (
        database.transaction() as db,
        begin_transition(db, round_id, page_url=page_url, now=now, file=file) as transition,
    ):
        pass
    return transition.round


def find_whole(db: Session, round_id: int) -> UrnFile | None:
    """The file of an urn that holds every ballot and is not sealed yet; None for any other urn.

    It takes some seconds for 100,000 ballots and only reads: call it inside snapshot(). Raises NotFound.
    """
    found = hosted.get_hosted(db, round_id)
    return online_file(db, found) if found.sealing is not None and found.sealing.is_whole else None


def _is_due(db: Session, found: HostedRound, now: datetime) -> bool:
    if found.sealing is not None:
        return not found.sealing.is_whole
    step = next_step(found.clock, phases.count_facts(db, found.id), now)
    return is_seal_due(step, now) and is_large(db, found)
