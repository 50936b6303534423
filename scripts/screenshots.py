"""Photograph the pages of a fresh demo: `python -m scripts.screenshots [PATTERN | --readme]`.

PATTERN fits names such as "board-360-th-light"; without it every page is taken in every variant.
--readme takes docs/board.webp instead.
"""

import base64
import itertools
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatch
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, BrowserContext, Page, StorageState, sync_playwright

from bench.processes import PROGRAMS, clean_environment, free_port, serving
from idea4gov.cli.demo import PASSWORD
from scripts.system_needs import HOW, find_chromium

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "build" / "screenshots"
README_PICTURE = ROOT / "docs" / "board.webp"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]
EMAILS = {"citizen": "det@demo.example", "official": "saensuk@demo.example"}
# The numbers of a fresh demo: board 1 is closed, proposal 9 of board 2 edited and answered.
PAGES = {
    "visitor": {
        "home": "/",
        "provinces": "/provinces",
        "provinces-none": "/provinces?q=zzz",
        "province": "/provinces/20",
        "province-quiet": "/provinces/96",
        "board": "/boards/2",
        "board-closed": "/boards/1",
        "board-empty": "/boards/2?category=culture_sport",
        "proposal": "/proposals/9",
        "history": "/proposals/9/history",
        "results": "/boards/2/results",
        "search": "/search?q=ขยะ",
        "round": "/rounds/6",
        "moderation-log": "/boards/2/moderation",
        "moderation-log-province": "/provinces/20/moderation",
        "results-closed": "/boards/1/results",
        "register": "/register",
        "log-in": "/log-in",
        "forgotten-password": "/forgotten-password",
        "check-mail": "/check-mail",
        "link-refused": "/confirm-email/x",
        "manual": "/manual",
        "privacy": "/privacy",
        "accessibility": "/accessibility",
        "data": "/data",
        "data-set": "/data/proposals",
        "report": "/data/report?province=20",
        "embed": "/boards/2/embed",
        "api": "/api",
        "offline": "/offline",
        "error-404": "/no-such-page",
        "styleguide": "/styleguide",
    },
    "citizen": {
        "citizen-home": "/",
        "citizen-board": "/boards/2",
        "citizen-proposal": "/proposals/9",
        "citizen-own-proposal": "/proposals/8",
        "new-board": "/provinces/20/boards/new",
        "new-proposal": "/boards/2/proposals/new",
        "edit-proposal": "/proposals/8/edit",
        "withdraw-proposal": "/proposals/8/withdraw",
        "support": "/proposals/9/support",
        "report-proposal": "/proposals/9/report",
        "me": "/me",
        "my-privacy": "/me/privacy",
        "erase": "/me/erase",
    },
    "official": {
        "official-board": "/boards/2",
        "official-proposal": "/proposals/9",
        "official-results": "/boards/2/results",
        "desk": "/desk",
        "desk-queue": "/desk/unanswered",
        "desk-reports": "/desk/reports",
        "desk-audit": "/desk/audit",
        "desk-privacy-register": "/desk/privacy-register",
        "desk-hints": "/desk/rounds/6/hints",
        "desk-hide": "/desk/proposals/9/hide",
        "desk-answer": "/desk/proposals/9/answer",
        "documents": "/desk/boards/2/documents",
        "close-board": "/boards/2/close",
    },
}


class Variant(NamedTuple):
    """How a page is looked at. width: CSS pixels. language: "th", "en". scheme: "light", "dark"."""

    width: int
    language: str
    scheme: str

    def __str__(self) -> str:
        return f"{self.width}-{self.language}-{self.scheme}"


class Demo(NamedTuple):
    """A site with the demo that is served. settings: of its environment."""

    address: str
    settings: dict[str, str]

    def confirm_device(self, email: str) -> None:
        """Confirm the device of the newest session of an account, as an operator does."""
        command = [str(PROGRAMS / "idea4gov"), "user", "confirm-device", email]
        environment = clean_environment(self.settings)
        listed = subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout
        number = listed.partition("\t")[0]
        subprocess.run([*command, number], env=environment, check=True, stdout=subprocess.DEVNULL)


