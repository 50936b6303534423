"""Axe itself: contrasts are looked at once for each place of a text, and a bad one is found."""

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys import axe

FAINT = '<p class="faint" style="color: #eee; background: #fff">words</p>'


@pytest.fixture
def page(browser: Browser) -> Page:
    return browser.new_page()


def found(page: Page, body: str, rules: list[str], seen: set[str]) -> list[str]:
    page.set_content(f"<!DOCTYPE html><html lang=th><head><title>x</title></head><body>{body}</body></html>")
    return [one.partition(":")[0] for one in axe.violations(page, rules, seen)]


def test_contrasts_are_looked_at_in_each_place_once(page: Page) -> None:
    seen: set[str] = set()
    assert found(page, FAINT * 2, [axe.CONTRAST], seen) == ["color-contrast"]
    assert found(page, FAINT.replace("words", "others"), [axe.CONTRAST], seen) == []
    assert found(page, f"<div>{FAINT}</div>", [axe.CONTRAST], seen) == ["color-contrast"]
    assert found(page, FAINT.replace("faint", "other"), [axe.CONTRAST], seen) == ["color-contrast"]


def test_other_rules_are_asked_of_every_page_whole(page: Page) -> None:
    seen: set[str] = set()
    for _ in range(2):
        assert (
            found(page, "<main><h1>x</h1><img src=x><img src=x></main>", axe.TAGS, seen).count("image-alt")
            == 2
        )
    assert "color-contrast" in found(page, f"<main><h1>x</h1>{FAINT}</main>", axe.TAGS, seen)
