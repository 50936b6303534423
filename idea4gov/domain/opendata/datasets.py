"""The table of public data sets and their fields. Files, API and catalogue are made from it."""

from collections.abc import Mapping

from idea4gov.domain.boards import SHOWN_STATES
from idea4gov.domain.errors import NotFound
from idea4gov.domain.opendata import fields as f
from idea4gov.domain.opendata.fields import Dataset, field
from idea4gov.domain.opendata.round_sets import MILESTONES, PROJECTS, ROUNDS

_PROVINCES = Dataset(
    "provinces",
    "จังหวัด",
    "Provinces",
    "จังหวัดทั้งหมดของประเทศไทย พร้อมรหัสและภาค",
    "Every province of Thailand, with its code and region.",
    (f.PROVINCE._replace(name="code"), f.NAME_TH, f.NAME_EN, f.REGION, f.PAGE),
    ("code",),
)
_LOCAL_GOVERNMENTS = Dataset(
    "local-governments",
    "องค์กรปกครองส่วนท้องถิ่น",
    "Local governments",
    "องค์กรปกครองส่วนท้องถิ่นในทะเบียนของระบบนี้",
    "The local governments in the register of this site.",
    (
        f.LOCAL_GOVERNMENT._replace(name="code"),
        f.GOVERNMENT_KIND,
        f.NAME_TH,
        f.NAME_EN,
        f.PROVINCE,
        field("district_code", "text", "รหัสอำเภอ 4 หลัก", "Code of the district, 4 digits").optional(),
        field(
            "dla_code",
            "text",
            "รหัสของกรมส่งเสริมการปกครองท้องถิ่น",
            "Code at the Department of Local Administration",
        ).optional(),
    ),
    ("code",),
)
_BOARDS = Dataset(
    "boards",
    "กระดาน",
    "Boards",
    "คำถามที่ถามคนในพื้นที่ ไม่รวมฉบับร่าง",
    "Questions put to the people of a place, without drafts.",
    (
        f.ID,
        field(
            "kind",
            "text",
            "ประเภท: กระดานรับข้อเสนอ หรือรอบงบประมาณ",
            "A discussion, or a budget round",
            ("discussion", "budget"),
        ),
        field("state", "text", "สถานะในขณะนั้น", "State at that moment", SHOWN_STATES),
        f.TITLE,
        f.BODY,
        f.PROVINCE,
        f.LOCAL_GOVERNMENT.optional(),
        field("is_official", "boolean", "เปิดโดยเจ้าหน้าที่", "Whether an official opened it"),
        field("is_adopted", "boolean", "หน่วยงานรับเรื่องแล้ว", "Whether a local government adopted it"),
        f.AUTHOR._replace(th="นามแฝงของผู้เปิดกระดาน", en="Pseudonym of the person who opened it").optional(),
        field("proposal_count", "integer", "จำนวนข้อเสนอที่เผยแพร่", "Published proposals"),
        field(
            "support_count",
            "integer",
            "เสียงสนับสนุนรวมทุกข้อเสนอ",
            "Supports of all its proposals together",
        ),
        f.CREATED,
        field("closes_at", "moment", "เวลาที่กำหนดปิด", "When it is to close").optional(),
        field("closed_at", "moment", "เวลาที่ปิด", "When it was closed").optional(),
        f.PAGE,
    ),
    ("id",),
)
_PROPOSALS = Dataset(
    "proposals",
    "ข้อเสนอ",
    "Proposals",
    "ข้อเสนอที่เผยแพร่ พร้อมจำนวนผู้สนับสนุน ไม่รวมข้อเสนอที่ถูกซ่อนหรือถอนแล้ว",
    "Published proposals with the number of people who support each; none that is hidden or withdrawn.",
    (
        f.BOARD,
        field("number", "integer", "ลำดับที่ข้อเสนอในกระดาน", "Number of the proposal on its board"),
        f.ID,
        f.TITLE,
        f.BODY,
        f.CATEGORY,
        f.PROVINCE,
        f.LOCAL_GOVERNMENT.optional(),
        f.SUBDISTRICT,
        f.AUTHOR,
        f.SUPPORTS,
        f.COMMENTS,
        field("is_answered", "boolean", "หน่วยงานตอบแล้ว", "Whether an official answered it"),
        f.CREATED,
        f.EDITED,
        f.PAGE,
    ),
    ("board_id", "number"),
)
_COMMENTS = Dataset(
    "comments",
    "ความคิดเห็น",
    "Comments",
    "ความคิดเห็นและข้อความตอบกลับที่เผยแพร่ใต้ข้อเสนอ",
    "Published comments on proposals, and the replies to them.",
    (
        f.ID,
        f.PROPOSAL,
        f.BOARD,
        field(
            "parent_id",
            "integer",
            "เลขที่ความคิดเห็นที่ตอบกลับ",
            "Number of the comment that it replies to",
        ).optional(),
        f.BODY,
        f.AUTHOR,
        field("is_official", "boolean", "เขียนโดยเจ้าหน้าที่ของพื้นที่", "Whether an official of the place wrote it"),
        f.CREATED,
        f.EDITED,
    ),
    ("id",),
)
_ANSWERS = Dataset(
    "answers",
    "คำตอบจากหน่วยงาน",
    "Official answers",
    "คำตอบล่าสุดจากหน่วยงานต่อข้อเสนอ",
    "What officials answered to proposals, in the newest wording.",
    (
        f.PROPOSAL,
        f.BOARD,
        f.PROVINCE,
        f.LOCAL_GOVERNMENT._replace(
            th="รหัสองค์กรปกครองส่วนท้องถิ่นที่ตอบ ว่างเมื่อจังหวัดเป็นผู้ตอบ",
            en="Code of the local government that answers; empty where the province does",
        ).optional(),
        f.BODY._replace(th="คำตอบ (Markdown)", en="The answer, in Markdown"),
        field("revision", "integer", "ฉบับที่", "Number of this wording, from 1"),
        field("answered_at", "moment", "เวลาที่ตอบครั้งแรก", "When it was first answered"),
        f.EDITED,
        f.PAGE,
    ),
    ("proposal_id",),
)
_RESULTS = Dataset(
    "results",
    "ผลของกระดานที่ปิดแล้ว",
    "Results of closed boards",
    "ผลรวมของกระดานที่ปิดแล้ว ซึ่งปิดผนึกไว้ด้วยรหัสตรวจสอบผลและไม่เปลี่ยนอีก",
    "The totals of boards that were closed: sealed by a digest, and never changed again.",
    (
        f.BOARD,
        field("closed_at", "moment", "เวลาที่ปิดและปิดผนึกผล", "When it was closed and sealed"),
        field(
            "supporters",
            "integer",
            "จำนวนผู้ที่สนับสนุนอย่างน้อยหนึ่งข้อเสนอ (คน)",
            "People who support at least one proposal",
        ),
        field("supports", "integer", "เสียงสนับสนุนทั้งหมด", "Supports given"),
        field("proposal_count", "integer", "จำนวนข้อเสนอที่นับ", "Proposals counted"),
        f.DIGEST,
        f.PAGE,
    ),
    ("board_id",),
)
_PRIORITIES = Dataset(
    "priorities",
    "ลำดับความสำคัญที่ปิดผนึกแล้ว",
    "Sealed priorities",
    "ข้อเสนอของกระดานที่ปิดแล้ว เรียงตามจำนวนผู้สนับสนุน ณ เวลาปิด",
    "The proposals of closed boards in the order of their supports, as they stood at closing.",
    (
        f.BOARD,
        f.POSITION,
        field("rank", "integer", "อันดับ (คะแนนเท่ากันใช้อันดับเดียวกัน)", "Rank, shared by ties"),
        field("tied", "boolean", "มีข้อเสนออื่นได้คะแนนเท่ากัน", "Whether others have as many supports"),
        f.PROPOSAL,
        field("number", "integer", "ลำดับที่ข้อเสนอในกระดาน", "Number of the proposal on its board"),
        f.TITLE,
        f.CATEGORY,
        field("place", "text", "พื้นที่", "Place, in Thai; empty where none was named"),
        f.SUPPORTS,
        f.COMMENTS,
        field("answered", "boolean", "หน่วยงานตอบแล้วในขณะนั้น", "Whether it was answered by then"),
    ),
    ("board_id", "position"),
)
_PARTICIPATION = Dataset(
    "participation",
    "ผู้มีส่วนร่วมตามจังหวัดที่อยู่",
    "Participants by home province",
    "จำนวนผู้เสนอ แสดงความคิดเห็น หรือสนับสนุนในแต่ละกระดาน จำแนกตามจังหวัดที่อยู่ จำนวนที่น้อยกว่า 5 คนไม่เปิดเผย",
    "People who took part in a board, by their home province; numbers under five are not told.",
    (
        f.BOARD,
        f.PROVINCE._replace(name="home_province_code", th="รหัสจังหวัดที่อยู่", en="Code of their home province"),
        field("people", "integer", "จำนวนคน ว่างเมื่อไม่เปิดเผย", "People; empty where it is not told").optional(),
        field(
            "is_suppressed", "boolean", "ไม่เปิดเผยเพราะจำนวนน้อย", "Whether the number is too small to be told"
        ),
    ),
    ("board_id", "home_province_code"),
)


DATASETS: Mapping[str, Dataset] = {
    each.name: each
    for each in (
        _BOARDS,
        _PROPOSALS,
        _COMMENTS,
        _ANSWERS,
        _RESULTS,
        _PRIORITIES,
        ROUNDS,
        PROJECTS,
        MILESTONES,
        _PARTICIPATION,
        _PROVINCES,
        _LOCAL_GOVERNMENTS,
    )
}
"""{name: data set}, in the order of the page /data"""


def get_dataset(name: str) -> Dataset:
    """The data set of this name. Raises NotFound."""
    if name not in DATASETS:
        raise NotFound()
    return DATASETS[name]
