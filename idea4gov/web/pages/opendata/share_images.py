"""Share images (Open Graph) of pages: drawn once for each text, then kept in memory."""

import hashlib

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from config import ROOT
from idea4gov.actions.boards import get_visible_board
from idea4gov.actions.rounds.imports import get_published
from idea4gov.domain.boards import BOARD_KINDS, is_open
from idea4gov.domain.errors import NotFound
from idea4gov.domain.share_images import ShareImage, drawable
from idea4gov.outside.bounded_cache import MIB, BoundedCache
from idea4gov.outside.country_map import CountryMap
from idea4gov.outside.typesetting import render_share_image
from idea4gov.store.boards.reading import find_board
from idea4gov.store.places import reading as places
from idea4gov.store.proposals import reading as proposals
from idea4gov.store.rounds.finished import Round
from idea4gov.web.http.guards import public
from idea4gov.web.http.services import now, reading, services

bp = Blueprint("share_images", __name__)

# Bounded in bytes: anybody can write new titles, and each image takes some 40 KB.
PICTURES: BoundedCache[tuple[ShareImage, CountryMap], bytes] = BoundedCache(max_bytes=8 * MIB, seconds=3600)
MAX_AGE_SECONDS = 3600
ROUND = "งบประมาณแบบมีส่วนร่วม"
LAND, HERE = "#dcd5c3", "#2e3192"


@bp.get("/card.png")
@public
def site() -> ResponseReturnValue:
    """The share image of pages that have none of their own."""
    return _picture(ShareImage("", "เขียนข้อเสนอ ร่วมสนับสนุน ติดตามผล", "ทุกจังหวัด ทุกท้องถิ่นทั่วไทย", "", ""))


@bp.get("/provinces/<place:code>/card.png")
@public
def province(code: str) -> ResponseReturnValue:
    """The share image of a province."""
    with reading() as db:
        found = places.get_province(db, code)
    place = "ร่วมเสนอและร่วมตัดสินใจเรื่องใกล้บ้าน"
    return _picture(ShareImage("จังหวัด" if code != "10" else "", found.name_th, place, "", code))


@bp.get("/boards/<id:board_id>/card.png")
@public
def board(board_id: int) -> ResponseReturnValue:
    """The share image of a board or a round."""
    with reading() as db:
        if find_board(db, board_id) is None:
            # find_board does not find imported rounds: nobody here opened them.
            return _imported(get_published(db, board_id))
        found = get_visible_board(db, board_id, None, kinds=BOARD_KINDS)
    kind = ROUND if found.kind == "budget" else "กระดานรับข้อเสนอ"
    note = "เปิดรับข้อเสนอ" if is_open(found.state, found.closes_at, now()) else ""
    place = _place(found.local_government_name_th, found.province_name_th, found.province_code)
    title = drawable(found.title, kind=kind)
    return _picture(ShareImage(kind, title, place, note, found.province_code))


def _imported(found: Round) -> Response:
    place = _place(found.local_government_name_th, found.province_name_th, found.province_code)
    title = drawable(found.title, kind=ROUND)
    return _picture(ShareImage(ROUND, title, place, "ประกาศผลแล้ว", found.province_code))


@bp.get("/proposals/<id:proposal_id>/card.png")
@public
def proposal(proposal_id: int) -> ResponseReturnValue:
    """The share image of a published proposal."""
    with reading() as db:
        found = proposals.find_proposal(db, proposal_id)
    if found is None or found.state != "published" or found.board_state == "draft":
        raise NotFound()
    note = "หน่วยงานตอบแล้ว" if found.answered_at else ""
    place = _place(
        found.place_name_th or found.board_local_government_name_th,
        found.province_name_th,
        found.province_code,
    )
    title = drawable(found.title, kind="ข้อเสนอ")
    return _picture(ShareImage("ข้อเสนอ", title, place, note, found.province_code))


def _place(local_government: str | None, province: str, province_code: str) -> str:
    within = province if province_code == "10" else f"จังหวัด{province}"
    return f"{local_government} {within}" if local_government else within


def _picture(image: ShareImage) -> Response:
    response = Response(_drawn(image, services().country_map), mimetype="image/png")
    response.set_etag(hashlib.sha256(repr(image).encode()).hexdigest()[:32])
    response.headers["Cache-Control"] = f"public, max-age={MAX_AGE_SECONDS}"
    # Other sites, such as chats, show the image.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.make_conditional(request)
    return response


def _drawn(image: ShareImage, country_map: CountryMap) -> bytes:
    return PICTURES.get_or_make((image, country_map), lambda: _draw(image, country_map))


def _draw(image: ShareImage, country_map: CountryMap) -> bytes:
    sign = (ROOT / "static" / "img" / "icon.svg").read_text(encoding="utf-8")
    return render_share_image(image, sign_svg=sign, map_svg=_map(country_map, image.province_code))


def _map(country_map: CountryMap, code: str) -> str | None:
    if not country_map.shapes:
        return None
    paths = "".join(
        f'<path fill="{HERE if shape.code == code else LAND}" d="{shape.d}"/>' for shape in country_map.shapes
    )
    size = f'viewBox="0 0 {country_map.width} {country_map.height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} stroke="#fbf9f4" stroke-width="1">{paths}</svg>'
