"""Version 1 of the API: each noun registers its endpoints when it is imported."""

from idea4gov.api.endpoints import bp
from idea4gov.api.v1 import (
    answers,
    boards,
    comments,
    document,
    figures,
    milestones,
    places,
    projects,
    proposals,
    results,
    rounds,
)

__all__ = [
    "answers",
    "boards",
    "bp",
    "comments",
    "document",
    "figures",
    "milestones",
    "places",
    "projects",
    "proposals",
    "results",
    "rounds",
]
