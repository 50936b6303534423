"""The file of a round: what is sealed when voting ends, and what the result adds to it.

It is a `.pb` file with a few lines and columns more; docs/published-files.md describes them. The *sealed
part* is all that was there before the seed of the lots was drawn; its digest was published then, and whoever
has the whole file can make it again.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from idea4gov.domain.errors import N_
from idea4gov.domain.numbers import whole_number
from idea4gov.domain.pabulib import BadPabulib, CastBallot, Head, write_ballots, write_head
from idea4gov.domain.pabulib.document import budget_of, vote_type_of
from idea4gov.domain.tally import (
    Area,
    AreaElection,
    Ballot,
    Project,
    RoundOutcome,
    Rule,
    VoteType,
    divide,
    meta_of,
)

SEED, SEALED, AREAS = "tie_seed", "sealed_sha256", "areas"
DRAWN, DRAWN_BEFORE = "tie_draw", "tie_draw_before"
AREA, EXCLUDES = "area", "excludes"
RESULT_LINES = frozenset({SEED, SEALED, DRAWN, DRAWN_BEFORE})
RESULT_COLUMNS = ("votes", "score", "selected")
_COLUMNS = ("project_id", "cost", "name", "category", AREA, EXCLUDES)
_RANKED_BY_POINTS = (VoteType.CUMULATIVE, VoteType.ORDINAL)


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A project as its round publishes it. area: its code. excludes: ids of those it cannot stand beside."""

    id: str
    cost: int
    name: str
    category: str
    area: str
    excludes: tuple[str, ...] = ()

    @property
    def project(self) -> Project:
        """The line of the file."""
        attributes = {
            "name": self.name,
            "category": self.category,
            AREA: self.area,
            EXCLUDES: ",".join(self.excludes),
        }
        return Project(self.id, self.cost, attributes)


@dataclass(frozen=True, slots=True)
class Particulars:
    """What a round says of itself in its file.

    unit: the local government. fiscal_year: Buddhist era. begins, ends: days of voting, in Bangkok. limits:
    Pabulib's lines for those of a ballot, such as {"max_length": "5"}.
    """

    title: str
    unit: str
    fiscal_year: int
    vote_type: VoteType
    rule: Rule
    begins: date
    ends: date
    areas: tuple[Area, ...]
    limits: Mapping[str, str] = field(default_factory=dict)


def sealed_head(
    about: Particulars, lines: Sequence[PaperLine], ballot_count: int, *, vote_columns: Sequence[str] = ()
) -> Head:
    """All of the sealed part that stands before the first ballot. vote_columns: beside the format's own."""
    points = ("points",) if about.vote_type is VoteType.CUMULATIVE else ()
    return Head(
        meta=dict(_meta(about, lines, ballot_count)),
        projects=tuple(line.project for line in lines),
        project_columns=_COLUMNS,
        vote_columns=("voter_id", "vote", *points, *vote_columns),
    )


def _meta(about: Particulars, lines: Sequence[PaperLine], ballot_count: int) -> Iterator[tuple[str, str]]:
    yield "description", about.title
    yield "country", "Thailand"
    yield "unit", about.unit
    yield "instance", str(about.fiscal_year)
    yield "num_projects", str(len(lines))
    yield "num_votes", str(ballot_count)
    yield "budget", str(sum(area.budget for area in about.areas))
    yield "vote_type", about.vote_type.value
    yield from meta_of(about.rule, exclusive=any(line.excludes for line in lines)).items()
    yield "date_begin", f"{about.begins:%d.%m.%Y}"
    yield "date_end", f"{about.ends:%d.%m.%Y}"
    yield from about.limits.items()
    yield "language", "th"
    yield "currency", "THB"
    yield AREAS, ",".join(area.code for area in about.areas)
    for area in about.areas:
        yield f"area_name_{area.code}", area.name
        yield f"area_budget_{area.code}", str(area.budget)