VARIANTS = [Variant(*one) for one in itertools.product((360, 1280), ("th", "en"), ("light", "dark"))]


@contextmanager
def demo_site(folder: Path) -> Iterator[Demo]:
    """Serve a fresh demo from a database in `folder`."""
    port, database, program = free_port(), folder / "demo.sqlite3", str(PROGRAMS / "idea4gov")
    database.unlink(missing_ok=True)
    settings = {
        "IDEA4GOV_ENV": "development",
        "IDEA4GOV_DATABASE_URL": f"sqlite:///{database}",
        "PORT": str(port),
    }
    for arguments in (["db", "upgrade"], ["places", "load"], ["demo"]):
        subprocess.run(
            [program, *arguments], env=clean_environment(settings), check=True, stdout=subprocess.DEVNULL
        )
    with serving([program, "serve", "--no-worker", "--workers", "1"], port, folder / "serve.log", settings):
        yield Demo(f"http://127.0.0.1:{port}", settings)


def log_in(browser: Browser, demo: Demo, who: str) -> StorageState:
    """The cookies of somebody of the demo, on a confirmed device; of a visitor, none."""
    context = browser.new_context(base_url=demo.address)
    if who in EMAILS:
        page = context.new_page()
        page.goto("/log-in")
        page.locator("[name=email]").fill(EMAILS[who])
        page.locator("[name=password]").fill(PASSWORD)
        with page.expect_navigation():
            page.locator("main [type=submit]").click()
        demo.confirm_device(EMAILS[who])
    state = context.storage_state()
    context.close()
    return state


@contextmanager
def looking(browser: Browser, address: str, cookies: StorageState, how: Variant) -> Iterator[Page]:
    """A tab of somebody who looks at the site in one variant."""
    context: BrowserContext = browser.new_context(
        base_url=address,
        storage_state=cookies,
        viewport={"width": how.width, "height": 740 if how.width < 600 else 800},
        color_scheme="dark" if how.scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    context.add_cookies([{"name": "language", "value": how.language, "url": address}])
    yield context.new_page()
    context.close()


def photograph(browser: Browser, demo: Demo, pattern: str) -> int:
    """Take every page whose name fits `pattern`, whole; return how many."""
    taken = 0
    for who, paths in PAGES.items():
        cookies = log_in(browser, demo, who)
        for how in VARIANTS:
            named = {f"{name}-{how}": path for name, path in paths.items()}
            wanted = {name: path for name, path in named.items() if fnmatch(name, pattern)}
            if not wanted:
                continue
            with looking(browser, demo.address, cookies, how) as page:
                for name, path in wanted.items():
                    page.goto(path, wait_until="networkidle")
                    page.screenshot(path=FOLDER / f"{name}.png", full_page=True)
            taken += len(wanted)
    return taken


def photograph_for_readme(browser: Browser, demo: Demo) -> int:
    """Take the board page as the README shows it; return 1."""
    cookies = log_in(browser, demo, "citizen")
    with looking(browser, demo.address, cookies, Variant(1280, "th", "light")) as page:
        # down to the first proposals
        page.set_viewport_size({"width": 1280, "height": 1240})
        page.goto("/boards/2", wait_until="networkidle")
        answer = page.context.new_cdp_session(page).send(
            "Page.captureScreenshot", {"format": "webp", "quality": 82}
        )
        README_PICTURE.write_bytes(base64.b64decode(answer["data"]))
    return 1


def main(arguments: list[str]) -> int:
    """Take the pictures; return the exit status."""
    program = find_chromium()
    if program is None:
        print(f"Screenshots need Chromium: {HOW['chromium-headless-shell']}.", file=sys.stderr)
        return 1
    if not arguments:
        shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True, exist_ok=True)
    with demo_site(FOLDER) as demo, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        if arguments == ["--readme"]:
            taken = photograph_for_readme(browser, demo)
        else:
            taken = photograph(browser, demo, arguments[0] if arguments else "*")
        browser.close()
    print(f"{taken} taken.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
