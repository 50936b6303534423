"""A round as officials and citizens move it, through the use cases alone: the clock is the test's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from idea4gov.actions.proposals import post_proposal
from idea4gov.actions.rounds import drafts, phases
from idea4gov.actions.rounds.screening import decide_proposal, sign_decision
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.rounds.calendar import DAYS
from idea4gov.domain.rounds.drafts import draft_round
from idea4gov.domain.rounds.screening import clean_decision
from idea4gov.domain.thai import BANGKOK, bangkok_date
from idea4gov.store.rounds import hosted, screening
from idea4gov.store.rounds.hosted import HostedRound
from idea4gov.store.session import Database
from tests.conftest import NOON
from tests.factories import SAEN_SUK, add_account, viewer_of
from tests.officials import add_official

PAGE = "https://example.org/rounds/1"
# Days from the day of NOON, for each of the days that the form asks for.
OFFSETS = (0, 9, 15, 20, 24, 26, 33)
FORM = {
    "title": "งบชุมชนแสนสุข 2570",
    "body": "ร่วมกันเลือกว่า **เงินก้อนนี้** จะทำอะไร",
    "fiscal_year": "๒๕๗๐",
    "budget": "800,000",
    "ballot_mode": "approval",
    "min_projects": "1",
    "max_projects": "3",
    "rule": "greedy",
    "minimum_votes": "",
    "eligible_scope": "local_government",
    "minimum_age": "15",
}
AREAS = (
    {"name_th": "ชุมชนหน้าหาด", "name_en": "Beach front", "budget": "500000", "citywide": ""},
    {"name_th": "ทั้งเทศบาล", "name_en": "", "budget": "300,000", "citywide": "y"},
)


def days(start: datetime = NOON, offsets: tuple[int, ...] = OFFSETS) -> dict[str, str]:
    """The days of a form, counted from the day of `start`."""
    first = start.astimezone(BANGKOK).date()
    return {
        name: (first + timedelta(days=offset)).isoformat() for name, offset in zip(DAYS, offsets, strict=True)
    }


def draft(**changes: str) -> Any:
    """A draft from FORM, AREAS and days()."""
    return draft_round({**FORM, **days(), **changes}, AREAS, (), today=bangkok_date(NOON))


@dataclass
class Conduct:
    """One round of Saen Suk with two officials, an admin and a citizen."""

    database: Database
    first: Viewer
    second: Viewer
    admin: Viewer
    citizen: Viewer
    round_id: int = 0

    @classmethod
    def begin(cls, database: Database) -> "Conduct":
        """The people, and a draft."""
        with database.transaction() as db:
            people = (
                add_official(db),
                add_official(db, role="valuator"),
                add_official(db, province=None, local_government=None, role="admin"),
                viewer_of(db, add_account(db)),
            )
        conduct = cls(database, *people)
        with database.transaction() as db:
            conduct.round_id = drafts.create_round(
                db, conduct.first, draft(), local_government_code=SAEN_SUK, form_key="one", now=NOON
            )
        return conduct

    def act(self, action: Any, viewer: Viewer, *args: Any, now: datetime = NOON, **options: Any) -> Any:
        """One use case in a transaction of its own."""
        with self.database.transaction() as db:
            return action(db, viewer, self.round_id, *args, page_url=PAGE, now=now, **options)

    def second_moderator(self) -> Viewer:
        with self.database.transaction() as db:
            return add_official(db)

    def publish(self, now: datetime = NOON) -> None:
        self.act(drafts.publish_round, self.first, now=now)

    def post(self, title: str = "ม้านั่งใต้ต้นสน", *, now: datetime = NOON, area: str = "") -> int:
        with self.database.transaction() as db:
            return post_proposal(
                db,
                self.citizen,
                board_id=self.round_id,
                title=title,
                body="นั่งได้ทุกวัย",
                category="environment",
                place="",
                form_key=None,
                area=area,
                now=now,
            )

    def settle(self, now: datetime) -> HostedRound:
        with self.database.transaction() as db:
            return phases.settle_phase(db, self.round_id, page_url=PAGE, now=now)

    def round(self) -> HostedRound:
        with self.database.reading() as db:
            return hosted.get_hosted(db, self.round_id)

    def area(self, place: int = 0) -> int:
        with self.database.reading() as db:
            return hosted.list_areas(db, self.round_id)[place].id

    def revision(self, proposal_id: int) -> int:
        with self.database.reading() as db:
            return screening.get_review(db, self.round_id, proposal_id).revision

    def decide(
        self,
        proposal_id: int,
        *,
        viewer: Viewer | None = None,
        excludes: Sequence[int] = (),
        now: datetime,
        **typed: Any,
    ) -> None:
        words: dict[str, Any] = {
            "state": "feasible",
            "cost": "200000",
            "reason": "",
            "area_id": self.area(),
        } | typed
        decision = clean_decision(**({"merged_into_id": None} | words))
        self.act(
            decide_proposal,
            viewer or self.first,
            proposal_id,
            decision,
            excludes=excludes,
            revision=self.revision(proposal_id),
            now=now,
        )

    def sign(self, proposal_id: int, *, viewer: Viewer | None = None, now: datetime) -> None:
        self.act(
            sign_decision,
            viewer or self.second,
            proposal_id,
            revision=self.revision(proposal_id),
            now=now,
        )

    def until_preview(self) -> tuple[int, int]:
        """Published, two proposals posted, decided and signed in time, the preview recorded on its day."""
        self.publish()
        first, second = self.post(), self.post("ไฟส่องทางริมหาด")
        reviewing = NOON + timedelta(days=11)
        for proposal_id in (first, second):
            self.decide(proposal_id, now=reviewing)
            self.sign(proposal_id, now=reviewing)
        assert self.settle(NOON + timedelta(days=15)).phase == "preview"
        return first, second


@pytest.fixture
def conduct(sqlite_database: Database) -> Conduct:
    """A draft, where only the rules are asked."""
    return Conduct.begin(sqlite_database)


@pytest.fixture
def either(database: Database) -> Conduct:
    """A draft on each engine, where the statements are asked, too."""
    return Conduct.begin(database)
