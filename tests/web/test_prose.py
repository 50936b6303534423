"""Pages of prose, in both languages."""

import re
from dataclasses import replace

import pytest
from flask import Flask

from config import Config
from idea4gov.web.http.services import Services
from tests.settings import PRODUCTION
from tests.web.conftest import Site

PAGES = ["/manual", "/privacy", "/accessibility"]
THAI = re.compile("[ก-๙]+")


def prose(text: str) -> str:
    found = re.search(r'<article class="prose">(.*?)</article>', text, re.S)
    assert found
    return re.sub(r"<[^>]+>", " ", found.group(1))


@pytest.mark.parametrize("path", PAGES)
def test_the_prose_is_thai_unless_english_was_chosen(site: Site, path: str) -> None:
    thai = prose(site.get(path).text)
    site.client.set_cookie("language", "en")
    english = prose(site.get(path).text)
    assert sum(map(len, THAI.findall(thai))) > len(thai) / 2
    assert THAI.findall(english) == []
    assert len(english.split()) > 100


@pytest.mark.parametrize("path", PAGES)
def test_links_within_the_site_lead_somewhere(site: Site, path: str) -> None:
    text = site.get(path).text
    article = text[text.index("<article") : text.index("</article>")]
    for target in set(re.findall(r'href="([^"]+)"', article)):
        if target.startswith("#"):
            assert f'id="{target[1:]}"' in article
        else:
            site.get(target)


@pytest.mark.parametrize("path", PAGES)
def test_reading_sets_no_cookie_as_the_privacy_notice_says(site: Site, path: str) -> None:
    assert "Set-Cookie" not in site.get(path).response.headers


@pytest.mark.parametrize(
    ("path", "names"),
    [("/privacy", "controller controller_contact data_protection_officer"), ("/accessibility", "controller")],
)
@pytest.mark.parametrize("language", ["th", "en"])
def test_privacy_and_accessibility_name_who_answers_for_them(
    app: Flask, path: str, names: str, language: str
) -> None:
    parts: Services = app.extensions["idea4gov"]
    config = Config.from_env(PRODUCTION)
    app.extensions["idea4gov"] = replace(parts, config=config)
    site = Site(app)
    site.client.set_cookie("language", language)
    text = site.get(path).text
    assert [name for name in names.split() if getattr(config, name) not in text] == []
