"""Finding a place: home, provinces, a province."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from idea4gov.domain.places.register import LocalGovernmentRow
from idea4gov.outside.thai_places import country
from idea4gov.store.models import Board, LocalGovernmentSubdistrict
from idea4gov.store.places import loading as places
from idea4gov.store.session import Database
from tests.conftest import NOON, Clock
from tests.factories import (
    SAEN_SUK,
    add_account,
    add_board,
    add_local_government,
    add_province,
    add_subdistrict,
)
from tests.queries import count_queries
from tests.web.conftest import Site, both_engines

pytestmark = both_engines

HOSTILE = [
    "<script>alert(1)</script>",
    '" onfocus="alert(1)" autofocus="',
    "' OR 1=1 --",
    "{{ 7 * 7 }}",
    "%(query)s %s %n",
    "\u202eชลบุรี",
    "a\x00b",
    "\ufeff",
    "ก" * 5_000,
    "่" * 500,
    "😀" * 200,
    "../../etc/passwd",
]


@pytest.fixture
def thailand(database: Database) -> None:
    """The 77 provinces."""
    with database.transaction() as db:
        places.save_country(db, replace(country(), districts=(), subdistricts=()))


def open_boards(database: Database, number: int, **fields: Any) -> list[int]:
    with database.transaction() as db:
        account = add_account(db)
        return [add_board(db, account, title=f"กระดานที่ {each}", **fields) for each in range(number)]


def board_titles(text: str) -> list[str]:
    return re.findall(r'class="card-title"><a [^>]*>([^<]*)<', text)


@pytest.mark.usefixtures("thailand")
def test_provinces_stand_under_their_region_in_thai_order(site: Site) -> None:
    names = re.findall(r'class="province-name">([^<]*)<', site.get("/provinces").text)
    assert len(names) == 77
    assert names[:9] == [
        *("เชียงราย", "เชียงใหม่", "น่าน", "พะเยา", "แพร่", "แม่ฮ่องสอน", "ลำปาง", "ลำพูน", "อุตรดิตถ์")
    ]
    assert names.index("กาญจนบุรี") > names.index("ตราด") > names.index("กรุงเทพมหานคร")


@pytest.mark.usefixtures("thailand")
def test_english_readers_get_english_names_in_english_order(site: Site) -> None:
    site.client.set_cookie("language", "en")
    names = re.findall(r'class="province-name">([^<]*)<', site.get("/provinces").text)
    assert names[:3] == ["Chiang Mai", "Chiang Rai", "Lampang"]


@pytest.mark.usefixtures("thailand")
def test_a_province_tells_how_many_boards_are_open(site: Site, database: Database) -> None:
    open_boards(database, 3)
    open_boards(database, 2, state="closed")
    site.client.set_cookie("language", "en")
    assert re.findall(r'class="province-boards">([^<]*)<', site.get("/provinces").text) == ["3 open boards"]


@pytest.mark.usefixtures("thailand")
def test_the_data_is_attributed_where_people_see_it(site: Site) -> None:
    text = site.get("/provinces").text
    assert "https://creativecommons.org/licenses/by/4.0/" in text
    assert "Pongsakorn Thipayanate" in text


@pytest.mark.usefixtures("thailand")
@pytest.mark.parametrize("query", ["ชลบุรี", "จังหวัดชลบุรี", "chonburi", "Chon Buri"])
def test_the_only_province_found_is_opened_at_once(site: Site, query: str) -> None:
    answer = site.client.get("/provinces", query_string={"q": query})
    assert (answer.status_code, answer.location) == (303, "/provinces/20")


@pytest.mark.usefixtures("thailand")
def test_a_part_of_a_name_lists_every_match(site: Site) -> None:
    names = re.findall(r'class="province-name">([^<]*)<', site.get("/provinces?q=เพชร").text)
    assert names == ["กำแพงเพชร", "เพชรบูรณ์", "เพชรบุรี"]


@pytest.mark.usefixtures("thailand")
def test_a_municipality_and_a_subdistrict_are_found_where_one_looks_for_a_province(
    site: Site, database: Database
) -> None:
    with database.transaction() as db:
        add_subdistrict(db)
        add_local_government(db)
        db.add(LocalGovernmentSubdistrict(local_government_code=SAEN_SUK, subdistrict_code="200104"))
        board_id = add_board(db, title="ของแสนสุข", local_government_code=SAEN_SUK)
        add_board(db, title="ของจังหวัด")
    office = f"/local-governments/{SAEN_SUK}"
    for query, leads_to in [
        ("เทศบาลเมืองแสนสุข", office),
        ("ทม.แสนสุข", office),
        ("ต.แสนสุข", "/subdistricts/200104"),
    ]:
        answer = site.client.get("/provinces", query_string={"q": query})
        assert (answer.status_code, answer.location) == (303, leads_to), query
    text = site.get("/provinces?q=แสนสุข").text
    assert [office, "/subdistricts/200104"] == re.findall(r'class="place-link" href="([^"]*)"', text)
    assert site.client.get("/subdistricts/200104").location == office
    assert board_titles(site.get(office).text) == ["ของแสนสุข"]
    assert f'href="/boards/{board_id}"' in site.get(office).text
    suggested = site.client.get("/places/suggestions?q=แสน").json
    assert suggested
    assert [one["url"] for one in suggested["places"]] == [office, "/subdistricts/200104"]


def test_a_subdistrict_of_several_or_no_known_offices_offers_what_there_is(
    site: Site, database: Database
) -> None:
    with database.transaction() as db:
        add_subdistrict(db)
    assert 'href="/provinces/20"' in site.get("/subdistricts/200104").text.partition("<main")[2]
    with database.transaction() as db:
        for code in (SAEN_SUK, "2011"):
            add_local_government(db, code)
            db.add(LocalGovernmentSubdistrict(local_government_code=code, subdistrict_code="200104"))
    links = re.findall(r'class="place-link" href="([^"]*)"', site.get("/subdistricts/200104").text)
    assert sorted(links) == ["/local-governments/2011", f"/local-governments/{SAEN_SUK}"]
    site.get("/subdistricts/999999", status=404)
    site.get("/local-governments/9999", status=404)


def test_a_name_that_no_province_has_leads_back_to_the_list(site: Site) -> None:
    page = site.get("/provinces?q=แอตแลนติส")
    assert 'class="empty"' in page.text
    assert 'value="แอตแลนติส"' in page.text


@pytest.mark.usefixtures("thailand")
@pytest.mark.parametrize("query", HOSTILE)
def test_a_hostile_search_is_shown_as_text_and_finds_nothing_else(site: Site, query: str) -> None:
    answer = site.client.get("/provinces", query_string={"q": query})
    assert answer.status_code in (200, 303)
    text = answer.get_data(as_text=True)
    assert "<script>alert" not in text
    assert 'onfocus="' not in text


def test_bytes_that_are_no_text_are_searched_without_harm(site: Site) -> None:
    site.get("/provinces?q=%ff%fe%80")
    site.get("/provinces?q=a&q=b&q[]=c")


def test_a_province_shows_its_open_boards_first_and_none_of_another(site: Site, database: Database) -> None:
    with database.transaction() as db:
        account = add_account(db)
        add_board(db, account, title="ปิดแล้ว", state="closed")
        add_board(db, account, title="เปิดอยู่")
        add_board(db, account, title="ยังไม่เปิด", state="draft")
        add_province(db, "14", "พระนครศรีอยุธยา", "Phra Nakhon Si Ayutthaya")
        add_board(db, account, title="ที่อื่น", province_code="14")
    assert board_titles(site.get("/provinces/20").text) == ["เปิดอยู่", "ปิดแล้ว"]


def test_many_boards_are_read_page_by_page_each_once(site: Site, database: Database) -> None:
    open_boards(database, 40)
    seen, path = [], "/provinces/20"
    while path:
        text = site.get(path).text
        seen += board_titles(text)
        following = re.search(r'href="(/provinces/20\?before=\d+)"', text.partition("<main")[2])
        path = following.group(1) if following else ""
    assert seen == [f"กระดานที่ {number}" for number in reversed(range(40))]


def test_closed_boards_beyond_the_first_have_pages_of_their_own(site: Site, database: Database) -> None:
    open_boards(database, 10, state="closed")
    first = site.get("/provinces/20").text
    following = re.search(r'href="(/provinces/20\?boards=closed&amp;before=\d+)"', first)
    assert following
    rest = site.get(following.group(1).replace("&amp;", "&")).text
    assert len(board_titles(first) + board_titles(rest)) == 10


@pytest.mark.parametrize("before", ["x", "-1", "๓", "9" * 40, "1e9", "", "%00"])
def test_a_forged_page_begins_at_the_start(site: Site, database: Database, before: str) -> None:
    open_boards(database, 1)
    assert board_titles(site.get(f"/provinces/20?before={before}").text) == ["กระดานที่ 0"]


def test_local_governments_stand_by_kind_from_the_widest(site: Site, database: Database) -> None:
    with database.transaction() as db:
        add_province(db)
        rows = [
            LocalGovernmentRow("200201", "tao", "อบต.หนองอิรุณ", "Nong Irun", "20"),
            LocalGovernmentRow("2094", "town", "เทศบาลเมืองแสนสุข", "Saen Suk", "20"),
            LocalGovernmentRow("20", "pao", "อบจ.ชลบุรี", "Chon Buri", "20"),
        ]
        places.save_local_governments(db, rows)
    text = site.get("/provinces/20").text
    assert text.index("อบจ.ชลบุรี") < text.index("เทศบาลเมืองแสนสุข") < text.index("อบต.หนองอิรุณ")


def test_a_visitor_is_led_through_the_log_in_to_open_a_board(site: Site, database: Database) -> None:
    with database.transaction() as db:
        add_province(db)
    assert 'href="/log-in?next=/provinces/20/boards/new"' in site.get("/provinces/20").text


def test_a_citizen_opens_a_board_directly(citizen: tuple[Site, int]) -> None:
    text = citizen[0].get("/provinces/20").text
    assert 'href="/provinces/20/boards/new"' in text


@pytest.mark.parametrize("code", ["99", "2001", "200104", "20x", "1", "๒๐", "2" * 40])
def test_an_unknown_province_is_not_found(site: Site, database: Database, code: str) -> None:
    with database.transaction() as db:
        add_province(db)
    site.get(f"/provinces/{code}", status=404)


@pytest.mark.parametrize(("path", "most"), [("/", 5), ("/provinces", 2), ("/provinces/20", 6)])
def test_more_boards_do_not_make_more_queries(site: Site, database: Database, path: str, most: int) -> None:
    counts = []
    for _ in range(2):
        open_boards(database, 4)
        with count_queries(database) as sent:
            site.get(path)
        counts.append(len(sent))
    assert counts[0] == counts[1] <= most


def test_a_board_past_its_closing_time_is_not_counted_as_open(
    app: Flask, site: Site, database: Database, clock: Clock
) -> None:
    ids = open_boards(database, 1)
    with database.transaction() as db:
        db.execute(update(Board).where(Board.id == ids[0]).values(closes_at=NOON + timedelta(hours=1)))
    assert "province-boards" in site.get("/provinces").text
    clock.move(hours=2)
    assert "province-boards" not in site.get("/provinces").text
