"""The pages of a voter: fill in, look over, cast, the receipt, two tabs, withdrawing, the residence."""

import re

import pytest
from flask import Flask

from idea4gov.domain.rounds.receipts import digest_code
from idea4gov.store.residences import find_residence
from idea4gov.store.rounds.voting import find_ballot, find_channel
from idea4gov.store.session import Database
from tests.conftest import Clock
from tests.factories import add_account, viewer_of
from tests.hosted import HostedRound, add_hosted_round
from tests.voters import settle
from tests.web.ballots import code_on, path, receipt_digest, reviewed, round_, send, voter
from tests.web.conftest import PASSWORD_HASH, Site, hidden_fields

__all__ = ["round_", "voter"]


def test_a_voter_fills_in_looks_over_casts_and_gets_a_receipt(
    database: Database, round_: HostedRound, voter: tuple[Site, int], outbox: list[str]
) -> None:
    site, person_id = voter
    lamps, _, bus = round_.projects
    status, review = send(site, round_, "review", lamps, bus)
    assert status == 200
    assert "ตรวจทานก่อนลงคะแนน" in review
    with database.reading() as db:
        assert find_ballot(db, round_.id, person_id) is None
    fields = hidden_fields(review, path(round_))
    assert fields[f"mark-{lamps}"] == "1"
    [line] = re.findall(r"<code>([0-9a-f]{64})</code>", review)
    answer = site.client.post(path(round_), data={**fields, "do": "cast"})
    assert (answer.status_code, answer.location) == (303, path(round_, "/receipt"))
    receipt = site.get(path(round_, "/receipt")).text
    assert digest_code(code_on(receipt)) == receipt_digest(database, round_, person_id)
    assert line in receipt
    assert "ไฟส่องทางริมหาด" in receipt
    with database.reading() as db:
        found = find_ballot(db, round_.id, person_id)
    assert found is not None
    assert [line.project_id for line in found.lines] == [lamps, bus]
    site.get(path(round_))
    assert outbox == []


def test_whoever_changes_a_ballot_reads_that_the_earlier_one_still_counts(
    round_: HostedRound, voter: tuple[Site, int]
) -> None:
    site, _ = voter
    still_counts = "บัตรเดิมยังนับอยู่จนกว่าจะยืนยันบัตรใหม่"
    assert still_counts not in send(site, round_, "review", round_.projects[0])[1]
    assert send(site, round_, "cast", round_.projects[0])[0] == 303
    assert still_counts in send(site, round_, "review", round_.projects[1])[1]


def test_without_a_script_the_server_adds_up(round_: HostedRound, voter: tuple[Site, int]) -> None:
    site, _ = voter
    status, page = send(site, round_, "count", round_.projects[0])
    assert status == 200
    assert "เลือกได้อีก 1 โครงการ" in page
    assert len(re.findall(r"<input[^>]*checked", page)) == 1


def test_a_ballot_over_the_limit_is_shown_again_with_its_marks(
    database: Database, app: Flask, voter: tuple[Site, int]
) -> None:
    with database.transaction() as db:
        dear = add_hosted_round(db, mode="knapsack", min_projects=None, max_projects=None)
    site, _ = voter
    status, page = send(site, dear, "review", *dear.projects)
    assert status == 422
    assert "เกินงบประมาณ 100,000 บาท" in page
    assert len(re.findall(r"<input[^>]*checked", page)) == 3


@pytest.mark.parametrize(
    ("typed", "status", "says"),
    [
        ("๓", 200, "3 แต้ม"),
        ("สาม", 422, "จำนวนเต็ม"),
        ("7", 422, "ไม่เกิน 6 แต้ม"),
        ("9" * 30, 422, "จำนวนเต็ม"),
    ],
)
def test_points_are_read_as_people_write_them(
    database: Database, voter: tuple[Site, int], typed: str, status: int, says: str
) -> None:
    with database.transaction() as db:
        points = add_hosted_round(db, mode="cumulative")
    site, _ = voter
    answer = site.submit(path(points), {f"mark-{points.projects[0]}": typed, "do": "review"})
    assert answer.status_code == status
    assert says in answer.get_data(as_text=True)


def test_ranks_are_chosen_from_a_list_and_read_back_in_order(
    database: Database, voter: tuple[Site, int]
) -> None:
    with database.transaction() as db:
        ranked = add_hosted_round(db, mode="ranked")
    lamps, benches, _ = ranked.projects
    site, _ = voter
    answer = site.submit(path(ranked), {f"mark-{lamps}": "2", f"mark-{benches}": "1", "do": "review"})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert text.index("ม้านั่งใต้ต้นสน") < text.index("ไฟส่องทางริมหาด")


@pytest.mark.parametrize("name", ["mark-0", "mark-x", "mark-99999999999999999999", "mark--1"])
def test_a_mark_for_nothing_on_the_paper_is_refused(
    round_: HostedRound, voter: tuple[Site, int], name: str
) -> None:
    site, _ = voter
    answer = site.submit(path(round_), {name: "1", "do": "cast"})
    assert answer.status_code == 409


def test_a_version_that_nobody_saw_is_a_conflict(round_: HostedRound, voter: tuple[Site, int]) -> None:
    site, _ = voter
    assert send(site, round_, "cast", round_.projects[0], version="๙" * 99)[0] == 303
    assert send(site, round_, "cast", round_.projects[0], version="7")[0] == 409


