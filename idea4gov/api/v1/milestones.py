"""Milestones: reports on the progress of funded projects."""

from typing import Any

from idea4gov.actions.rounds.milestones import add_milestone
from idea4gov.api.endpoints import ApiAnswer, BodyField, listing, page, publisher, writing
from idea4gov.api.parameters import ROUND
from idea4gov.domain.errors import NotFound
from idea4gov.domain.opendata.rows import public_row
from idea4gov.domain.rounds.milestones import MILESTONE_MAX_LENGTH, MILESTONE_STATES, clean_milestone
from idea4gov.store.published.rounds import find_newest_milestone
from idea4gov.store.rounds.freeze import list_frozen_projects
from idea4gov.web.http.login import require_viewer
from idea4gov.web.http.services import reading, round_time, services, transaction

_FIELDS = (
    BodyField("project", "Code of the project in its round", {"type": "string", "maxLength": 200}, str),
    BodyField("state", "How it stands", {"type": "string", "enum": list(MILESTONE_STATES)}, str),
    BodyField(
        "percent_spent",
        "Part of its cost spent, in percent",
        {"type": "integer", "minimum": 0, "maximum": 100},
        int,
    ),
    BodyField(
        "body",
        "What happened",
        {"type": "string", "minLength": 1, "maxLength": MILESTONE_MAX_LENGTH},
        str,
    ),
    BodyField(
        "request_key",
        "A text of your own, new for each report: the same one sent again reports nothing twice",
        {"type": "string", "minLength": 8, "maxLength": 100},
        str,
    ),
)


@listing(
    "/milestones",
    "milestones",
    th="ความคืบหน้าของโครงการ",
    en="Milestones of funded projects",
    filters=(ROUND,),
)
def list_milestones(**asked: Any) -> ApiAnswer:
    """A page of milestones, ordered by number."""
    return page("milestones", **asked)


@writing(
    "POST",
    "/rounds/<id:round_id>/milestones",
    "milestones",
    permission="round:report",
    scope="milestones",
    body=_FIELDS,
    th="รายงานความคืบหน้าของโครงการ",
    en="Report on a funded project",
)
def post_milestone(
    round_id: int, project: str, state: str, percent_spent: int, body: str, request_key: str
) -> ApiAnswer:
    """Report on a project in the name of the official who owns the token.

    project: its code in the round. percent_spent: of its cost, 0 to 100. request_key: chosen by the sender;
    the same report sent again with the same key adds nothing. Raises NotFound, and the errors of
    add_milestone().
    """
    viewer = require_viewer()
    milestone = clean_milestone(state=state, percent=str(percent_spent), body=body)
    with transaction() as db:
        project_id = next(
            (line.id for line in list_frozen_projects(db, round_id) if line.code == project), None
        )
        if project_id is None:
            raise NotFound()
        add_milestone(
            db,
            viewer,
            round_id,
            project_id,
            milestone,
            form_key=request_key,
            page_url=f"{services().config.public_url}/rounds/{round_id}",
            now=round_time(),
        )
    with reading() as db:
        newest = find_newest_milestone(db, round_id, project)
    assert newest is not None
    return ApiAnswer(public_row("milestones", newest, publisher()))
