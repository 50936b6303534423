"""Official answers."""

from typing import Any

from idea4gov.api.endpoints import Answer, listing, one, page, single
from idea4gov.api.parameters import BOARD, LOCAL_GOVERNMENT, PROVINCE


@listing(
    "/answers",
    "answers",
    th="คำตอบของหน่วยงาน",
    en="Official answers",
    filters=(BOARD, PROVINCE, LOCAL_GOVERNMENT),
)
def list_answers(**asked: Any) -> Answer:
    """Answers by the number of their proposal."""
    return page("answers", **asked)


@single(
    "/proposals/<id:proposal_id>/answer",
    "answers",
    th="คำตอบต่อข้อเสนอหนึ่ง",
    en="The answer to one proposal",
)
def get_answer(proposal_id: int) -> Answer:
    """The answer to one proposal."""
    return one("answers", proposal_id)
