"""The demo's story - invented people, and what they wrote on their boards - read from TOML files.

Times are `days_ago`: days before the moment of loading, so that the story is always fresh. Texts are plain,
with a blank line between paragraphs; official answers are Markdown.
"""

import tomllib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from idea4gov.demo.rounds import Round, complaints, load_round
from idea4gov.domain.permissions import Grant, Place
from idea4gov.domain.places.kinds import LocalGovernmentKind

CONTENT = Path(__file__).parent / "content"
ROUND_FILES = (
    "saensuk_round",
    "huawiang_round",
    "saensuk_first_round",
    "saensuk_park_round",
    "saensuk_market_round",
    "saensuk_youth_round",
)
BOARD_FILES = ("saensuk", "huawiang", "ratchathewi", "chiangmai", "khonkaen")


class ContentError(ValueError):
    """The files contradict themselves; the message says where."""


@dataclass(frozen=True)
class LocalGovernment:
    """A local government of the story. kind: as in the register's table. subdistricts: six-digit codes."""

    code: str
    kind: LocalGovernmentKind
    name_th: str
    name_en: str
    province: str
    district: str | None = None
    subdistricts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Person:
    """An invented person. key: what the files call them. grant: the office they hold, if any."""

    key: str
    name: str
    email: str
    province: str
    local_government: str | None = None
    grant: Grant | None = None


@dataclass(frozen=True)
class Act:
    """What an official did with a board, and when. by: a person's key."""

    by: str
    days_ago: float


@dataclass(frozen=True)
class DemoAnswer:
    """An official answer."""

    by: str
    days_ago: float
    text: str


@dataclass(frozen=True)
class Hiding:
    """A moderator hid the proposal, and why."""

    by: str
    days_ago: float
    reason: str


@dataclass(frozen=True)
class Edit:
    """The author's later wording of the body; supports given before it stay."""

    days_ago: float
    body: str


@dataclass(frozen=True)
class Comment:
    """A comment, or a reply to the comment of the same proposal whose key is `reply_to`."""

    author: str
    days_ago: float
    body: str
    key: str | None = None
    reply_to: str | None = None


@dataclass(frozen=True)
class Proposal:
    """A proposal. body: as first written. supports: how many shall support it. comments: oldest first."""

    key: str
    title: str
    body: str
    category: str
    author: str
    days_ago: float
    supports: int
    subdistrict: str | None = None
    edit: Edit | None = None
    answer: DemoAnswer | None = None
    hidden: Hiding | None = None
    withdrawn_days_ago: float | None = None
    comments: tuple[Comment, ...] = ()


@dataclass(frozen=True)
class Board:
    """A discussion board. proposals: oldest first. closed: the tally is taken then.

    closes_in_days: after the moment of loading; None: it stays open until somebody closes it.
    """

    key: str
    title: str
    question: str
    province: str
    author: str
    opened_days_ago: float
    local_government: str | None = None
    adopted: Act | None = None
    closed: Act | None = None
    closes_in_days: int | None = None
    proposals: tuple[Proposal, ...] = ()

    @property
    def place(self) -> Place:
        """Where the board is, as permissions ask for it."""
        return Place(self.province, self.local_government)


@dataclass(frozen=True)
class DemoContent:
    """The whole story."""

    local_governments: tuple[LocalGovernment, ...]
    people: tuple[Person, ...]
    boards: tuple[Board, ...]
    rounds: tuple[Round, ...] = ()

    @property
    def citizens(self) -> tuple[Person, ...]:
        """The people who hold no office: those who may support."""
        return tuple(person for person in self.people if person.grant is None)

    def supporters(self, board: Board, proposal: Proposal) -> tuple[Person, ...]:
        """Choose who supports a proposal: the province's people first, never its author, always the same.

        Returns `proposal.supports` people, in the order in which they come.
        """
        return self.choose_supporters(board.province, proposal.key, proposal.author, proposal.supports)

    def choose_supporters(self, province: str, key: str, author: str, number: int) -> tuple[Person, ...]:
        """As supporters(), of a proposal with this key and author in a province."""
        others = [person for person in self.citizens if person.key != author]
        others.sort(key=lambda person: (person.province != province, _lot(key, person.key)))
        return tuple(others[:number])


