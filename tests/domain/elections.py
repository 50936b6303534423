"""Small elections, written short or drawn by hypothesis."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from hypothesis import strategies as st

from idea4gov.domain.pabulib.amounts import unit_of
from idea4gov.domain.pabulib.document import CastBallot, Document, Head
from idea4gov.domain.tally.areas import Area, AreaOutcome, RoundOutcome
from idea4gov.domain.tally.election import WITH_POINTS, Ballot, Election, Project, VoteType, build_election
from idea4gov.domain.tally.outcome import Outcome

COUNTED_TYPES = (VoteType.APPROVAL, VoteType.CHOOSE_1, *sorted(WITH_POINTS), VoteType.ORDINAL)


def election(
    budget: int, costs: dict[str, int], votes: dict[str, int], vote_type: VoteType = VoteType.APPROVAL
) -> Election:
    """An election by cost of each project and number of ballots for each comma-separated choice."""
    return build_election(
        vote_type=vote_type,
        budget=budget,
        projects=[Project(project_id, cost) for project_id, cost in costs.items()],
        counted=[(Ballot(tuple(choices.split(","))), count) for choices, count in votes.items()],
    )


def undivided(outcome: Outcome) -> RoundOutcome:
    """The result of a round that has no areas."""
    return RoundOutcome((AreaOutcome(Area("", "", outcome.budget), outcome),), outcome.ballot_count)


def renamed(found: Election, names: Sequence[str]) -> Election:
    """The same election with other names for its projects, in their order."""
    new = dict(zip((one.id for one in found.projects), names, strict=True))
    groups = ((replace(b, choices=tuple(new[one] for one in b.choices)), n) for b, n in found.groups)
    projects = (replace(one, id=new[one.id]) for one in found.projects)
    return replace(found, projects=tuple(projects), groups=tuple(groups))


def ballots(vote_type: VoteType, ids: list[str]) -> st.SearchStrategy[Ballot]:
    """Ballots of a type; some name a project twice, some name none."""
    if vote_type is VoteType.CHOOSE_1:
        return st.builds(lambda choice: Ballot((choice,)), st.sampled_from(ids))
    choices = st.lists(st.sampled_from(ids), max_size=5)
    if vote_type in WITH_POINTS:
        halves = st.integers(-4 if vote_type is VoteType.SCORING else 0, 18).map(lambda n: Fraction(n, 2))
        points = halves.map(lambda given: int(given) if given.denominator == 1 else given)
        pairs = st.lists(st.tuples(st.sampled_from(ids), points), max_size=5)
        return pairs.map(lambda found: Ballot(tuple(p for p, _ in found), tuple(n for _, n in found)))
    return choices.map(lambda found: Ballot(tuple(found)))


@st.composite
def elections(draw: st.DrawFn, vote_types: tuple[VoteType, ...] = COUNTED_TYPES) -> Election:
    """Elections of up to five projects, small enough that ties and misfits are common."""
    vote_type = draw(st.sampled_from(vote_types))
    costs = draw(st.lists(st.integers(0, 6), min_size=1, max_size=5))
    projects = [Project(f"p{number}", cost) for number, cost in enumerate(costs)]
    ids = [project.id for project in projects]
    counted = st.lists(st.tuples(ballots(vote_type, ids), st.integers(1, 3)), max_size=6)
    is_scoring = vote_type is VoteType.SCORING
    return build_election(
        vote_type=vote_type,
        budget=draw(st.integers(0, 12)),
        projects=projects,
        counted=draw(counted),
        default_score=draw(st.integers(-1, 2)) if is_scoring else 0,
    )


NASTY = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=12),
    st.sampled_from(
        [
            "น้ำเสีย; บางแสน",
            '"ไฟ"',
            "บรรทัด\nสอง",
            '";"',
            "=1+1",
            "VOTES",
            "\ufeff",
            " ก ",
            "๑๒๓",
            ",",
            "'",
            '""',
        ]
    ),
)
IDS = NASTY.map(lambda text: text.replace(",", "").strip()).filter(bool)
COLUMN_NAMES = st.text('กขคabc_ ";\n', min_size=1, max_size=6).map(str.strip).filter(bool)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Whole files whose every text is unpleasant."""
    vote_type = draw(st.sampled_from(VoteType))
    own = draw(st.lists(COLUMN_NAMES, unique=True, max_size=3))
    ids = draw(st.lists(IDS, unique=True, min_size=1, max_size=4))
    parts = draw(st.sampled_from([1, 100]))
    costs = [Fraction(draw(st.integers(0, 10**15 - 1)), parts) for _ in ids]
    unit = unit_of(costs)
    projects = tuple(
        Project(project_id, int(cost * unit), {name: draw(NASTY) for name in own})
        for project_id, cost in zip(ids, costs, strict=True)
    )
    pointed = ("points",) if vote_type in WITH_POINTS else ()
    cast = tuple(
        CastBallot(voter_id, draw(ballots(vote_type, ids)), {name: draw(NASTY) for name in own})
        for voter_id in draw(st.lists(IDS, unique=True, max_size=4))
    )
    meta = {
        "description": draw(NASTY),
        "budget": "100",
        "vote_type": vote_type.value,
        "num_votes": str(len(cast)),
    }
    head = Head(meta, projects, ("project_id", *own, "cost"), ("voter_id", *pointed, *own, "vote"), unit)
    return Document(head, cast)
