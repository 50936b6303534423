"""The measured costs as they stand in docs/capacity.md: written by bench.costs, read by everybody else."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from config import ROOT

PAGE = ROOT / "docs" / "capacity.md"
COSTS, PLAN = "costs", "plan"
REQUEST_HEAD = ("request", "engine", "web ms", "database ms", "log bytes")
CROWD_HEAD = ("request", "engine", "connections", "cores of others", "answered/s", "p99 ms", "turned away")
SINGLE_HEAD = ("single", "engine", "value", "unit")


@dataclass(frozen=True)
class Cost:
    """What one request takes. web_ms, base_ms: of a core, of all processes of the website and of PostgreSQL.

    log_bytes: that PostgreSQL writes ahead, and sends to each standby; 0 for SQLite.
    """

    name: str
    engine: str
    web_ms: float
    base_ms: float
    log_bytes: float = 0.0


@dataclass(frozen=True)
class Crowd:
    """So many connections that ask again at once. others: cores that the sender and others used meanwhile.

    answered: a second. p99_ms: of all answers, also of those that turn away. refused: part of all answers.
    """

    name: str
    engine: str
    connections: int
    others: float
    answered: float
    p99_ms: float
    refused: float


@dataclass(frozen=True)
class Single:
    """What one thing takes that is not asked for by HTTP. unit: such as "ms" or "bytes"."""

    name: str
    engine: str
    value: float
    unit: str


@dataclass(frozen=True)
class Measured:
    """All that stands in the page."""

    costs: list[Cost]
    crowds: list[Crowd]
    singles: list[Single]

    def cost(self, name: str, engine: str = "PostgreSQL") -> Cost:
        """The cost of a request. Raises StopIteration where it was not measured."""
        return next(each for each in self.costs if (each.name, each.engine) == (name, engine))

    def single(self, name: str, engine: str = "PostgreSQL") -> float:
        """The value of a single thing. Raises StopIteration where it was not measured."""
        return next(each.value for each in self.singles if (each.name, each.engine) == (name, engine))


def written(found: Measured) -> str:
    """The three tables as Markdown."""
    costs = [
        (each.name, each.engine, f"{each.web_ms:.2f}", f"{each.base_ms:.2f}", f"{each.log_bytes:.0f}")
        for each in found.costs
    ]
    crowds = [
        (
            each.name, each.engine, str(each.connections), f"{each.others:.2f}", f"{each.answered:.0f}",
            f"{each.p99_ms:.0f}", f"{each.refused:.2f}",
        )
        for each in found.crowds
    ]  # fmt: skip
    singles = [(each.name, each.engine, f"{each.value:.3g}", each.unit) for each in found.singles]
    return "\n".join(
        [*table(REQUEST_HEAD, costs), "", *table(CROWD_HEAD, crowds), "", *table(SINGLE_HEAD, singles), ""]
    )


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """A Markdown table, line by line."""
    return [f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *rows)]


def measured(page: Path = PAGE) -> Measured:
    """Read what `written` wrote between the marks of the page."""
    _, _, rest = page.read_text(encoding="utf-8").partition(f"<!-- {COSTS} -->")
    text, _, _ = rest.partition(f"<!-- /{COSTS} -->")
    return Measured(
        [Cost(name, engine, *map(float, rest)) for name, engine, *rest in _rows(text, REQUEST_HEAD)],
        [
            Crowd(name, engine, int(connections), *map(float, rest))
            for name, engine, connections, *rest in _rows(text, CROWD_HEAD)
        ],
        [Single(name, engine, float(value), unit) for name, engine, value, unit in _rows(text, SINGLE_HEAD)],
    )


def _rows(text: str, head: Sequence[str]) -> Iterator[list[str]]:
    """The rows of the table with this head."""
    for block in text.split("\n\n"):
        lines = [[cell.strip() for cell in line.strip("| ").split("|")] for line in block.strip().split("\n")]
        if tuple(lines[0]) == tuple(head):
            yield from lines[2:]
