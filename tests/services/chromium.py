"""A real browser for the journeys: the system's Chromium, driven by Playwright."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from scripts.system_needs import HOW, find_chromium

ARGUMENTS = [
    "--no-sandbox",  # containers have no user namespaces
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One headless Chromium for the session; make a context of your own in it, and close that."""
    program = find_chromium()
    if program is None:
        pytest.skip(f"needs Chromium: {HOW['chromium-headless-shell']}")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=program, headless=True, args=ARGUMENTS)
        yield launched
        launched.close()
