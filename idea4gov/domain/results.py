"""The result of a discussion board, and its digest.

The result lists the published proposals of the board by number of supports, the highest first, then by the
number of the proposal. Proposals with equally many supports are tied and share the better rank (1, 1, 3).
Their position (1, 2, 3) is only the place in the list.

A supporter is a person with at least one support on a published proposal of the board. The share of a
proposal is the number of its supports divided by the number of supporters. A person may support several
proposals, so shares can add up to more than 1.

The digest is the SHA-256 of the canonical JSON (sorted keys, no spaces, UTF-8) of one object with the keys
`board_id`, `closed_at` (ISO 8601, UTC, seconds), `lines`, `supporters` and `supports`. Each line has the
fields of ResultLine. The exported JSON contains this object as "result", so that anyone can compute the
digest from the file.
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
    """The board is closed; its result is not counted again."""

    code = "already_closed"
    message = N_("This board is closed already. Its result stays as it was counted then.")


class CountersDiffer(Conflict):
    """The stored counters of a board differ from its rows of supports, so its result is not sealed."""

    code = "counters_differ"
    message = N_(
        "The numbers shown on this board do not agree with the supports that were given, so it was not "
        "closed. Ask the administrator to run: idea4gov check"
    )


class Counted(NamedTuple):
    """A proposal that is counted.

    place: Thai name of the place that it names, or "". answered: whether it has an official answer.
    """

    proposal_id: int
    number: int
    title: str
    category: str
    place: str
    support_count: int
    comment_count: int
    answered: bool


class ResultLine(NamedTuple):
    """A proposal in a result: its place in the list, and the fields of Counted.

    position: from 1. rank: from 1, shared by ties. tied: whether another proposal has as many supports.
    """

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
    """Totals of a board.

    supporters: number of people. supports: number of supports that they gave. proposals: number of published
    proposals. closed_at, digest: None while the board is open. counted_at: when the supporters of a large
    open board were counted; None: with the rest.
    """

    board_id: int
    closed_at: datetime | None
    supporters: int
    supports: int
    proposals: int
    digest: str | None
    counted_at: datetime | None = None


def share(support_count: int, supporters: int) -> Fraction:
    """The share of the supporters who support a proposal, exact; 0 if there are no supporters."""
    return Fraction(support_count, supporters) if supporters else Fraction(0)


def percent_text(part: int, whole: int) -> str:
    """A part in percent with one decimal, half rounded up: 1 of 3 gives "33.3", 0 of 0 gives "0.0"."""
    tenths = (part * 2_000 + whole) // (2 * whole) if whole else 0
    return f"{tenths // 10}.{tenths % 10}"


def ranked(proposals: Iterable[Counted], *, after: int = 0, higher: int = 0) -> Iterator[ResultLine]:
    """The lines of a result. proposals: by number of supports, the highest first, then by number.

    after: how many lines come before; `higher` of them have more supports than the first of these.
    """
    coming = iter(proposals)
    this = next(coming, None)
    position, rank = after, higher + 1
    count_before = this.support_count if this and higher < after else None
    while this is not None:
        position, below, count = position + 1, next(coming, None), this.support_count
        if count != count_before:
            rank = position
        tied = count in (count_before, below.support_count if below else None)
        yield ResultLine(position, rank, tied, **this._asdict())
        this, count_before = below, count


def result_json(totals: Totals, lines: Iterable[ResultLine]) -> Iterator[str]:
    """The canonical JSON of a result, in pieces, with one line in memory at a time. lines: from `ranked`."""
    closed_at = totals.closed_at and totals.closed_at.astimezone(UTC).isoformat(timespec="seconds")
    yield f'{{"board_id":{totals.board_id},"closed_at":{canonical_json(closed_at)},"lines":['
    for index, line in enumerate(lines):
        yield ("," if index else "") + canonical_json(line._asdict())
    yield f'],"supporters":{totals.supporters},"supports":{totals.supports}}}'


def digest_result(totals: Totals, lines: Iterable[ResultLine]) -> str:
    """SHA-256, in hex, of a result. It does not cover `digest` and `proposals` of the totals."""
    digest = hashlib.sha256()
    for piece in result_json(totals, lines):
        digest.update(piece.encode())
    return digest.hexdigest()
