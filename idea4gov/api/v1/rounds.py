"""Budget rounds that were counted."""

from typing import Any

from idea4gov.api.endpoints import ApiAnswer, listing, one, page, single
from idea4gov.api.parameters import FISCAL_YEAR, LOCAL_GOVERNMENT, PHASE, PROVINCE


@listing(
    "/rounds",
    "rounds",
    th="รอบงบประมาณแบบมีส่วนร่วม",
    en="Budget rounds",
    filters=(PROVINCE, LOCAL_GOVERNMENT, FISCAL_YEAR, PHASE),
)
def list_rounds(**asked: Any) -> ApiAnswer:
    """A page of budget rounds, ordered by number."""
    return page("rounds", **asked)


@single("/rounds/<id:round_id>", "rounds", th="รอบงบประมาณหนึ่ง", en="One budget round")
def get_round(round_id: int) -> ApiAnswer:
    """The budget round with this number. Raises NotFound."""
    return one("rounds", round_id)
