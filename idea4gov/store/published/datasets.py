"""Where the rows of each data set come from."""

from collections.abc import Mapping

from idea4gov.store.published.answers import ANSWERS
from idea4gov.store.published.boards import BOARDS
from idea4gov.store.published.comments import COMMENTS
from idea4gov.store.published.places import LOCAL_GOVERNMENTS, PROVINCES
from idea4gov.store.published.proposals import PROPOSALS
from idea4gov.store.published.results import PRIORITIES, RESULTS
from idea4gov.store.published.rounds import MILESTONES, PROJECTS, ROUNDS
from idea4gov.store.published.source import Source

SOURCES: Mapping[str, Source] = {
    "provinces": PROVINCES,
    "local-governments": LOCAL_GOVERNMENTS,
    "boards": BOARDS,
    "proposals": PROPOSALS,
    "comments": COMMENTS,
    "answers": ANSWERS,
    "results": RESULTS,
    "priorities": PRIORITIES,
    "rounds": ROUNDS,
    "projects": PROJECTS,
    "milestones": MILESTONES,
}
"""Name of a data set -> where its rows come from; participation has functions of its own."""
