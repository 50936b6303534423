"""Sealed results of discussion boards."""

from typing import Any

from idea4gov.api.endpoints import ApiAnswer, listing, one, page, single
from idea4gov.api.parameters import BOARD, LOCAL_GOVERNMENT, PROVINCE


@listing(
    "/results",
    "results",
    th="ผลของกระดานที่ปิดแล้ว",
    en="Results of closed boards",
    filters=(PROVINCE, LOCAL_GOVERNMENT),
)
def list_results(**asked: Any) -> ApiAnswer:
    """A page of results, ordered by the number of their board."""
    return page("results", **asked)


@single(
    "/boards/<id:board_id>/result",
    "results",
    th="ผลของกระดานหนึ่งที่ปิดแล้ว",
    en="The result of one closed board",
)
def get_result(board_id: int) -> ApiAnswer:
    """The sealed result of one board, which last changed when the board closed. Raises NotFound."""
    return one("results", board_id, modified="closed_at")


@listing(
    "/priorities",
    "priorities",
    th="ลำดับความสำคัญที่ปิดผนึกแล้ว",
    en="Sealed priorities, line by line",
    filters=(BOARD,),
)
def list_priorities(**asked: Any) -> ApiAnswer:
    """A page of lines of sealed results, ordered by board and position."""
    return page("priorities", **asked)
