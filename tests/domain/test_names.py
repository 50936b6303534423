"""Display names that would be taken for those of others."""

import pytest

from idea4gov.domain.names import (
    NameOfOffice,
    NameOfOfficial,
    check_own_name,
    check_unlike_officials,
    has_office_in,
)
from idea4gov.domain.permissions import Grant, Viewer

OFFICIAL = "พิมพ์ใจ สมมติวงศ์ (ทม.แสนสุข)"


@pytest.mark.parametrize(
    "name",
    [
        "เทศบาลเมืองแสนสุข",
        "\u0e40\u0e40อดมิน",
        "เทศ บาล แสนสุข",
        "งานทะเบียน เทศบาลนคร",
        "อบต.บางปลา",
        "อบต บางปลา",
        "อบจ.ชลบุรี",
        "สมชาย (อบต. บางปลา)",
        "ทม.แสนสุข",
        "องค์การบริหารส่วนตำบลบางปลา",
        "นายกเทศมนตรีเมืองแสนสุข",
        "นายก อบต.บางปลา",
        "นายก",
        "นายกฯ สมชาย",
        "รองนายกเทศมนตรี",
        "เจ้าหน้าที่",
        "เจ\u0e32\u0e49หน\u0e32\u0e49ท\u0e48\u0e35 ทะเบียน",
        "จนท.ทะเบียน",
        "ผู้ว่าราชการจังหวัด",
        "ผู้ดูแลระบบ",
        "แอดมินแสนสุข",
        "Admin",
        "ADMINISTRATOR",
        "ａｄｍｉｎ",
        "\u0410dmin",
        "\u0430dm\u0456n",
        "Ádmin",
        "@dm1n",
        "a d m i n",
        "a.d.m.i.n",
        "Saen Suk Municipality",
        "idea4gov team",
        "Mayor of Pattaya",
        "Moderator",
    ],
)
def test_a_name_that_reads_like_an_office_is_refused(name: str) -> None:
    with pytest.raises(NameOfOffice):
        check_own_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "สมชาย ใจดี",
        "นายกฤษณะ ทองดี",
        "นายกิตติ",
        "นาย กฤษดา",
        "นายกอบชัย ใจงาม",
        "คนชอบตกปลา",
        "ชอบจัดสวน",
        "อบตะวัน",
        "ประธานชุมชน",
        "ผู้ใหญ่บ้าน หมู่ 3",
        "อสม.วรรณา",
        "ครูอรุณี (เกษียณแล้ว)",
        "คนกรุงเทพ",
        "Badminton fan",
        "Somchai J.",
        "A B C D",
        "Владимир",
        "ทมิฬ",
        "👨‍👩‍👧",
    ],
)
def test_ordinary_names_are_not(name: str) -> None:
    check_own_name(name)


@pytest.mark.parametrize(
    "name",
    [
        OFFICIAL,
        "พิมพ์ใจ สมมติวงศ์",
        "พิมพ\u0e4c\u0e4cใจ  สมมต\u0e34ิวงศ์",
        "พิมพ์ใจ-สมมติวงศ์",
        "พิมพ์ใจสมมติวงศ์.",
        "Som\u0441hai",
        "SOMCHAI",
        "S0mchai",
    ],
)
def test_a_name_that_looks_like_an_officials_is_refused(name: str) -> None:
    with pytest.raises(NameOfOfficial):
        check_unlike_officials(name, [OFFICIAL, "Somchai"])


def test_another_persons_name_is_not() -> None:
    check_unlike_officials("พิมพ์ใจ", [OFFICIAL, "Somchai"])
    check_unlike_officials("👨‍👩‍👧", ["🙂"])
    check_unlike_officials("พิมพ์ใจ สมมติวงศ์", [])


@pytest.mark.parametrize(
    ("grants", "is_one"),
    [
        ((), False),
        ((Grant("moderator", "20", "2094"),), True),
        ((Grant("auditor", "20"),), True),
        ((Grant("admin"),), True),
        ((Grant("moderator", "50"),), False),
    ],
)
def test_an_office_counts_in_its_province(grants: tuple[Grant, ...], is_one: bool) -> None:
    viewer = Viewer(1, 1, "ก", "th", "20", grants)
    assert has_office_in(viewer, "20") is is_one
