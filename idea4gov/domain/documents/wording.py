"""Wording that official documents share: numbers, dates and amounts in Thai digits, titles of offices."""

from datetime import datetime

from idea4gov.domain.places.kinds import LocalGovernmentKind
from idea4gov.domain.rounds.exports import money_unit
from idea4gov.domain.thai import bangkok_date, format_date, thai_digits

DATE_TO_SIGN = "วันที่ ............ เดือน .............................. พ.ศ. ............"


def digits(number: int) -> str:
    """A whole number in Thai digits with thousands separators: "๑,๒๔๐"."""
    return thai_digits(f"{number:,}")


def day(moment: datetime) -> str:
    """The date in Thailand at an aware moment, written out: "๒๓ พฤศจิกายน ๒๕๖๙"."""
    return format_date(bangkok_date(moment), "th", long=True, thai_numerals=True)


def amount(number: int, currency: str = "THB") -> str:
    """An amount with its unit: "๖๐๐,๐๐๐ บาท"."""
    return f"{digits(number)} {money_unit(currency)}"


def percent(text: str) -> str:
    """A percentage as official texts write it: "ร้อยละ ๓๓.๓"."""
    return f"ร้อยละ {thai_digits(text)}"


def head_of(kind: LocalGovernmentKind | None, name: str) -> str:
    """The title of the head of a local government.

    kind: key of LOCAL_GOVERNMENT_KINDS. name: in Thai. "town" and "เทศบาลเมืองแสนสุข" give
    "นายกเทศมนตรีเมืองแสนสุข". Source: the acts on each kind.
    """
    if kind == "bangkok":
        return "ผู้ว่าราชการกรุงเทพมหานคร"
    if name.startswith("เทศบาล"):
        return f"นายกเทศมนตรี{name.removeprefix('เทศบาล')}"
    return f"นายก{name}"


def governor_of(province: str) -> str:
    """The title of the governor of a province. province: its Thai name."""
    return "ผู้ว่าราชการกรุงเทพมหานคร" if province == "กรุงเทพมหานคร" else f"ผู้ว่าราชการจังหวัด{province}"


def province_name(province: str) -> str:
    """The name of a province as documents write it: "จังหวัดชลบุรี", but "กรุงเทพมหานคร" alone."""
    return province if province == "กรุงเทพมหานคร" else f"จังหวัด{province}"


def plan_years(fiscal_year: int) -> tuple[int, ...]:
    """The five fiscal years (Buddhist era) of the local development plan that contains `fiscal_year`.

    Source: regulation of the Ministry of Interior on development plans of local governments (no. 3) B.E.
    2561: plans of five years, counted from 2566.
    """
    first = 2566 + 5 * ((fiscal_year - 2566) // 5)
    return tuple(range(first, first + 5))
