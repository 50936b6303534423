"""Projects of budget rounds."""

from typing import Any

from idea4gov.api.endpoints import ApiAnswer, listing, page
from idea4gov.api.parameters import ROUND


@listing(
    "/projects",
    "projects",
    th="โครงการในรอบงบประมาณ",
    en="Projects of budget rounds",
    filters=(ROUND,),
)
def list_projects(**asked: Any) -> ApiAnswer:
    """A page of projects, ordered by round and position."""
    return page("projects", **asked)
