"""The dashboard and the alarms ask for what /metrics tells, and are files that their programs can read."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.web.conftest import Site

DEPLOY = Path(__file__).parents[2] / "deploy"
SUFFIXES = re.compile(r"_(?:bucket|sum|count|total)$")


def expressions() -> dict[str, str]:
    """{where: an expression of PromQL}"""
    board = json.loads((DEPLOY / "grafana-dashboard.json").read_text(encoding="utf-8"))
    alarms = yaml.safe_load((DEPLOY / "alerts.yml").read_text(encoding="utf-8"))
    rules: list[dict[str, Any]] = [rule for group in alarms["groups"] for rule in group["rules"]]
    of_board = {
        f"{panel['title']} {target['refId']}": target["expr"]
        for panel in board["panels"]
        for target in panel["targets"]
    }
    return of_board | {rule["alert"]: rule["expr"] for rule in rules}


def named(expression: str) -> set[str]:
    return {SUFFIXES.sub("", name) for name in re.findall(r"idea4gov_[a-z_]+", expression)}


def test_each_metric_that_is_named_is_told_and_the_other_way_round(site: Site) -> None:
    text = site.client.get("/metrics").text
    told = {SUFFIXES.sub("", name) for name in re.findall(r"^# TYPE (idea4gov_[a-z_]+)", text, re.M)}
    asked = set().union(*map(named, expressions().values()))
    assert asked - told == set()
    assert {name for name in told - asked if not name.endswith("_created")} <= {
        "idea4gov_figures_age_seconds"
    }


@pytest.mark.parametrize(("where", "expression"), expressions().items())
def test_expressions_are_balanced(where: str, expression: str) -> None:
    for pair in ("()", "{}", "[]"):
        assert expression.count(pair[0]) == expression.count(pair[1]), where
    assert expression.count('"') % 2 == 0, where


def test_each_alarm_says_what_to_do() -> None:
    alarms = yaml.safe_load((DEPLOY / "alerts.yml").read_text(encoding="utf-8"))
    for rule in alarms["groups"][0]["rules"]:
        assert all(rule["annotations"][each] for each in ("summary", "do")), rule["alert"]
        assert rule["labels"]["severity"] in ("page", "warn"), rule["alert"]


def test_panels_have_numbers_and_a_source_that_is_chosen() -> None:
    board = json.loads((DEPLOY / "grafana-dashboard.json").read_text(encoding="utf-8"))
    numbers = [panel["id"] for panel in board["panels"]]
    assert len(set(numbers)) == len(numbers) > 10
    assert {panel["datasource"]["uid"] for panel in board["panels"]} == {"${datasource}"}