def published_head(
    sealed: Head, *, digest: str, seed: str, outcome: RoundOutcome, drawn: Mapping[str, str] | None = None
) -> Head:
    """The sealed part with its result. digest: of the sealed part. seed: of the lots.

    drawn: the lines on the public draw that the seed was made of; None where the server drew the seed.
    """
    scored = sealed.vote_type in _RANKED_BY_POINTS
    columns = tuple(name for name in RESULT_COLUMNS if scored or name != "score")
    steps = {step.project_id: step for step in outcome.decisions}
    added = {
        code: {
            "votes": str(step.votes),
            "score": str(step.score),
            "selected": str(int(step.fate.is_funded)),
        }
        for code, step in steps.items()
    }
    projects = (replace(one, attributes={**one.attributes, **added[one.id]}) for one in sealed.projects)
    return Head(
        {**sealed.meta, SEALED: digest, **(drawn or {}), SEED: seed},
        tuple(projects),
        (*sealed.project_columns, *columns),
        sealed.vote_columns,
    )


def sealed_part(head: Head) -> Head:
    """The file without what its result added; another's file, which has no seed, is sealed as it is."""
    if SEED not in head.meta:
        return head
    return Head(
        {key: value for key, value in head.meta.items() if key not in RESULT_LINES},
        head.projects,
        tuple(name for name in head.project_columns if name not in RESULT_COLUMNS),
        head.vote_columns,
    )


def digests_of(head: Head, ballots: Iterable[CastBallot]) -> tuple[str, str]:
    """SHA-256, as hex, of the canonical text, and of its sealed part; the ballots pass by once."""
    whole, sealed = hashlib.sha256(), hashlib.sha256()
    for line in write_head(head):
        whole.update(line.encode())
    for line in write_head(sealed_part(head)):
        sealed.update(line.encode())
    for line in write_ballots(head.vote_columns, ballots):
        data = line.encode()
        whole.update(data)
        sealed.update(data)
    return whole.hexdigest(), sealed.hexdigest()


def with_exclusions(projects: Sequence[Project], pairs: Iterable[tuple[str, str]]) -> tuple[Project, ...]:
    """The projects, as if their column `excludes` named these pairs, too."""
    others: dict[str, list[str]] = {}
    for one, other in pairs:
        others.setdefault(one, []).append(other)
    return tuple(
        replace(
            one,
            attributes={
                **one.attributes,
                EXCLUDES: ",".join(filter(None, (one.attributes.get(EXCLUDES, ""), *others[one.id]))),
            },
        )
        if one.id in others
        else one
        for one in projects
    )


def elections_of(
    meta: Mapping[str, str], projects: Sequence[Project], counted: Iterable[tuple[Ballot, int]]
) -> tuple[AreaElection, ...]:
    """What is counted, area by area; a file that names no areas is one. Raises BadPabulib."""
    areas = _areas(meta)
    codes = {area.code for area in areas}
    area_of = {one.id: one.attributes.get(AREA, "").strip() if codes != {""} else "" for one in projects}
    for project_id, code in area_of.items():
        if code not in codes:
            raise BadPabulib(
                1,
                N_("The project “%(id)s” is in the area “%(area)s”, which META does not name."),
                id=project_id,
                area=code,
            )
    return divide(
        areas,
        area_of,
        vote_type=vote_type_of(meta),
        projects=projects,
        counted=counted,
        excludes=excludes_of(projects),
    )


def _areas(meta: Mapping[str, str]) -> tuple[Area, ...]:
    codes = dict.fromkeys(code.strip() for code in meta.get(AREAS, "").split(",") if code.strip())
    if not codes:
        return (Area("", "", budget_of(meta)),)
    return tuple(Area(code, meta.get(f"area_name_{code}", code), _budget(meta, code)) for code in codes)


def _budget(meta: Mapping[str, str], code: str) -> int:
    budget = whole_number(meta.get(f"area_budget_{code}", ""))
    if budget is None:
        raise BadPabulib(1, N_("META states no budget for the area “%(area)s”."), area=code)
    return budget


def excludes_of(projects: Iterable[Project]) -> dict[str, frozenset[str]]:
    """{id: ids of those it excludes}, both ways, however many of the two say it. Raises BadPabulib."""
    found: dict[str, set[str]] = {one.id: set() for one in projects}
    for one in projects:
        for other in filter(None, map(str.strip, one.attributes.get(EXCLUDES, "").split(","))):
            if other not in found or other == one.id:
                raise BadPabulib(
                    1, N_("“%(id)s” excludes “%(other)s”, which is no other project."), id=one.id, other=other
                )
            found[one.id].add(other)
            found[other].add(one.id)
    return {project_id: frozenset(others) for project_id, others in found.items() if others}
