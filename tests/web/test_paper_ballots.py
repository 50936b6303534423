"""Papers from the hall: the roll decides with the ballots, two officials enter, differences are settled."""

import pytest
from flask import Flask

from idea4gov.store.rounds.paper_ballots import count_paper_ballots, find_paper_ballot
from idea4gov.store.rounds.roll import list_roll
from idea4gov.store.session import Database
from tests.conftest import Clock
from tests.factories import add_account
from tests.hosted import HostedRound, add_hosted_round
from tests.officials import SI_RACHA, acts, add_official
from tests.voters import cast, settle
from tests.web.conftest import PASSWORD_HASH, Site, hidden_fields


@pytest.fixture
def round_(database: Database) -> HostedRound:
    with database.transaction() as db:
        return add_hosted_round(db)


@pytest.fixture
def officials(app: Flask, database: Database, round_: HostedRound) -> list[Site]:
    """Two officials of Saen Suk and one of Si Racha, logged in."""
    assert round_
    sites = []
    for number, place in enumerate(("2094", "2094", SI_RACHA)):
        email = f"office{number}@example.org"
        with database.transaction() as db:
            add_official(db, email=email, password_hash=PASSWORD_HASH, local_government=place)
        sites.append(Site(app))
        sites[-1].enter(email)
    return sites


def path(round_: HostedRound, page: str) -> str:
    return f"/desk/rounds/{round_.id}/{page}"


def enter(site: Site, round_: HostedRound, serial: int, *projects: int) -> str:
    """Enter a paper. Returns the page that follows."""
    answer = site.submit(path(round_, f"papers/{serial}"), {f"mark-{one}": "1" for one in projects})
    return answer.location if answer.status_code == 303 else answer.get_data(as_text=True)


def state(database: Database, round_: HostedRound, serial: int) -> str | None:
    with database.reading() as db:
        found = find_paper_ballot(db, round_.id, serial)
    return found.state if found else None


def test_two_officials_who_read_the_same_make_a_paper_count(
    database: Database, round_: HostedRound, officials: list[Site]
) -> None:
    first, second, _ = officials
    lamps, _, bus = round_.projects
    answer = first.submit(path(round_, "papers"), {"serial": "๗"})
    assert answer.location == path(round_, "papers/7")
    assert enter(first, round_, 7, lamps, bus) == path(round_, "papers")
    assert state(database, round_, 7) == "once"
    page = second.get(path(round_, "papers/7")).text
    assert "checked" not in page
    enter(second, round_, 7, lamps, bus)
    assert state(database, round_, 7) == "agreed"
    assert "นับคะแนน" in second.get(path(round_, "papers")).text


def test_one_official_cannot_enter_both(
    database: Database, round_: HostedRound, officials: list[Site]
) -> None:
    first, *_ = officials
    lamps, benches, _ = round_.projects
    enter(first, round_, 7, lamps)
    assert "ให้เพื่อนร่วมงานบันทึกครั้งที่สอง" in first.get(path(round_, "papers/7")).text
    fields = hidden_fields(first.get(path(round_, "papers/8")).text, path(round_, "papers/8"))
    sent = {**fields, f"mark-{benches}": "1"}
    assert first.client.post(path(round_, "papers/7"), data=sent).status_code == 409
    same = {**fields, f"mark-{lamps}": "1"}
    assert first.client.post(path(round_, "papers/7"), data=same).status_code == 303
    assert state(database, round_, 7) == "once"


def test_entries_that_differ_are_listed_and_settled_by_looking_at_the_paper(
    database: Database, round_: HostedRound, officials: list[Site]
) -> None:
    first, second, _ = officials
    lamps, benches, _ = round_.projects
    enter(first, round_, 7, lamps)
    assert enter(second, round_, 7, benches) == path(round_, "papers/7")
    page = second.get(path(round_, "papers/7")).text
    assert page.count("paper-differs") == 4
    answer = second.submit(path(round_, "papers/7"), {"entry": "2"}, action=path(round_, "papers/7/settle"))
    assert answer.status_code == 303
    with database.reading() as db:
        found = find_paper_ballot(db, round_.id, 7)
    assert found is not None
    assert (found.state, found.counted_entry) == ("agreed", 2)
    assert "settle_paper" in acts(database)


def test_a_paper_beyond_the_limits_is_refused_and_declared_void_with_a_reason(
    database: Database, round_: HostedRound, officials: list[Site]
) -> None:
    with database.transaction() as db:
        strict = add_hosted_round(db, max_projects=1)
    first, *_ = officials
    assert "นำออก 1 โครงการ" in enter(first, strict, 7, *strict.projects[:2])
    assert state(database, strict, 7) is None
    void = path(strict, "papers/7/void")
    assert first.submit(void, {"kind": "spoiled", "reason": " "}).status_code == 422
    assert first.submit(void, {"kind": "spoiled", "reason": "กาเกินจำนวน"}).status_code == 303
    with database.reading() as db:
        assert count_paper_ballots(db, strict.id) == {
            "once": 0,
            "differs": 0,
            "agreed": 0,
            "void": 1,
            "surplus": 0,
        }
    assert "กาเกินจำนวน" in first.get(path(strict, "papers")).text


def test_the_roll_refuses_who_voted_online_and_counts_the_rest_once(
    database: Database, round_: HostedRound, officials: list[Site]
) -> None:
    first, *_ = officials
    for email in ("online@example.org", "hall@example.org"):
        with database.transaction() as db:
            voter = settle(db, add_account(db, email))
        if email.startswith("online"):
            cast(database, voter, round_.id, {round_.projects[0]: 1})
    roll = path(round_, "roll")
    for email, status in (
        ("online@example.org", 409),
        ("nobody@example.org", 422),
        ("", 422),
        ("HALL@example.org", 303),
        ("hall@example.org", 303),
    ):
        assert first.submit(roll, {"email": email, "do": "account"}).status_code == status, email
    fields = {"do": "stranger", "form_key": "k" * 20}
    assert [first.submit(roll, fields).status_code for _ in range(2)] == [303, 303]
    with database.reading() as db:
        lines = list_roll(db, round_.id, channel="paper")
    assert [line.name is None for line in lines] == [False, True]
    first.submit(roll, {"line": str(lines[0].id)}, action=path(round_, "roll/unmark"))
    with database.reading() as db:
        assert len(list_roll(db, round_.id, channel="paper")) == 1
    assert "สมชาย" not in first.get(roll).text


def test_officials_of_another_place_find_nothing(round_: HostedRound, officials: list[Site]) -> None:
    *_, stranger = officials
    for page in ("papers", "papers/7", "papers/7/void", "roll"):
        stranger.get(path(round_, page), status=404)


def test_papers_are_not_entered_before_voting(
    database: Database, officials: list[Site], clock: Clock
) -> None:
    with database.transaction() as db:
        early = add_hosted_round(db, phase="preview")
    first, *_ = officials
    assert "บันทึกบัตรกระดาษไม่ได้" in enter(first, early, 7, early.projects[0])
    clock.move(days=10)
    assert enter(first, early, 7, early.projects[0]) == path(early, "papers")
