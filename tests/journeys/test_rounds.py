"""A whole budget round: three citizens, two officials and a moved clock, from the call to the winners."""

from collections.abc import Callable
from pathlib import Path

from click.testing import CliRunner

from idea4gov.cli import cli
from idea4gov.store.session import Database
from tests.actions.conduct import days
from tests.conftest import Clock
from tests.factories import add_account, add_local_government
from tests.journeys.conftest import DESKTOP, Person, Served, thai
from tests.officials import add_official
from tests.web.conftest import PASSWORD_HASH

Meet = Callable[..., Person]
LAMPS, BUS, POOL = "ไฟส่องทางเดินริมหาด", "รถรับส่งผู้สูงอายุไปโรงพยาบาล", "สระว่ายน้ำลอยฟ้า"
COSTS = {LAMPS: "400,000", BUS: "300000"}


def arrange(database: Database) -> None:
    """Three citizens and two officials of Saen Suk."""
    with database.transaction() as db:
        add_local_government(db)
        for name in ("somchai", "malee", "det"):
            add_account(db, f"{name}@example.org", password_hash=PASSWORD_HASH)
        for name in ("first", "second"):
            add_official(db, email=f"{name}@example.org", password_hash=PASSWORD_HASH)


def call(official: Person) -> str:
    """Draft a round, look at it as citizens will, publish it. Returns its address."""
    official.goes_to("/desk/local-governments/2094/rounds/new")
    official.fills(
        title="งบชุมชนแสนสุข 2570",
        body="ร่วมกันเลือกว่า **เงินก้อนนี้** จะทำอะไร",
        fiscal_year="2570",
        budget="800,000",
        max_projects="2",
        minimum_age="15",
        **{
            "areas-0-name_th": "ชุมชนหน้าหาด",
            "areas-0-budget": "500,000",
            "areas-1-name_th": "ทั้งเทศบาล",
            "areas-1-budget": "300,000",
        },
        **days(),
    )
    official.page.locator('main [name="areas-1-citywide"]').check()
    official.presses("Save and look at it as citizens will")
    official.presses("Publish the round")
    return "/rounds/" + official.page.url.rstrip("/").rpartition("/")[2]


def propose(citizen: Person, round_url: str, title: str) -> None:
    citizen.goes_to(round_url.replace("/rounds/", "/boards/") + "/proposals/new")
    citizen.fills(title=title, body="เรื่องนี้คนในชุมชนรอมานาน ขอให้ทำให้เสร็จภายในปีนี้")
    citizen.page.locator('main select[name="category"]').select_option("safety")
    area = citizen.page.locator('main select[name="area"]')
    area.select_option(label="ทั้งเทศบาล" if title == BUS else "ชุมชนหน้าหาด")
    citizen.presses("Publish the proposal")
    citizen.reads("เรื่องนี้คนในชุมชนรอมานาน")


def decide(official: Person, table: str, title: str) -> None:
    official.goes_to(table)
    official.follows(title)
    feasible = title in COSTS
    choice = "feasible" if feasible else "refused"
    official.page.locator(f'main input[name="state"][value="{choice}"]').check()
    if feasible:
        official.fills(cost=COSTS[title])
    else:
        official.fills(reason="ไม่มีที่ดินที่สร้างได้ตามกฎหมาย")
    official.presses("Save the decision")


def sign(official: Person, table: str, title: str) -> None:
    official.goes_to(table)
    official.follows(title)
    official.presses("Sign this decision")


def vote(citizen: Person, round_url: str, *titles: str) -> str:
    """Tell where one lives, fill the paper in, look it over, cast it. Returns the code of the receipt."""
    citizen.goes_to(round_url)
    citizen.follows(thai("Vote now"))
    citizen.follows(thai("Tell where I live"))
    citizen.page.locator('main input[name="place"][value="here"]').check()
    citizen.fills(birth_year="๒๕๓๐")
    citizen.presses("Go on to the ballot paper")
    for title in titles:
        citizen.page.locator(".ballot-card", has_text=title).locator(".ballot-add").click()
    citizen.presses("Look it over")
    citizen.presses("Cast my ballot")
    citizen.is_told("Your ballot is cast.")
    return citizen.page.locator(".ballot-code").inner_text()


def test_a_round_from_the_call_to_the_winners_that_anyone_can_recount(
    meet: Meet, served: Served, database: Database, clock: Clock, tmp_path: Path
) -> None:
    arrange(database)
    first, second = meet(viewport=DESKTOP), meet(viewport=DESKTOP)
    somchai, malee, det = meet(), meet(), meet(javascript=False)
    for person, name in zip(
        (first, second, somchai, malee, det), ("first", "second", "somchai", "malee", "det"), strict=True
    ):
        person.logs_in(f"{name}@example.org")
    round_url = call(first)
    clock.move(days=1)
    propose(somchai, round_url, LAMPS)
    propose(malee, round_url, BUS)
    propose(det, round_url, POOL)
    clock.move(days=10)
    table = f"/desk{round_url}/review"
    for title in (LAMPS, BUS, POOL):
        decide(first, table, title)
        sign(second, table, title)
    clock.move(days=5)
    somchai.goes_to(round_url)
    somchai.reads(thai("Projects on the ballot paper"))
    clock.move(days=5)
    vote(somchai, round_url, LAMPS)
    code = vote(malee, round_url, LAMPS, BUS)
    vote(det, round_url, BUS)
    clock.move(days=4)
    first.goes_to(f"/desk{round_url}/announce")
    first.presses("Count and announce")
    first.is_told("The provisional result is announced.")
    malee.goes_to(f"{round_url}/find-ballot")
    malee.fills(code=code)
    malee.presses("Find my ballot")
    malee.reads(BUS)
    clock.move(days=12)
    second.goes_to(f"/desk{round_url}/confirm")
    second.presses("Count again and make it final")
    second.is_told("The result is final.")
    det.goes_to(round_url)
    det.reads(LAMPS)
    text = det.context.request.get(f"{served.url}{round_url}.pb").text()
    file = tmp_path / "round.pb"
    file.write_text(text, encoding="utf-8")
    answer = CliRunner().invoke(cli, ["verify", str(file)])
    assert answer.exit_code == 0, answer.output
    assert "the stated result follows from the ballots" in answer.output
