"""Boards, and how many people of each province took part in them."""

from typing import Any

from idea4gov.api.endpoints import ApiAnswer, listing, one, page, publisher, single, whole
from idea4gov.api.parameters import BOARD_KIND, LOCAL_GOVERNMENT, PROVINCE, STATE
from idea4gov.domain.opendata.rows import public_row
from idea4gov.store.published.boards import list_participation
from idea4gov.web.http.services import reading


@listing(
    "/boards",
    "boards",
    th="กระดานทั้งหมด",
    en="Boards",
    filters=(PROVINCE, LOCAL_GOVERNMENT, STATE, BOARD_KIND),
)
def list_boards(**asked: Any) -> ApiAnswer:
    """A page of boards, ordered by number."""
    return page("boards", **asked)


@single("/boards/<id:board_id>", "boards", th="กระดานหนึ่ง", en="One board")
def get_board(board_id: int) -> ApiAnswer:
    """The board with this number. Raises NotFound."""
    return one("boards", board_id)


@whole(
    "/boards/<id:board_id>/participation",
    "participation",
    th="ผู้มีส่วนร่วมตามจังหวัดที่อยู่",
    en="Participants by home province",
)
def list_board_participation(board_id: int) -> ApiAnswer:
    """The participants of a board: at most one row for each home province. Raises NotFound."""
    one("boards", board_id)
    with reading() as db:
        rows = list_participation(db, board_id)
    maker = publisher()
    return ApiAnswer({"data": [public_row("participation", row, maker) for row in rows], "next": None})
