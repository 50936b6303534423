"""The `.pb` file of a round: the part that is sealed when voting ends, and what the result adds to it.

It has some lines and columns that Pabulib does not define; docs/published-files.md describes them. The
*sealed part* is the file as it was before the tie-break seed was drawn. Its digest was published then, and
can be computed again from the whole file.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from idea4gov.domain.errors import N_
from idea4gov.domain.pabulib.amounts import decimal_text, exact_number
from idea4gov.domain.pabulib.document import CastBallot, Head, budget_of, default_score_of, rest_of
from idea4gov.domain.pabulib.errors import BadPabulib
from idea4gov.domain.pabulib.writing import write_ballots, write_head
from idea4gov.domain.tally.areas import Area, AreaElection, RoundOutcome, divide
from idea4gov.domain.tally.election import WITH_POINTS, Ballot, Exact, Project, VoteType
from idea4gov.domain.tally.rules import SEALED, Rule, meta_of

SEED, AREAS = "tie_seed", "areas"
DRAWN, DRAWN_BEFORE = "tie_draw", "tie_draw_before"
AREA, EXCLUDES = "area", "excludes"
MOST_AREAS = 1_000
"""Each is counted for itself, with all ballots."""
RESULT_LINES = frozenset({SEED, SEALED, DRAWN, DRAWN_BEFORE})
RESULT_COLUMNS = ("votes", "score", "selected")
_COLUMNS = ("project_id", "cost", "name", "category", AREA, EXCLUDES)
_RANKED_BY_POINTS = (VoteType.CUMULATIVE, VoteType.ORDINAL, VoteType.SCORING)


@dataclass(frozen=True, slots=True)
class PublishedProject:
    """A project as its round publishes it.

    cost: whole baht. area: code of its area. excludes: ids of projects that cannot be funded together with
    it.
    """

    id: str
    cost: int
    name: str
    category: str
    area: str
    excludes: tuple[str, ...] = ()

    @property
    def project(self) -> Project:
        """The project with the columns of the file as attributes."""
        attributes = {
            "name": self.name,
            "category": self.category,
            AREA: self.area,
            EXCLUDES: ",".join(self.excludes),
        }
        return Project(self.id, self.cost, attributes)


@dataclass(frozen=True, slots=True)
class Particulars:
    """What the META section of the file says about a round.

    unit: name of the local government. fiscal_year: in the Buddhist era. begins, ends: first and last day of
    voting, in Bangkok. limits: of a ballot, as META lines, such as {"max_length": "5"}.
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
    about: Particulars,
    lines: Sequence[PublishedProject],
    ballot_count: int,
    *,
    vote_columns: Sequence[str] = (),
) -> Head:
    """The META and PROJECTS sections of the sealed part.

    vote_columns: columns of VOTES besides those of Pabulib.
    """
    points = ("points",) if about.vote_type in WITH_POINTS else ()
    return Head(
        meta=dict(_meta(about, lines, ballot_count)),
        projects=tuple(line.project for line in lines),
        project_columns=_COLUMNS,
        vote_columns=("voter_id", "vote", *points, *vote_columns),
    )


def _meta(
    about: Particulars, lines: Sequence[PublishedProject], ballot_count: int
) -> Iterator[tuple[str, str]]:
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
    """The head of the sealed part, with the result added.

    digest: of the sealed part. seed: the tie-break seed. drawn: META lines on the public draw that the seed
    was made of; None if the server drew the seed.
    """
    scored = sealed.vote_type in _RANKED_BY_POINTS
    columns = tuple(name for name in RESULT_COLUMNS if scored or name != "score")
    steps = {step.project_id: step for step in outcome.decisions}
    added = {
        code: {
            "votes": str(step.votes),
            "score": decimal_text(step.score),
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
        sealed.unit,
    )


def sealed_part(head: Head) -> Head:
    """The head without what the result added. A file without a tie-break seed is its own sealed part."""
    if SEED not in head.meta:
        return head
    return Head(
        {key: value for key, value in head.meta.items() if key not in RESULT_LINES},
        head.projects,
        tuple(name for name in head.project_columns if name not in RESULT_COLUMNS),
        head.vote_columns,
        head.unit,
    )


def digests_of(head: Head, ballots: Iterable[CastBallot]) -> tuple[str, str]:
    """(SHA-256 of the canonical text, SHA-256 of its sealed part), in hex. ballots: read once."""
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
    """The projects with more exclusions in their column `excludes`. pairs: of ids that exclude each other."""
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


def elections_of(head: Head, counted: Iterable[tuple[Ballot, int]]) -> tuple[AreaElection, ...]:
    """The election of each area of a file; one election if META names no areas.

    counted: pairs of a ballot and how many voters cast it. Raises BadPabulib.
    """
    areas = _areas(head)
    codes = {area.code for area in areas}
    area_of = {one.id: one.attributes.get(AREA, "").strip() if codes != {""} else "" for one in head.projects}
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
        vote_type=head.vote_type,
        projects=head.projects,
        counted=counted,
        excludes=excludes_of(head.projects),
        unit=head.unit,
        default_score=default_score_of(head.meta),
    )


def _areas(head: Head) -> tuple[Area, ...]:
    meta = head.meta
    codes = dict.fromkeys(code.strip() for code in meta.get(AREAS, "").split(",") if code.strip())
    if len(codes) > MOST_AREAS:
        raise BadPabulib(1, N_("META names more than %(most)s areas."), most=MOST_AREAS)
    if not codes:
        return (_area("", "", budget_of(meta), head.unit),)
    return tuple(
        _area(code, _of(meta, "area_name", code, code), _budget(meta, code), head.unit) for code in codes
    )


def _area(code: str, name: str, budget: Exact, unit: int) -> Area:
    return Area(code, name, int(budget * unit), rest_of(budget, unit))


def _budget(meta: Mapping[str, str], code: str) -> Exact:
    budget = exact_number(_of(meta, "area_budget", code, ""))
    if budget is None:
        raise BadPabulib(1, N_("META states no budget for the area “%(area)s”."), area=code)
    return budget


def _of(meta: Mapping[str, str], name: str, code: str, missing: str) -> str:
    # Files write a code as they like, and keys are read in small letters; those of stored rounds may not be.
    key = f"{name}_{code}"
    return meta.get(key, meta.get(key.lower(), missing))


def excludes_of(projects: Iterable[Project]) -> dict[str, frozenset[str]]:
    """{project id: ids of the projects that it excludes}, in both directions.

    It is enough if one of the two names the other in its column `excludes`. Raises BadPabulib.
    """
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
