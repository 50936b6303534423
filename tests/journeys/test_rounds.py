"""A whole budget round: three citizens, two officials and a moved clock, from the call to the winners."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from idea4gov.store.session import Database
from tests.actions.conduct import days
from tests.conftest import Clock
from tests.factories import add_account, add_local_government
from tests.journeys.conftest import DESKTOP, Person, thai
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
    citizen.follows(thai("Enter my residence"))
    citizen.page.locator('main input[name="place"][value="here"]').check()
    citizen.fills(birth_year="๒๕๓๐")
    citizen.presses("Go on to the ballot paper")
    for title in titles:
        citizen.page.locator(".ballot-card", has_text=title).locator(".ballot-add").click()
    citizen.presses("Look it over")
    citizen.presses("Cast my ballot")
    citizen.is_told("Your ballot is cast.")
    return citizen.page.locator(".ballot-code").inner_text()


def draw_lots(official: Person, round_url: str) -> None:
    """Enter what a draw in the hall gave: once to look at it, once for good."""
    official.goes_to(f"/desk{round_url}/announce")
    official.follows(thai("Enter a public draw"))
    official.fills(words="๔ ๑ ๗ ๐ ๙", occasion="หอประชุมเทศบาล", witnesses="ประธานชุมชนหน้าหาด")
    official.presses("Look at it before it is entered")
    official.reads("4 1 7 0 9")
    assert official.violations() == []
    official.presses("Enter it for good")
    official.is_told("The public draw is entered. Now the result can be counted and announced.")


def recount(sceptic: Person, round_url: str, folder: Path) -> str:
    """Download ballots and program from the page, and run that with nothing but Python. Returns its words."""
    sceptic.goes_to(round_url)
    for label in ("Download all ballots (.pb)", "Download the checking program (verify.pyz)"):
        with sceptic.page.expect_download() as coming:
            sceptic.page.get_by_role("link", name=thai(label)).click()
        coming.value.save_as(folder / coming.value.suggested_filename)
    # -S: not even the packages of this environment
    command = [sys.executable, "-I", "-S", "verify.pyz", f"round-{round_url.rpartition('/')[2]}.pb"]
    found = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr
    return found.stdout


def test_a_round_from_the_call_to_the_winners_that_anyone_can_recount(
    meet: Meet, database: Database, clock: Clock, tmp_path: Path
) -> None:
    arrange(database)

    def wait(days: int) -> None:
        """Some days later, on which the officials log in again."""
        clock.move(days=days)
        first.logs_in("first@example.org")
        second.logs_in("second@example.org")

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
    wait(10)
    table = f"/desk{round_url}/review"
    for title in (LAMPS, BUS, POOL):
        decide(first, table, title)
        sign(second, table, title)
    clock.move(days=5)
    somchai.goes_to(round_url)
    somchai.reads(thai("Projects on the ballot paper"))
    # The demo has no round in preview, none being counted and no provisional result.
    assert somchai.violations() == []
    clock.move(days=5)
    vote(somchai, round_url, LAMPS)
    code = vote(malee, round_url, LAMPS, BUS)
    vote(det, round_url, BUS)
    wait(4)
    draw_lots(second, round_url)
    first.goes_to(f"/desk{round_url}/announce")
    first.presses("Count and announce")
    first.is_told("The provisional result is announced.")
    somchai.goes_to(round_url)
    assert somchai.violations() == []
    malee.goes_to(f"{round_url}/find-ballot")
    malee.fills(code=code)
    malee.presses("Find my ballot")
    malee.reads(BUS)
    wait(12)
    second.goes_to(f"/desk{round_url}/confirm")
    second.presses("Count again and make it final")
    second.is_told("The result is final.")
    det.goes_to(round_url)
    det.reads(LAMPS)
    recounted = recount(somchai, round_url, tmp_path)
    assert "the stated result follows from the ballots" in recounted
    # The first and the second project of the ballot paper, in their areas.
    assert re.findall(r"^  (\S+): score (\d+)", recounted, re.M) == [("1", "2"), ("2", "2")]
    commands = somchai.page.locator("#check ~ .command").all_inner_texts()
    digests = re.findall(r"\b[0-9a-f]{64}\b", recounted)
    assert {text for text in commands if re.fullmatch("[0-9a-f]{64}", text)} == {digests[0], digests[-1]}
