"""Fields and data sets of the open data, described in Thai and English."""

from collections.abc import Iterable
from typing import Literal, NamedTuple

from idea4gov.domain.categories import CATEGORIES
from idea4gov.domain.places.kinds import LOCAL_GOVERNMENT_KINDS
from idea4gov.domain.places.regions import REGIONS
from idea4gov.domain.rounds.phases import PHASES
from idea4gov.domain.tally.outcome import Fate

Kind = Literal["integer", "text", "boolean", "moment", "address"]
"""A moment is written as RFC 3339 in UTC. An address is that of a page of this site."""


class Field(NamedTuple):
    """A column of a data set.

    th, en: description of its content. may_be_empty: if so, it is null in JSON and "" in CSV. values: all
    possible values, () where any are.
    """

    name: str
    kind: Kind
    th: str
    en: str
    may_be_empty: bool = False
    values: tuple[str, ...] = ()

    def optional(self) -> "Field":
        """The same column, but it may be empty."""
        return self._replace(may_be_empty=True)


class Dataset(NamedTuple):
    """A public table.

    name: used in addresses. th, en: title. about_th, about_en: description. key: names of the fields that
    identify a row; rows are sorted by them.
    """

    name: str
    th: str
    en: str
    about_th: str
    about_en: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the fields, in order."""
        return tuple(each.name for each in self.fields)


def field(name: str, kind: Kind, th: str, en: str, values: Iterable[str] = ()) -> Field:
    """A column that is never empty. Arguments as in Field."""
    return Field(name, kind, th, en, values=tuple(values))


ID = field("id", "integer", "เลขที่", "Number")
BOARD = field("board_id", "integer", "เลขที่กระดาน", "Number of the board")
PROPOSAL = field("proposal_id", "integer", "เลขที่ข้อเสนอในระบบ", "Number of the proposal in the system")
ROUND = field("round_id", "integer", "เลขที่รอบงบประมาณ", "Number of the budget round")
PROVINCE = field(
    "province_code", "text", "รหัสจังหวัด 2 หลัก (มอก. 1099)", "Code of the province, 2 digits (TIS 1099)"
)
LOCAL_GOVERNMENT = field(
    "local_government_code",
    "text",
    "รหัสองค์กรปกครองส่วนท้องถิ่น",
    "Code of the local government",
)
SUBDISTRICT = field(
    "subdistrict_code", "text", "รหัสตำบล 6 หลัก", "Code of the subdistrict, 6 digits"
).optional()
NAME_TH = field("name_th", "text", "ชื่อภาษาไทย", "Name in Thai")
NAME_EN = field("name_en", "text", "ชื่อภาษาอังกฤษ", "Name in English")
REGION = field("region", "text", "ภาค", "Region", REGIONS)
GOVERNMENT_KIND = field("kind", "text", "ประเภท", "Kind", LOCAL_GOVERNMENT_KINDS)
TITLE = field("title", "text", "ชื่อเรื่อง", "Title")
BODY = field("body", "text", "ข้อความตามที่เขียน", "Text as it was written")
CATEGORY = field("category", "text", "หมวด", "Category", CATEGORIES)
AUTHOR = field(
    "author",
    "text",
    "นามแฝงของผู้เขียน ไม่ซ้ำกันภายในกระดานเดียวกัน และต่างกันในแต่ละกระดาน",
    "Pseudonym of the author: the same within one board, another one on every other board",
)
SUPPORTS = field("support_count", "integer", "จำนวนผู้สนับสนุน (คน)", "People who support it")
COMMENTS = field("comment_count", "integer", "จำนวนความคิดเห็น", "Published comments")
POSITION = field("position", "integer", "ลำดับที่ในรายการ", "Place in the list, from 1")
CREATED = field("created_at", "moment", "เวลาที่เผยแพร่", "When it was published")
EDITED = field("edited_at", "moment", "เวลาที่แก้ไขล่าสุด", "When it was last edited").optional()
PAGE = field("url", "address", "หน้าเว็บ", "Page of this site")
PHASE = field("phase", "text", "ขั้นตอนของรอบตามที่บันทึกล่าสุด", "Phase of the round, as last recorded", PHASES)
FATE = field(
    "fate", "text", "ผลของโครงการตามการนับ", "What became of the project in the count", Fate
).optional()
DIGEST = field("digest", "text", "รหัสตรวจสอบผล (SHA-256)", "SHA-256 of the result")
