"""Official answers."""

from typing import Any

from flask import url_for

from idea4gov.actions.answers import answer_proposal
from idea4gov.api.endpoints import ApiAnswer, BodyField, listing, one, page, single, writing
from idea4gov.api.parameters import BOARD, LOCAL_GOVERNMENT, PROVINCE
from idea4gov.domain.answers import BODY_MAX_LENGTH
from idea4gov.domain.paging import LARGEST
from idea4gov.web.http.login import require_viewer
from idea4gov.web.http.services import now, services, transaction

_BODY = BodyField(
    "body",
    "The answer, in Markdown",
    {"type": "string", "minLength": 1, "maxLength": BODY_MAX_LENGTH},
    str,
)
_REVISION = BodyField(
    "revision",
    "Number of the wording that this one replaces; 0 for a first answer",
    {"type": "integer", "minimum": 0, "maximum": LARGEST},
    int,
)


@listing(
    "/answers",
    "answers",
    th="คำตอบจากหน่วยงาน",
    en="Official answers",
    filters=(BOARD, PROVINCE, LOCAL_GOVERNMENT),
)
def list_answers(**asked: Any) -> ApiAnswer:
    """A page of answers, ordered by the number of their proposal."""
    return page("answers", **asked)


@single(
    "/proposals/<id:proposal_id>/answer",
    "answers",
    th="คำตอบต่อข้อเสนอหนึ่ง",
    en="The answer to one proposal",
)
def get_answer(proposal_id: int) -> ApiAnswer:
    """The answer to one proposal. Raises NotFound."""
    return one("answers", proposal_id)


@writing(
    "PUT",
    "/proposals/<id:proposal_id>/answer",
    "answers",
    permission="answer:post",
    scope="answers",
    body=(_BODY, _REVISION),
    th="ตอบข้อเสนอ หรือแก้ไขคำตอบ",
    en="Answer a proposal, or edit its answer",
)
def put_answer(proposal_id: int, body: str, revision: int) -> ApiAnswer:
    """Answer a proposal in the name of the official who owns the token.

    The same answer twice is one answer.
    """
    viewer = require_viewer()
    address = url_for("proposals.show", proposal_id=proposal_id, _anchor="answer")
    page_url = services().config.public_url + address
    with transaction() as db:
        answer_proposal(db, viewer, proposal_id, body=body, revision=revision, page_url=page_url, now=now())
    return one("answers", proposal_id)
