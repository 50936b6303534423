"""Counts a generated election in a process of its own, and prints the seconds that the count took.

The argument is the method, "greedy" (default) or "equal_shares".
"""

import random
import sys
import time

from idea4gov.domain.tally.election import Ballot, Election, Project, VoteType, build_election
from idea4gov.domain.tally.methods import tally
from idea4gov.domain.tally.rules import PROPORTIONAL, Method, Rule

PROJECTS, BALLOTS, MOST_CHOICES, BUDGET = 100, 50_000, 15, 10_000_000


def make_election() -> Election:
    """An election of 100 projects and 50,000 approval ballots, the same one every time."""
    chance = random.Random(2569)
    projects = [Project(str(number), chance.randrange(50_000, 1_500_000)) for number in range(PROJECTS)]
    names = [project.id for project in projects]
    ballots = (Ballot(tuple(chance.sample(names, chance.randint(1, MOST_CHOICES)))) for _ in range(BALLOTS))
    return build_election(
        vote_type=VoteType.APPROVAL,
        budget=BUDGET,
        projects=projects,
        counted=((ballot, 1) for ballot in ballots),
    )


def main() -> None:
    """Count it with the method of the command line."""
    rule = PROPORTIONAL if Method.EQUAL_SHARES in sys.argv[1:] else Rule()
    election = make_election()
    started = time.perf_counter()
    tally(election, rule, "2569")
    print(time.perf_counter() - started)


if __name__ == "__main__":
    main()
