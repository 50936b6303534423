"""The page of the design system."""

import re
from dataclasses import replace

from flask import Flask

from config import ROOT
from idea4gov import create_app
from tests.web.conftest import Site


def test_the_style_guide_is_a_valid_page_in_development(site: Site) -> None:
    assert "proposal card" in site.get("/styleguide").text


def test_in_production_there_is_no_style_guide(app: Flask) -> None:
    parts = app.extensions["idea4gov"]
    config = replace(parts.config, environment="production")
    production = create_app(config, parts=replace(parts, config=config))
    answer = production.test_client().get("/styleguide", base_url="https://example.org")
    assert answer.status_code == 404


def test_every_component_stands_in_the_style_guide() -> None:
    # The layout is around the guide as around every page.
    pages = ("pages/site/styleguide/show.html", "layouts/base.html", "components/site_footer.html")
    text = "".join((ROOT / "templates" / page).read_text() for page in pages)
    shown = set(re.findall(r'from "components/(\w+)\.html"', text))
    assert {path.stem for path in (ROOT / "templates/components").glob("*.html")} - shown == set()


def test_every_component_of_the_style_sheet_belongs_to_a_macro_and_is_imported() -> None:
    imported = set(re.findall(r"components/(\w+)\.css", (ROOT / "static/css/main.css").read_text()))
    sheets = {path.stem for path in (ROOT / "static/css/components").glob("*.css")}
    assert sheets == imported
