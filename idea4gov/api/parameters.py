"""Query parameters: how each is read, and how the OpenAPI document describes it."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from idea4gov.api.errors import BadParameter, UnknownParameter
from idea4gov.domain.boards import SHOWN_STATES
from idea4gov.domain.categories import CATEGORIES
from idea4gov.domain.paging import LARGEST
from idea4gov.domain.places.kinds import LOCAL_GOVERNMENT_KINDS
from idea4gov.domain.places.regions import REGIONS
from idea4gov.domain.rounds.phases import PHASES

LIMIT_DEFAULT, LIMIT_MAX = 50, 200
_NUMBER = re.compile(r"[1-9][0-9]{0,9}", re.ASCII)


class Parameter(NamedTuple):
    """A query parameter.

    th, en: its description. schema: its JSON Schema. read: turns a text into the value, or None if it is
    wrong.
    """

    name: str
    th: str
    en: str
    schema: Mapping[str, Any]
    read: Callable[[str], Any]


def _code(name: str, th: str, en: str, pattern: str) -> Parameter:
    whole = re.compile(pattern, re.ASCII)
    schema = {"type": "string", "pattern": f"^{pattern}$"}
    return Parameter(name, th, en, schema, lambda text: text if whole.fullmatch(text) else None)


def _choice(name: str, th: str, en: str, choices: Iterable[str]) -> Parameter:
    known = list(choices)
    schema = {"type": "string", "enum": known}
    return Parameter(name, th, en, schema, lambda text: text if text in known else None)


def _number(name: str, th: str, en: str, largest: int = LARGEST) -> Parameter:
    schema = {"type": "integer", "minimum": 1, "maximum": largest}

    def read(text: str) -> int | None:
        number = int(text) if _NUMBER.fullmatch(text) else 0
        return number if 1 <= number <= largest else None

    return Parameter(name, th, en, schema, read)


PROVINCE = _code("province", "รหัสจังหวัด 2 หลัก เช่น 20", "Code of a province, 2 digits, as 20", "[0-9]{2}")
LOCAL_GOVERNMENT = _code(
    "local_government",
    "รหัสองค์กรปกครองส่วนท้องถิ่น เช่น 2094",
    "Code of a local government, as 2094",
    "[0-9]{2}(?:[0-9]{2}){0,2}",
)
REGION = _choice("region", "ภาค", "Region", REGIONS)
GOVERNMENT_KIND = _choice("kind", "ประเภท", "Kind of local government", LOCAL_GOVERNMENT_KINDS)
CATEGORY = _choice("category", "หมวด", "Category", CATEGORIES)
STATE = _choice("state", "สถานะ", "State", SHOWN_STATES)
PHASE = _choice("phase", "ขั้นตอนของรอบ", "Phase of the round", PHASES[1:])
BOARD_KIND = _choice(
    "kind", "กระดานรับข้อเสนอ หรือรอบงบประมาณ", "A discussion, or a budget round", ("discussion", "budget")
)
ANSWERED = Parameter(
    "answered",
    "หน่วยงานตอบแล้วหรือไม่",
    "Whether an official answered it",
    {"type": "boolean"},
    {"true": True, "false": False}.get,
)
BOARD = _number("board", "เลขที่กระดาน", "Number of a board")
PROPOSAL = _number("proposal", "เลขที่ข้อเสนอในระบบ", "Number of a proposal in the system")
ROUND = _number("round", "เลขที่รอบงบประมาณ", "Number of a budget round")
FISCAL_YEAR = _number("fiscal_year", "ปีงบประมาณ (พ.ศ.)", "Fiscal year (Buddhist era)", largest=9999)
LIMIT = _number("limit", "จำนวนแถวต่อหน้า", f"Rows a page; {LIMIT_DEFAULT} where it is not given", LIMIT_MAX)


def after(count: int) -> Parameter:
    """The parameter `after`: the key of the row before the first one of a page.

    count: how many numbers the key has. Its value is a tuple of them; in an address they are joined by
    points.
    """
    # The first number is a 64-bit id or the code of a place; the next one, within a board or round, has 32
    # bits.
    pattern = r"[0-9]{1,18}" + r"\.[0-9]{1,9}" * (count - 1)
    whole = re.compile(pattern, re.ASCII)
    return Parameter(
        "after",
        "จุดเริ่มของหน้าถัดไป นำมาจาก next",
        "Where the page begins: taken from `next`",
        {"type": "string", "pattern": f"^{pattern}$"},
        lambda text: tuple(map(int, text.split("."))) if whole.fullmatch(text) else None,
    )


def read_parameters(known: Iterable[Parameter], given: Mapping[str, list[str]]) -> dict[str, Any]:
    """{name: value} of the `known` parameters; None for those that are not given.

    given: {name: every text that the query has for it}. Raises UnknownParameter, BadParameter.
    """
    table = {each.name: each for each in known}
    values: dict[str, Any] = dict.fromkeys(table)
    for name, texts in given.items():
        if name not in table:
            raise UnknownParameter(parameter=name[:40])
        value = table[name].read(texts[0]) if len(texts) == 1 else None
        if value is None:
            raise BadParameter(parameter=name)
        values[name] = value
    return values
