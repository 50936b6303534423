"""The result of a discussion: what its people want most, counted in one way and sealed by a digest.

Counted are the published proposals of the board, by the people who support each. Ordered by supports, most
first, then by the proposal's number. Proposals with equally many supports are tied and share the better rank
(1, 1, 3); their position (1, 2, 3) only says where a list shows them.

A supporter is a person with at least one support on a published proposal of the board. The share of a
proposal is the part of all supporters that supports it: as one may support several, shares add up to more
than one.

The digest is the SHA-256 of the canonical JSON (sorted keys, no spaces, UTF-8) of one object: `board_id`,
`closed_at` (ISO 8601, UTC, seconds), `lines`, `supporters`, `supports`; each line has the fields of
ResultLine. It is the object "result" of the exported JSON, so anyone can compute it again from that file.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from typing import NamedTuple

from idea4gov.domain.audit import canonical_json
from idea4gov.domain.errors import N_, Conflict


class AlreadyClosed(Conflict):
    """A board closes once; its result stays as it was then."""

    code = "already_closed"
    message = N_("This board is closed already. Its result stays as it was counted then.")


class CountersDiffer(Conflict):
    """The shown counters are not the rows: nothing is sealed before that is found out."""

    code = "counters_differ"
    message = N_(
        "The numbers shown on this board do not agree with the supports that were given, so it was not "
        "closed. Ask the administrator to run: idea4gov check"
    )


class Counted(NamedTuple):
    """A proposal that is counted. place: its Thai name, or "". answered: by an official, at that time."""

    proposal_id: int
    number: int
    title: str
    category: str
    place: str
    support_count: int
    comment_count: int
    answered: bool


class ResultLine(NamedTuple):
    """One proposal in a result: where it stands, and the fields of Counted."""

    position: int
    rank: int
    tied: bool
    proposal_id: int
    number: int
    title: str
    category: str
    place: str
    support_count: int
    comment_count: int
    answered: bool


@dataclass(frozen=True)
class Totals:
    """Of a whole board. supporters: people; supports: what they gave. closed_at, digest: None while open."""

    board_id: int
    closed_at: datetime | None
    supporters: int
    supports: int
    proposals: int
    digest: str | None


def share(support_count: int, supporters: int) -> Fraction:
    """The part of all supporters that supports a proposal, exact; 0 where nobody supported anything."""
    return Fraction(support_count, supporters) if supporters else Fraction(0)


def percent_text(part: int, whole: int) -> str:
    """A part in percent with one decimal, half rounded up: 1 of 3 is "33.3"; 0 of 0 is "0.0"."""
    tenths = (part * 2_000 + whole) // (2 * whole) if whole else 0
    return f"{tenths // 10}.{tenths % 10}"


def ranked(proposals: Iterable[Counted]) -> Iterator[ResultLine]:
    """The lines of a result from its proposals, which come most supported first, then by their number."""
    coming = iter(proposals)
    position, rank, count_before = 0, 0, None
    this = next(coming, None)
    while this is not None:
        position, after, count = position + 1, next(coming, None), this.support_count
        if count != count_before:
            rank = position
        tied = count in (count_before, after.support_count if after else None)
        yield ResultLine(position, rank, tied, *this)
        this, count_before = after, count


def result_json(totals: Totals, lines: Iterable[ResultLine]) -> Iterator[str]:
    """The canonical JSON of a result, in pieces: one line in memory at a time."""
    closed_at = totals.closed_at and totals.closed_at.astimezone(UTC).isoformat(timespec="seconds")
    yield f'{{"board_id":{totals.board_id},"closed_at":{canonical_json(closed_at)},"lines":['
    for index, line in enumerate(lines):
        yield ("," if index else "") + canonical_json(line._asdict())
    yield f'],"supporters":{totals.supporters},"supports":{totals.supports}}}'


def digest_result(totals: Totals, lines: Iterable[ResultLine]) -> str:
    """SHA-256, as hex, of a result; `totals.digest` and `totals.proposals` take no part in it."""
    digest = hashlib.sha256()
    for piece in result_json(totals, lines):
        digest.update(piece.encode())
    return digest.hexdigest()
