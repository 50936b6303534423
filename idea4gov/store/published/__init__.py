"""What everybody may read, as rows of the open data; the data sets' fields are in domain/opendata."""

from collections.abc import Mapping

from idea4gov.store.published.addresses import find_largest, list_board_pages, list_proposal_pages
from idea4gov.store.published.answers import ANSWERS, NewAnswer, list_new_answers
from idea4gov.store.published.boards import BOARDS, count_supports, list_participation, stream_participation
from idea4gov.store.published.comments import COMMENTS
from idea4gov.store.published.places import LOCAL_GOVERNMENTS, PROVINCES
from idea4gov.store.published.proposals import ONE_PROPOSAL, PROPOSALS
from idea4gov.store.published.results import PRIORITIES, RESULTS
from idea4gov.store.published.rounds import MILESTONES, PROJECTS, ROUNDS, find_newest_milestone, list_urns
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

__all__ = [
    "ONE_PROPOSAL",
    "SOURCES",
    "NewAnswer",
    "Source",
    "count_supports",
    "find_largest",
    "find_newest_milestone",
    "list_board_pages",
    "list_new_answers",
    "list_participation",
    "list_proposal_pages",
    "list_urns",
    "stream_participation",
]
