"""The published files of an urn's log: whether leaves, heads, roll and urn agree."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from idea4gov.domain.rounds.urn_log import LogHead, ballots_of, find_head_problems, read_leaf


class BadLog(ValueError):
    """A text that is no file of a log."""


class HeadsFile(NamedTuple):
    """What `log.json` states. before: ballots older than the log. kinds: of leaves. urn: {channel: ballots}.

    roll: {channel: voters whose ballot is not void}.
    """

    heads: Sequence[LogHead]
    before: int
    kinds: Mapping[str, int]
    roll: Mapping[str, int]
    urn: Mapping[str, int]


def read_heads(text: str) -> HeadsFile:
    """The content of `log.json`. Raises BadLog."""
    try:
        stated = json.loads(text)
        heads = [LogHead(one["size"], one["ballots"], one["root"], one["at"]) for one in stated["heads"]]
        return HeadsFile(
            heads,
            int(stated["ballots_before_the_log"]),
            dict(stated["leaves"]),
            {one["channel"]: one["roll"] - one["void"] for one in stated["urn"]},
            {one["channel"]: one["ballots"] for one in stated["urn"]},
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BadLog("these are not the seal numbers of a log") from error


def find_problems(
    lines: Iterable[str],
    now: HeadsFile,
    *,
    earlier: HeadsFile | None = None,
    leaf: str | None = None,
    ballot_count: int | None = None,
) -> Iterator[str]:
    """Yield a sentence for each thing that does not agree; none where all does.

    lines: the leaves. earlier: heads that were downloaded before. leaf: a commitment that has to be inside.
    ballot_count: ballots of the result's file. Raises BadLog.
    """
    kept = [line.strip() for line in lines]
    try:
        yield from find_head_problems(kept, now.heads)
        inside = {commitment for _, commitment in map(read_leaf, kept)}
    except ValueError as error:
        raise BadLog("these are not the lines of a log") from error
    newest = now.heads[-1] if now.heads else LogHead(0, 0, "", "")
    if len(kept) != newest.size:
        yield f"the log has {len(kept):,} lines, the newest head states {newest.size:,}"
    if now.before + ballots_of(now.kinds) != newest.ballots:
        yield "the numbers of leaves of each kind do not give the ballots of the newest head"
    for one in earlier.heads if earlier else ():
        if one not in now.heads:
            yield f"the head of {one.at}, which was published before, is not there any more"
    # Whoever removed a head could still not hide that the leaves under it are others.
    if earlier:
        yield from find_head_problems(kept, earlier.heads)
    if leaf is not None and leaf not in inside:
        yield f"the log has no line {leaf}"
    yield from _counts(now, newest, ballot_count)


def _counts(now: HeadsFile, newest: LogHead, ballot_count: int | None) -> Iterator[str]:
    urn = sum(now.urn.values())
    if now.urn and urn != newest.ballots:
        yield f"the urn has {urn:,} ballots, the log {newest.ballots:,}"
    for channel, number in now.roll.items():
        if number != now.urn[channel]:
            yield f"the roll has {number:,} voters ({channel}), the urn {now.urn[channel]:,} ballots"
    if ballot_count is not None and ballot_count != urn:
        yield f"the file of the result has {ballot_count:,} ballots, the urn {urn:,}"
