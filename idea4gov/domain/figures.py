"""Yearly figures of a local government, a province or the nation, and how each is computed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from idea4gov.domain.categories import CATEGORIES
from idea4gov.domain.errors import N_, NotFound
from idea4gov.domain.opendata.fields import LOCAL_GOVERNMENT, PROVINCE, Dataset, field
from idea4gov.domain.opendata.files import csv_pieces
from idea4gov.domain.renditions import NotReady
from idea4gov.domain.thai import BANGKOK, BUDDHIST_ERA_OFFSET, fiscal_year

FIRST_YEAR = 2566
"""The first fiscal year (Buddhist era) for which the site has data."""
YEARS_OFFERED = 5
NATION: Final = ""
"""Stands for the code of a place in reports of the whole country."""
RECOUNT = timedelta(minutes=10)
RECOUNT_PAST = timedelta(days=1)
"""How old the figures of the present fiscal year, or of an open board, and of a past year may become."""
BEING_COUNTED_SECONDS = 60


class NoSuchYear(NotFound):
    """The fiscal year is before FIRST_YEAR, or has not begun."""

    code = "no_such_year"
    message = N_("There is no report for this fiscal year. Please choose one from the list.")


class BeingCounted(NotReady):
    """The figures of the year were not counted yet, which begins within a minute."""

    code = "being_counted"
    message = N_("The figures are being gathered. Please come back in a minute.")

    def __init__(self) -> None:
        super().__init__(seconds=BEING_COUNTED_SECONDS)


class Figure(NamedTuple):
    """A figure of the yearly report, described in Thai and English.

    group: key of GROUPS. th, en: its name. unit_th, unit_en: the unit it counts. how_th, how_en: how it is
    computed.
    """

    name: str
    group: str
    th: str
    en: str
    unit_th: str
    unit_en: str
    how_th: str
    how_en: str


GROUPS: Mapping[str, tuple[str, str]] = {
    "participation": ("การมีส่วนร่วม", "Participation"),
    "proposals": ("ข้อเสนอ", "Proposals"),
    "answers": ("คำตอบจากหน่วยงาน", "Official answers"),
    "money": ("งบประมาณที่ประชาชนตัดสินใจ", "Money decided by the people"),
    "done": ("สิ่งที่ดำเนินการแล้ว", "What was done"),
}
_PEOPLE, _ITEMS = ("คน", "people"), ("รายการ", "")
FIGURES: tuple[Figure, ...] = (
    Figure(
        "boards_opened", "participation", "กระดานที่เปิด", "Boards opened", "กระดาน", "boards",
        "นับกระดานรับข้อเสนอที่เปิดในปีงบประมาณ ไม่รวมฉบับร่าง",
        "Discussion boards opened within the year, without drafts.",
    ),
    Figure(
        "boards_closed", "participation", "กระดานที่ปิดและปิดผนึกผล", "Boards closed with a sealed result",
        "กระดาน", "boards",
        "นับกระดานที่ปิดและปิดผนึกผลในปีงบประมาณ", "Boards whose result was sealed within the year.",
    ),
    Figure(
        "participants", "participation", "ผู้มีส่วนร่วม", "People who took part", *_PEOPLE,
        "นับคนที่เสนอ แสดงความคิดเห็น หรือสนับสนุนในปีงบประมาณ คนละหนึ่งครั้ง ไม่รวมผู้ลงคะแนนในรอบงบประมาณ",
        "People who proposed, commented or supported within the year, each once; voters of rounds are not.",
    ),
    Figure(
        "supports", "participation", "เสียงสนับสนุน", "Supports", "เสียง", "supports",
        "นับเสียงสนับสนุนที่ให้ในปีงบประมาณและยังไม่ถอน ต่อข้อเสนอที่เผยแพร่อยู่",
        "Supports given within the year and not taken back, for proposals that are published.",
    ),
    Figure(
        "comments", "participation", "ความคิดเห็น", "Comments", "ความคิดเห็น", "comments",
        "นับความคิดเห็นและข้อความตอบกลับที่เขียนในปีงบประมาณและเผยแพร่อยู่",
        "Comments and replies written within the year that are published.",
    ),
    Figure(
        "ballots", "participation", "บัตรลงคะแนนในรอบงบประมาณ", "Ballots in budget rounds", "บัตร", "ballots",
        "รวมบัตรในหีบบัตรของรอบงบประมาณประจำปีนี้ที่ประกาศผลแล้ว",
        "Ballots in the urns of this year's rounds whose result is published.",
    ),
    Figure(
        "proposals", "proposals", "ข้อเสนอที่เผยแพร่", "Published proposals", "ข้อเสนอ", "proposals",
        "นับข้อเสนอที่เขียนในปีงบประมาณและเผยแพร่อยู่ ไม่รวมที่ถูกซ่อน รวมเรื่อง หรือถอนแล้ว",
        "Proposals written within the year that are published: not hidden, merged or withdrawn.",
    ),
    Figure(
        "proposals_answered", "answers", "ข้อเสนอของปีที่ได้รับคำตอบแล้ว", "Proposals of the year with an answer",
        "ข้อเสนอ", "proposals",
        "นับข้อเสนอที่เผยแพร่ในปีงบประมาณซึ่งหน่วยงานตอบแล้ว ไม่ว่าตอบเมื่อใด",
        "Of the year's published proposals, those that were answered, whenever that was.",
    ),
    Figure(
        "answers", "answers", "คำตอบที่ให้ในปีนี้", "Answers given in the year", "คำตอบ", "answers",
        "นับคำตอบที่ตอบครั้งแรกในปีงบประมาณ รวมข้อเสนอของปีก่อน",
        "Answers first given within the year, also to proposals of earlier years.",
    ),
    Figure(
        "rounds", "money", "รอบงบประมาณที่ประกาศผล", "Budget rounds with a published result", "รอบ", "rounds",
        "นับรอบงบประมาณที่ระบุปีงบประมาณนี้และประกาศผลแล้ว",
        "Rounds of this fiscal year whose result is published.",
    ),
    Figure(
        "money_offered", "money", "วงเงินที่ให้ตัดสินใจ", "Money offered", "บาท", "baht",
        "รวมวงเงินของรอบข้างต้นที่เป็นเงินบาท", "Budgets of these rounds, where they are in baht.",
    ),
    Figure(
        "money_decided", "money", "ค่าใช้จ่ายของโครงการที่ได้รับงบประมาณ", "Cost of the funded projects",
        "บาท", "baht",
        "รวมค่าใช้จ่ายของโครงการที่ได้รับงบประมาณตามการนับ ของรอบที่เป็นเงินบาท",
        "Costs of the funded projects by the count, of the rounds in baht.",
    ),
    Figure(
        "projects_funded", "done", "โครงการที่ได้รับงบประมาณ", "Funded projects", "โครงการ", "projects",
        "นับโครงการที่ได้รับงบประมาณตามการนับในรอบข้างต้น", "Projects that these rounds fund, by the count.",
    ),
    Figure(
        "projects_underway", "done", "กำลังดำเนินการ", "Under way", "โครงการ", "projects",
        "นับตามรายงานความคืบหน้าล่าสุดของแต่ละโครงการ", "By the newest milestone of each project.",
    ),
    Figure(
        "projects_delivered", "done", "เสร็จแล้ว", "Delivered", "โครงการ", "projects",
        "นับตามรายงานความคืบหน้าล่าสุดของแต่ละโครงการ", "By the newest milestone of each project.",
    ),
    Figure(
        "projects_dropped", "done", "ยกเลิกพร้อมเหตุผล", "Dropped, with a reason", "โครงการ", "projects",
        "นับตามรายงานความคืบหน้าล่าสุดของแต่ละโครงการ", "By the newest milestone of each project.",
    ),
)  # fmt: skip
FIGURES_DATASET = Dataset(
    "figures",
    "ตัวเลขประจำปีงบประมาณ",
    "Figures of a fiscal year",
    "ตัวเลขการมีส่วนร่วม ข้อเสนอ คำตอบ งบประมาณ และสิ่งที่ดำเนินการ ของประเทศ จังหวัด หรือองค์กรปกครองส่วนท้องถิ่น",
    "Participation, proposals, answers, money and what was done, of the nation or one of its places.",
    (
        field("fiscal_year", "integer", "ปีงบประมาณ (พ.ศ.)", "Fiscal year (Buddhist era)"),
        PROVINCE.optional(),
        LOCAL_GOVERNMENT.optional(),
        field("figure", "text", "ตัวเลข", "Which figure", (each.name for each in FIGURES)),
        field("value", "integer", "ค่า", "Its value"),
        field("how", "text", "วิธีคำนวณ", "How it is computed"),
    ),
    ("figure",),
)


class CategoryRow(NamedTuple):
    """Counts of one category in one year. category: key of CATEGORIES.

    proposals: published in the year. supports: these proposals have. answered: how many of them have an
    answer.
    """

    category: str
    proposals: int
    supports: int
    answered: int

    def plus(self, proposals: int, supports: int, answered: int) -> "CategoryRow":
        """The row with these added."""
        return CategoryRow(
            self.category, self.proposals + proposals, self.supports + supports, self.answered + answered
        )


NO_VALUES: Mapping[str, int] = MappingProxyType({each.name: 0 for each in FIGURES})


class YearFigures(NamedTuple):
    """The yearly report of a place.

    fiscal_year: Buddhist era. counted_at: aware UTC. values: {name of a figure: its value}. categories: those
    with the most proposals first.
    """

    fiscal_year: int
    counted_at: datetime
    values: Mapping[str, int] = NO_VALUES
    categories: Sequence[CategoryRow] = ()


def current_year(now: datetime) -> int:
    """The fiscal year (Buddhist era) of a moment."""
    return fiscal_year(now)


def year_bounds(year: int, *, now: datetime) -> tuple[datetime, datetime]:
    """When a fiscal year (Buddhist era) begins and when the next one does, aware UTC. Raises NoSuchYear."""
    if not FIRST_YEAR <= year <= current_year(now):
        raise NoSuchYear()
    ends_in = year - BUDDHIST_ERA_OFFSET
    first, after = (datetime(each, 10, 1, tzinfo=BANGKOK) for each in (ends_in - 1, ends_in))
    return first.astimezone(UTC), after.astimezone(UTC)


def is_old(counted_at: datetime | None, *, age: timedelta = RECOUNT, now: datetime) -> bool:
    """Whether what was counted then, or never (None), is to be counted again."""
    return counted_at is None or counted_at <= now - age


def years_due(counted: Mapping[int, datetime], *, now: datetime) -> list[int]:
    """The fiscal years whose figures are to be counted again, the newest first.

    counted: {fiscal year: when its figures were counted last}.
    """
    newest = current_year(now)
    years = range(newest, FIRST_YEAR - 1, -1)
    ages = {newest: RECOUNT}
    return [one for one in years if is_old(counted.get(one), age=ages.get(one, RECOUNT_PAST), now=now)]


def years_offered(now: datetime) -> list[int]:
    """The fiscal years that can be chosen, the newest first."""
    newest = current_year(now)
    return list(range(newest, max(FIRST_YEAR, newest - YEARS_OFFERED + 1) - 1, -1))


def report_csv(place: str, report: YearFigures) -> Iterator[str]:
    """The report as CSV with a byte order mark and a Thai heading, in pieces. place: Thai name."""
    return csv_pieces(
        ("ปีงบประมาณ", "พื้นที่", "หัวข้อ", "รายการ", "จำนวน", "หน่วย", "วิธีคำนวณ"), _lines(place, report)
    )


def _lines(place: str, report: YearFigures) -> Iterable[tuple[Any, ...]]:
    start = (report.fiscal_year, place)
    for each in FIGURES:
        value = report.values[each.name]
        yield (*start, GROUPS[each.group][0], each.th, value, each.unit_th, each.how_th)
    for row in report.categories:
        name = CATEGORIES[row.category].th
        yield (*start, "ข้อเสนอตามหมวด", name, row.proposals, "ข้อเสนอ", "ข้อเสนอของปีที่เผยแพร่ จำแนกตามหมวด")
        yield (*start, "เสียงสนับสนุนตามหมวด", name, row.supports, "เสียง", "ผู้สนับสนุนของข้อเสนอเหล่านั้น ณ ขณะนี้")
