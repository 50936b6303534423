"""The one table of retention: what worker, privacy notice and register take from it."""

import pytest

from idea4gov.domain.processing import ACTIVITIES
from idea4gov.domain.retention import BY, RULES, Kind, kept


@pytest.mark.parametrize("kind", RULES)
def test_a_rule_says_a_time_exactly_where_it_has_one(kind: Kind) -> None:
    rule = RULES[kind]
    assert ("%(time)s" in rule.ends) == (rule.time is not None or bool(rule.setting))
    assert not (rule.time and rule.setting)
    assert rule.by in BY


@pytest.mark.parametrize("kind", RULES)
def test_times_are_whole_days_as_they_are_printed(kind: Kind) -> None:
    time = RULES[kind].time
    assert time is None or (time.days > 0 and time.seconds == 0)


def test_what_stays_or_is_deleted_by_somebody_else_has_no_time() -> None:
    assert [kind for kind, rule in RULES.items() if rule.by != "worker" and (rule.time or rule.setting)] == []


def test_the_register_tells_of_every_rule_once() -> None:
    told = [kind for one in ACTIVITIES.values() for kind in one.kinds]
    assert sorted(told) == sorted(RULES)


def test_a_kind_whose_time_a_setting_says_has_none_of_its_own() -> None:
    with pytest.raises(ValueError, match="mails"):
        kept("mails")
