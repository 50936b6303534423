"""Every setting is documented, and every documented one exists."""

import re
from dataclasses import fields

import pytest

from config import Config, ConfigError
from tests.rooms.source import ROOT, files
from tests.settings import PRODUCTION

TRIAL = {"IDEA4GOV_ENV": "development", "IDEA4GOV_DEMO_PASSWORD": "of this trial alone"}


def test_the_page_of_settings_documents_exactly_those_that_exist() -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    table = page[: page.index("## For tests")]
    documented = set(re.findall(r"^\| `([A-Z0-9_]+)`", table, re.M))
    assert documented == {each.metadata["env"] for each in fields(Config)}


def test_nobody_but_config_reads_the_environment() -> None:
    readers = [path.name for path in files() if "os.environ" in path.read_text(encoding="utf-8")]
    assert readers == []


def test_production_starts_with_a_secret_and_a_public_address() -> None:
    assert not Config.from_env(PRODUCTION).is_development


@pytest.mark.parametrize(
    ("host", "url"), [("0.0.0.0", "http://127.0.0.1:8000"), ("::1", "http://[::1]:8000")]
)
def test_a_trial_names_an_address_that_can_be_opened(host: str, url: str) -> None:
    assert Config.from_env({**TRIAL, "HOST": host}).public_url == url


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"IDEA4GOV_SECRET_KEY": ""}, "IDEA4GOV_SECRET_KEY"),
        ({"IDEA4GOV_SECRET_KEY": "short"}, "IDEA4GOV_SECRET_KEY"),
        ({"IDEA4GOV_BASE_URL": ""}, "IDEA4GOV_BASE_URL"),
        ({"IDEA4GOV_BASE_URL": "http://pb.example.go.th"}, "IDEA4GOV_BASE_URL"),
        ({"IDEA4GOV_CONTROLLER": ""}, "IDEA4GOV_CONTROLLER must be set"),
        ({"IDEA4GOV_CONTROLLER_CONTACT": " "}, "IDEA4GOV_CONTROLLER_CONTACT must be set"),
        ({"IDEA4GOV_DATA_PROTECTION_OFFICER": ""}, "IDEA4GOV_DATA_PROTECTION_OFFICER must be set"),
        ({"IDEA4GOV_ENV": "staging"}, "IDEA4GOV_ENV"),
        ({"PORT": "๘๐๐๐"}, "PORT"),
        ({"PORT": "65536"}, "PORT"),
        ({"PORT": "0"}, "PORT"),
        ({"IDEA4GOV_WORKERS": "two"}, "IDEA4GOV_WORKERS"),
        ({"IDEA4GOV_WORKERS": "0"}, "IDEA4GOV_WORKERS"),
        ({"IDEA4GOV_SESSION_DAYS": "9" * 9_999}, "IDEA4GOV_SESSION_DAYS"),
        ({"IDEA4GOV_PASSWORD_MEMORY_KIB": "0"}, "IDEA4GOV_PASSWORD_MEMORY_KIB"),
        ({"IDEA4GOV_LOG_LEVEL": "loud"}, "IDEA4GOV_LOG_LEVEL"),
        ({"IDEA4GOV_DATABASE_URL": "mysql://user:password@host/name"}, "IDEA4GOV_DATABASE_URL"),
        ({"IDEA4GOV_DATABASE_URL": "postgresql://user:password@host:port/name"}, "IDEA4GOV_DATABASE_URL"),
        ({"IDEA4GOV_MAIL_URL": "relay.example.go.th"}, "IDEA4GOV_MAIL_URL"),
        ({"IDEA4GOV_REDIS_URL": "localhost:6379"}, "IDEA4GOV_REDIS_URL"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(change: dict[str, str], says: str) -> None:
    with pytest.raises(ConfigError, match=says) as refusal:
        Config.from_env({**PRODUCTION, **change})
    assert "password" not in str(refusal.value)
