"""The style guide: every component in every state. In development only."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, abort, current_app, render_template
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField

from idea4gov.domain.ballots.ballot_paper import BallotArea, BallotPaper, BallotProject
from idea4gov.domain.clock import ClockReading
from idea4gov.domain.identity.doors import DOORS
from idea4gov.domain.places.activity import Activity
from idea4gov.domain.places.finding import PlaceName
from idea4gov.store.answers import AnsweredCard
from idea4gov.store.boards.reading import BoardCard
from idea4gov.store.places.reading import ProvinceCard
from idea4gov.store.proposals.lists import ProposalCard
from idea4gov.web.http.forms import BaseForm
from idea4gov.web.http.guards import public
from idea4gov.web.http.services import now, services
from idea4gov.web.pages.proposals.proposal_steps import Step
from idea4gov.web.render.country_map import map_places

bp = Blueprint("styleguide", __name__)

COLOURS = (
    "paper", "surface", "sunken", "ink", "muted", "line", "edge", "action", "action-deep", "action-soft",
    "poster", "marigold", "marigold-soft", "good", "good-soft", "wait", "wait-soft", "bad", "bad-soft",
    "map-0", "map-1", "map-2", "map-3", "map-4",
)  # fmt: skip
BADGES = (
    "open", "closed", "draft", "archived", "answered", "hidden", "withdrawn", "edited", "adopted",
    "official", "tied",
)  # fmt: skip
PHASES = ("collecting", "reviewing", "preview", "voting", "counting", "provisional", "final")
ACTIVITY = {code: Activity(1, number) for code, number in (("20", 120), ("10", 30), ("50", 8), ("40", 2))}


class SampleForm(BaseForm):
    """One field of each kind."""

    line = StringField("One line")
    wrong = StringField("One line with an error")
    text = TextAreaField("Several lines")
    choice = SelectField("A choice", choices=["ชลบุรี", "เชียงใหม่"])
    radio = RadioField("One of a few", choices=["ภาษาไทย", "English"], default="English")
    consent = BooleanField("I have read this")


@bp.get("/styleguide")
@public
def show() -> ResponseReturnValue:
    """Every component in every state; 404 in production."""
    if not services().config.is_development:
        abort(404)
    form = SampleForm(formdata=None)
    form.wrong.errors = ["Say what to do next."]
    return render_template(
        "pages/site/styleguide/show.html",
        form=form,
        colours=COLOURS,
        badges=BADGES,
        boards=_boards(),
        cards=_cards(),
        answered=_answered(),
        places=map_places(_provinces(), ACTIVITY),
        steps=[Step("Proposed", "1 ต.ค. 2569", True), Step("Answered", None, False)],
        icons=_icons(),
        clocks=[ClockReading(now(), now() - timedelta(days=2), is_certain=known) for known in (True, False)],
        round=SimpleNamespace(
            phase="voting",
            doors=DOORS,
            last_minute=now(),
            local_government_name_th="เทศบาลเมืองแสนสุข",
            local_government_name_en="Saen Suk Town Municipality",
            **{f"{phase}_at": now() for phase in PHASES},
        ),
        report={
            "id": 1,
            "state": "underway",
            "percent_spent": 65,
            "body": "งานฐานรากแล้วเสร็จ",
            "created_at": now(),
        },
        draw={
            "words": "4 1 7 0 9",
            "seed": "0c4a" * 16,
            "occasion": "หอประชุมเทศบาล",
            "witnesses": "ประธานชุมชน",
            "entered_at": now(),
        },
        paper=_paper(),
        place=PlaceName("local_government", "2094", "เทศบาลเมืองแสนสุข", "Saen Suk", "20", "ชลบุรี", "Chon Buri"),
    )


def _paper() -> BallotPaper:
    lamps = BallotProject(1, "1", 1, "ไฟส่องทางเดินริมหาด", 350_000, "safety")
    projects = (lamps, BallotProject(2, "2", 1, "ห้องอาบน้ำริมหาด", 280_000, "health"))
    area = BallotArea(1, "ชุมชนหน้าหาด", 500_000)
    return BallotPaper("approval", (area,), projects, max_choices=3, excluding=((1, 2),))


def _icons() -> list[str]:
    module: Any = current_app.jinja_env.get_template("components/icon.html").module
    return sorted(module.paths)


def _provinces() -> list[ProvinceCard]:
    return [ProvinceCard(code, code, code, "") for code in services().country_map.by_code]


def _boards() -> list[BoardCard]:
    card = BoardCard(
        id=1,
        kind="discussion",
        state="open",
        title="ขยะหาดบางแสน เราจะจัดการร่วมกันอย่างไร",
        province_code="20",
        province_name_th="ชลบุรี",
        province_name_en="Chon Buri",
        local_government_name_th="เทศบาลเมืองแสนสุข",
        local_government_name_en="Saen Suk Town Municipality",
        proposal_count=12,
        support_count=1_240,
        closes_at=now() + timedelta(days=5),
        created_at=now(),
        is_official=True,
        is_adopted=False,
    )
    return [
        card,
        card._replace(province_code="50", closes_at=None, is_official=False, is_adopted=True),
        card._replace(province_code="96", state="closed", is_official=False),
        card._replace(province_code="10", state="closed", kind="budget"),
        card._replace(
            kind="budget", phase="voting", budget_baht=3_000_000, turn_ends_at=now() + timedelta(days=10)
        ),
    ]


def _cards() -> list[ProposalCard]:
    card = ProposalCard(
        id=1,
        board_id=1,
        number=1,
        title="ทุ่นดักขยะที่ปากคลองและปากท่อ ก่อนไหลลงทะเล",
        excerpt="ขยะบนหาดส่วนหนึ่งไม่ได้มาจากทะเลไกล ๆ แต่ไหลลงมาจากคลองและท่อระบายน้ำในเมืองเราเอง",
        category="environment",
        state="published",
        support_count=1_240,
        comment_count=3,
        author_name="สมชาย ใจดี",
        place_code="200104",
        place_name_th="แสนสุข",
        place_name_en="Saen Suk",
        created_at=now() - timedelta(days=2),
        edited_at=None,
        is_answered=False,
        is_supported=False,
    )
    return [card, card._replace(id=2, number=2, is_answered=True, edited_at=now(), support_count=0)]


def _answered() -> AnsweredCard:
    return AnsweredCard(
        proposal_id=1,
        title="ทุ่นดักขยะที่ปากคลองและปากท่อ",
        support_count=21,
        answer_html="",
        answered_at=now() - timedelta(days=1),
        board_title="ขยะหาดบางแสน",
        office_name_th="เทศบาลเมืองแสนสุข",
        office_name_en="Saen Suk Town Municipality",
        province_code="20",
        province_name_th="ชลบุรี",
        province_name_en="Chon Buri",
    )
