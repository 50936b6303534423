"""Budget rounds: kept, read, and their urns streamed in bounded memory."""

from idea4gov.store.rounds.reading import (
    ProjectCard,
    Round,
    RoundCard,
    find_imported,
    get_round,
    list_projects,
    list_rounds,
)
from idea4gov.store.rounds.results import (
    AreaCard,
    ResultCard,
    add_alternatives,
    add_result,
    find_result,
    list_alternatives,
    list_areas,
    list_steps,
)
from idea4gov.store.rounds.urn import count_urn, list_groups, read_urn
from idea4gov.store.rounds.writing import add_projects, add_round, keep_ballots

__all__ = [
    "AreaCard",
    "ProjectCard",
    "ResultCard",
    "Round",
    "RoundCard",
    "add_alternatives",
    "add_projects",
    "add_result",
    "add_round",
    "count_urn",
    "find_imported",
    "find_result",
    "get_round",
    "keep_ballots",
    "list_alternatives",
    "list_areas",
    "list_groups",
    "list_projects",
    "list_rounds",
    "list_steps",
    "read_urn",
]
