"""Use cases of share images: what the image of a page says."""

from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from idea4gov.actions.boards import get_visible_board
from idea4gov.actions.rounds.imports import get_published
from idea4gov.domain.boards import BOARD_KINDS, is_open
from idea4gov.domain.errors import NotFound
from idea4gov.domain.share_images import ShareImage, drawable
from idea4gov.store.boards.reading import find_board
from idea4gov.store.places import reading as places
from idea4gov.store.proposals import reading as proposals
from idea4gov.store.rounds.finished import Round

CardName = Literal["site", "province", "board", "proposal"]
ROUND = "งบประมาณแบบมีส่วนร่วม"


def get_share_image(db: Session, name: str, subject: str, *, now: datetime) -> ShareImage:
    """The share image of a page that everybody may see.

    name: a CardName. subject: code of the province, id of the board or proposal; "" for the site. Raises
    NotFound.
    """
    if name == "province":
        return _of_province(db, subject)
    if name == "board":
        return _of_board(db, int(subject), now)
    if name == "proposal":
        return _of_proposal(db, int(subject))
    return ShareImage("", "เขียนข้อเสนอ ร่วมสนับสนุน ติดตามผล", "ทุกจังหวัด ทุกท้องถิ่นทั่วไทย", "", "")


def _of_province(db: Session, code: str) -> ShareImage:
    found = places.get_province(db, code)
    place = "ร่วมเสนอและร่วมตัดสินใจเรื่องใกล้บ้าน"
    return ShareImage("จังหวัด" if code != "10" else "", found.name_th, place, "", code)


def _of_board(db: Session, board_id: int, now: datetime) -> ShareImage:
    if find_board(db, board_id) is None:
        # find_board does not find imported rounds: nobody here opened them.
        return _of_imported(get_published(db, board_id))
    found = get_visible_board(db, board_id, None, kinds=BOARD_KINDS)
    kind = ROUND if found.kind == "budget" else "กระดานรับข้อเสนอ"
    note = "เปิดรับข้อเสนอ" if is_open(found.state, found.closes_at, now) else ""
    place = _place(found.local_government_name_th, found.province_name_th, found.province_code)
    return ShareImage(kind, drawable(found.title, kind=kind), place, note, found.province_code)


def _of_imported(found: Round) -> ShareImage:
    place = _place(found.local_government_name_th, found.province_name_th, found.province_code)
    return ShareImage(ROUND, drawable(found.title, kind=ROUND), place, "ประกาศผลแล้ว", found.province_code)


def _of_proposal(db: Session, proposal_id: int) -> ShareImage:
    found = proposals.find_proposal(db, proposal_id)
    if found is None or found.state != "published" or found.board_state == "draft":
        raise NotFound()
    note = "หน่วยงานตอบแล้ว" if found.answered_at else ""
    place = _place(
        found.place_name_th or found.board_local_government_name_th,
        found.province_name_th,
        found.province_code,
    )
    return ShareImage("ข้อเสนอ", drawable(found.title, kind="ข้อเสนอ"), place, note, found.province_code)


def _place(local_government: str | None, province: str, province_code: str) -> str:
    within = province if province_code == "10" else f"จังหวัด{province}"
    return f"{local_government} {within}" if local_government else within