def load_content(folder: Path = CONTENT) -> DemoContent:
    """Read the story from its TOML files.

    Raises ContentError where the files contradict themselves: someone unknown, an official out of place,
    more supports than people, an answer before its question.
    """
    places = _read(folder / "places.toml")["local_government"]
    content = DemoContent(
        local_governments=tuple(
            LocalGovernment(**{**row, "subdistricts": tuple(row["subdistricts"])}) for row in places
        ),
        people=tuple(_person(row) for row in _read(folder / "people.toml")["person"]),
        boards=tuple(_board(_read(folder / f"{name}.toml")) for name in BOARD_FILES),
        rounds=tuple(load_round(folder / f"{name}.toml") for name in ROUND_FILES),
    )
    for complaint in _complaints(content):
        raise ContentError(complaint)
    return content


def _read(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return tomllib.load(file)


def _lot(*words: str) -> bytes:
    return sha256("/".join(words).encode()).digest()


def _person(row: dict[str, Any]) -> Person:
    grant = row.pop("grant", None)
    if grant is None:
        return Person(**row)
    return Person(**row, grant=Grant(grant["role"], grant.get("province"), grant.get("local_government")))


def _board(data: dict[str, Any]) -> Board:
    row = data["board"]
    row["question"] = row["question"].strip()
    for name in ("adopted", "closed"):
        if name in row:
            row[name] = Act(**row[name])
    proposals = sorted(map(_proposal, data["proposal"]), key=lambda proposal: -proposal.days_ago)
    return Board(**row, proposals=tuple(proposals))


def _proposal(row: dict[str, Any]) -> Proposal:
    row["body"] = row["body"].strip()
    if "edit" in row:
        row["edit"] = Edit(row["edit"]["days_ago"], row["edit"]["body"].strip())
    if "answer" in row:
        row["answer"] = DemoAnswer(**{**row["answer"], "text": row["answer"]["text"].strip()})
    if "hidden" in row:
        row["hidden"] = Hiding(**row["hidden"])
    comments = sorted((Comment(**c) for c in row.pop("comment", ())), key=lambda comment: -comment.days_ago)
    return Proposal(**row, comments=tuple(comments))


def _complaints(content: DemoContent) -> Iterator[str]:
    people = {person.key for person in content.people}
    for board in content.boards:
        officials = {p.key for p in content.people if p.grant is not None and p.grant.covers(board.place)}
        yield from _strangers(board.key, people, [board.author])
        yield from _outsiders(board.key, officials, board.adopted, board.closed)
        for proposal in board.proposals:
            where = f"{board.key}/{proposal.key}"
            yield from _strangers(where, people, [proposal.author, *(c.author for c in proposal.comments)])
            yield from _outsiders(where, officials, proposal.answer, proposal.hidden)
            yield from (f"{where}: {fault}" for fault in _untimely(board, proposal))
            if proposal.supports > len(content.citizens) - 1:
                yield f"{where}: more supports than people"
    known = {f"{board.key}/{proposal.key}" for board in content.boards for proposal in board.proposals}
    for one in content.rounds:
        yield from complaints(one, people, known)


def _strangers(where: str, people: Collection[str], authors: Collection[str]) -> Iterator[str]:
    yield from (f"{where}: nobody is called {author!r}" for author in authors if author not in people)


def _outsiders(
    where: str, officials: Collection[str], *acts: Act | DemoAnswer | Hiding | None
) -> Iterator[str]:
    for act in acts:
        if act is not None and act.by not in officials:
            yield f"{where}: {act.by!r} holds no office there"


def _untimely(board: Board, proposal: Proposal) -> Iterator[str]:
    end = board.closed.days_ago if board.closed else 0.0
    if not board.opened_days_ago > proposal.days_ago > end:
        yield "posted while the board was not open"
    later = [act.days_ago for act in (proposal.answer, proposal.hidden, proposal.edit) if act is not None]
    if max([*later, proposal.withdrawn_days_ago or 0.0]) >= proposal.days_ago:
        yield "something was done to it before it was posted"
    # What a comment follows: the proposal (None), or a comment that is not itself a reply.
    posted: dict[str | None, float] = {
        c.key: c.days_ago for c in proposal.comments if c.key and not c.reply_to
    }
    posted[None] = proposal.days_ago
    for comment in proposal.comments:
        if comment.reply_to not in posted:
            yield f"there is no comment {comment.reply_to!r} to reply to"
        elif not posted[comment.reply_to] > comment.days_ago > end:
            yield f"a comment by {comment.author!r} comes at a time when it cannot"
