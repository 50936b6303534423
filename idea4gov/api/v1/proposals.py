"""Published proposals."""

from typing import Any

from idea4gov.api.endpoints import ApiAnswer, listing, one, page, single
from idea4gov.api.parameters import ANSWERED, BOARD, CATEGORY, PROVINCE
from idea4gov.store.published.proposals import ONE_PROPOSAL


@listing(
    "/proposals",
    "proposals",
    th="ข้อเสนอที่เผยแพร่",
    en="Published proposals",
    filters=(BOARD, PROVINCE, CATEGORY, ANSWERED),
)
def list_proposals(**asked: Any) -> ApiAnswer:
    """A page of proposals, ordered by board and number."""
    return page("proposals", **asked)


@single("/proposals/<id:proposal_id>", "proposals", th="ข้อเสนอหนึ่ง", en="One proposal")
def get_proposal(proposal_id: int) -> ApiAnswer:
    """The proposal with this number. Raises NotFound."""
    return one("proposals", proposal_id, source=ONE_PROPOSAL)