def test_two_tabs_are_shown_side_by_side_and_one_is_chosen(
    database: Database, round_: HostedRound, voter: tuple[Site, int]
) -> None:
    site, person_id = voter
    lamps, benches, _ = round_.projects
    old = hidden_fields(site.get(path(round_)).text, path(round_))
    assert send(site, round_, "cast", lamps)[0] == 303
    answer = site.client.post(path(round_), data={**old, f"mark-{benches}": "1", "do": "cast"})
    looked_over = hidden_fields(answer.get_data(as_text=True), path(round_))
    answer = site.client.post(path(round_), data={**looked_over, "do": "cast"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert page.index("ไฟส่องทางริมหาด") < page.index("ม้านั่งใต้ต้นสน")
    mine = hidden_fields(page, path(round_))
    assert site.client.post(path(round_), data={**mine, "do": "cast"}).status_code == 303
    with database.reading() as db:
        found = find_ballot(db, round_.id, person_id)
    assert found is not None
    assert (found.version, [line.project_id for line in found.lines]) == (2, [benches])


def test_a_double_click_on_cast_leads_to_the_receipt(round_: HostedRound, voter: tuple[Site, int]) -> None:
    site, _ = voter
    data = {**reviewed(site, round_, round_.projects[0]), "do": "cast"}
    assert [site.client.post(path(round_), data=data).status_code for _ in range(2)] == [303, 303]
    assert code_on(site.get(path(round_, "/receipt")).text)


def test_a_ballot_can_be_withdrawn(database: Database, round_: HostedRound, voter: tuple[Site, int]) -> None:
    site, person_id = voter
    assert site.get(path(round_, "/withdraw"), status=303)
    send(site, round_, "cast", round_.projects[0])
    assert site.submit(path(round_, "/withdraw"), {}).status_code == 303
    with database.reading() as db:
        assert find_channel(db, round_.id, person_id) is None
    assert site.get(path(round_, "/receipt"), status=303).response.location == path(round_)


def test_voters_see_the_projects_in_orders_of_their_own(
    app: Flask, database: Database, round_: HostedRound
) -> None:
    orders = set()
    for number in range(6):
        email = f"v{number}@example.org"
        with database.transaction() as db:
            settle(db, add_account(db, email, password_hash=PASSWORD_HASH))
        site = Site(app)
        site.enter(email)
        orders.add(tuple(re.findall(r'id="mark-(\d+)"', site.get(path(round_)).text)))
    assert len(orders) == 2


def test_after_the_end_the_paper_says_so_and_takes_nothing(
    round_: HostedRound, voter: tuple[Site, int], clock: Clock
) -> None:
    site, _ = voter
    fields = hidden_fields(site.get(path(round_)).text, path(round_))
    clock.move(days=11)
    assert "ขณะนี้ไม่ใช่เวลารับบัตร" in site.get(path(round_)).text
    answer = site.client.post(path(round_), data={**fields, f"mark-{round_.projects[0]}": "1", "do": "cast"})
    assert "ขณะนี้ไม่ใช่เวลารับบัตร" in answer.get_data(as_text=True)


def test_a_newcomer_tells_home_and_year_of_birth_and_goes_on(
    app: Flask, database: Database, round_: HostedRound
) -> None:
    with database.transaction() as db:
        account_id = add_account(db, "new@example.org", password_hash=PASSWORD_HASH)
        person_id = viewer_of(db, account_id).person_id
    site = Site(app)
    site.enter("new@example.org")
    assert path(round_, "/residence") in site.get(path(round_)).text
    for place, year, says in (
        ("", "2535", "ทะเบียนบ้าน"),
        ("here", "1992", "พ.ศ. สี่หลัก"),
        ("elsewhere", "2535", "มีชื่อในทะเบียนบ้านในพื้นที่"),
        ("here", "2560", "พ.ศ. 2554"),
    ):
        answer = site.submit(path(round_, "/residence"), {"place": place, "birth_year": year})
        assert answer.status_code == 422
        assert says in answer.get_data(as_text=True)
    answer = site.submit(path(round_, "/residence"), {"place": "here", "birth_year": "๒๕๓๕"})
    assert (answer.status_code, answer.location) == (303, path(round_))
    with database.reading() as db:
        found = find_residence(db, person_id)
    assert found is not None
    assert (found.local_government_code, found.birth_year) == ("2094", 1992)
    assert "บัตรลงคะแนนของคุณ" in site.get(path(round_)).text


def test_the_paper_says_what_excludes_what_and_refuses_both(
    database: Database, voter: tuple[Site, int]
) -> None:
    site, _ = voter
    with database.transaction() as db:
        round_ = add_hosted_round(db, excludes=True)
    lamps, benches, bus = round_.projects
    paper = site.get(path(round_)).text
    assert paper.count("ทำทั้งสองโครงการไม่ได้") == 2
    for do in ("review", "cast"):
        status, again = send(site, round_, do, lamps, bus)
        assert status == 422
        assert "“ไฟส่องทางริมหาด” กับ “รถรับส่งผู้สูงอายุ” ทำทั้งสองโครงการไม่ได้" in again
        assert len(re.findall(r'name="mark-\d+"[^>]* checked', again)) == 2
    assert send(site, round_, "review", lamps, benches)[0] == 200


def test_a_ballot_with_a_stale_token_keeps_what_was_ticked(
    round_: HostedRound, voter: tuple[Site, int]
) -> None:
    site, _ = voter
    site.get("/me")
    answer = site.client.post(
        path(round_), data={f"mark-{round_.projects[1]}": "1", "do": "cast", "csrf_token": "stale"}
    )
    ticked = re.findall(r'name="mark-(\d+)"[^>]* checked', answer.get_data(as_text=True))
    assert (answer.status_code, ticked) == (400, [str(round_.projects[1])])
