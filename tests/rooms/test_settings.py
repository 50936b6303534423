"""Every setting is documented, and every documented one exists."""

import os
import re
from dataclasses import fields
from pathlib import Path

import pytest

from config import Config
from idea4gov.outside.settings import ConfigError
from tests.identity import CHEAP_KEY
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
    # It tells a library, by the only way that the library knows, where the processes of a server count.
    assert readers == ["metrics_folder.py"]


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
        ({"IDEA4GOV_IDENTITY_KEY": "my password"}, "IDEA4GOV_IDENTITY_KEY cannot be used: key 1"),
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
        (
            {"IDEA4GOV_DATABASE_URL": "postgresql://user:password@first,[second:5432/name"},
            "IDEA4GOV_DATABASE_URL",
        ),
        ({"IDEA4GOV_READ_URL": "postgresql://user:password@localhost/name"}, "IDEA4GOV_READ_URL goes with"),
        ({"IDEA4GOV_MAIL_URL": "relay.example.go.th"}, "IDEA4GOV_MAIL_URL"),
        ({"IDEA4GOV_REDIS_URL": "localhost:6379"}, "IDEA4GOV_REDIS_URL"),
        ({"IDEA4GOV_SYSLOG": "logs.example.go.th"}, "IDEA4GOV_SYSLOG"),
        ({"IDEA4GOV_FILES_URL": "http://minio.example.go.th"}, "IDEA4GOV_FILES_URL must be"),
        ({"IDEA4GOV_FILES_URL": "file://host/folder"}, "IDEA4GOV_FILES_URL must be"),
        ({"IDEA4GOV_FILES_URL": "s3://bucket"}, "IDEA4GOV_FILES_KEY"),
        ({"IDEA4GOV_FILES_URL": "s3://k:password@bucket?endpoint=minio:9000"}, "IDEA4GOV_FILES_URL"),
        ({"IDEA4GOV_FILES_URL": "s3://k:password@bucket?endpoint=https://h:port"}, "IDEA4GOV_FILES_URL"),
        ({"IDEA4GOV_FILES_URL": "s3://k:password@bucket?verify=no"}, "IDEA4GOV_FILES_URL"),
        ({"IDEA4GOV_TLS_KEY": "/etc/key.pem"}, "IDEA4GOV_TLS_CERTIFICATE"),
        ({"HOST": "0.0.0.0"}, "HOST is 0.0.0.0"),
        ({"HOST": "10.0.0.7"}, "IDEA4GOV_TLS_CERTIFICATE"),
        ({"IDEA4GOV_SYSLOG": "http://logs.example.go.th:514"}, "IDEA4GOV_SYSLOG"),
        ({"IDEA4GOV_SYSLOG": "tls://logs.example.go.th:port"}, "IDEA4GOV_SYSLOG"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(change: dict[str, str], says: str) -> None:
    with pytest.raises(ConfigError, match=says) as refusal:
        Config.from_env({**PRODUCTION, **change})
    assert "password" not in str(refusal.value)


IN_THE_CLEAR = [
    ("IDEA4GOV_DATABASE_URL", "postgresql+psycopg://u:password@db.example.go.th/name"),
    ("IDEA4GOV_DATABASE_URL", "postgresql+psycopg://u:password@db.example.go.th/name?sslmode=require"),
    ("IDEA4GOV_DATABASE_URL", "postgresql+psycopg://u:password@/name?host=127.0.0.1,db.example.go.th"),
    ("IDEA4GOV_DATABASE_URL", "postgresql://u:password@127.0.0.1:5432,db.example.go.th:5432/name"),
    ("IDEA4GOV_DATABASE_URL", "postgresql://u:password@[::1]:5432,db.example.go.th/name?sslmode=require"),
    ("IDEA4GOV_REDIS_URL", "redis://:password@db.example.go.th:6379/0"),
    ("IDEA4GOV_REDIS_URL", "rediss://:password@db.example.go.th:6379/0?ssl_cert_reqs=none"),
    ("IDEA4GOV_FILES_URL", "s3://key:password@bucket/?endpoint=http://db.example.go.th:9000"),
    ("IDEA4GOV_SYSLOG", "db.example.go.th:514"),
    ("IDEA4GOV_SYSLOG", "tcp://db.example.go.th:514"),
]


@pytest.mark.parametrize(("name", "url"), IN_THE_CLEAR)
def test_production_sends_nothing_to_another_machine_in_the_clear(name: str, url: str) -> None:
    with pytest.raises(ConfigError, match=f"{name} leads to another machine") as refusal:
        Config.from_env({**PRODUCTION, name: url})
    assert "password" not in str(refusal.value)
    assert Config.from_env({**TRIAL, name: url})


@pytest.mark.parametrize(("name", "url"), IN_THE_CLEAR)
def test_a_machine_on_a_network_of_our_own_may_be_named(name: str, url: str) -> None:
    assert Config.from_env({**PRODUCTION, name: url, "IDEA4GOV_PRIVATE_HOSTS": "queue, DB.example.go.th"})


@pytest.mark.parametrize(
    "more",
    [
        {"IDEA4GOV_TLS_CERTIFICATE": "/etc/site.pem", "IDEA4GOV_TLS_KEY": "/etc/key.pem"},
        {"IDEA4GOV_PRIVATE_HOSTS": "proxy"},
    ],
)
def test_a_proxy_elsewhere_speaks_tls_or_is_named(more: dict[str, str]) -> None:
    assert Config.from_env({**PRODUCTION, "HOST": "0.0.0.0", **more})


@pytest.mark.parametrize(
    ("url", "private", "must"),
    [
        ("smtp://relay.example.go.th:587", "", True),
        ("smtp://relay.example.go.th", "relay.example.go.th", False),
        ("smtp://127.0.0.1", "", False),
        ("", "", False),
    ],
)
def test_a_relay_elsewhere_must_encrypt(url: str, private: str, must: bool) -> None:
    said = {"IDEA4GOV_MAIL_URL": url, "IDEA4GOV_PRIVATE_HOSTS": private}
    assert Config.from_env({**PRODUCTION, **said}).relay_must_encrypt is must
    assert not Config.from_env({**TRIAL, **said}).relay_must_encrypt


def secret_file(tmp_path: Path, data: bytes, mode: int = 0o400) -> str:
    path = tmp_path / "secret"
    path.write_bytes(data)
    path.chmod(mode)
    return str(path)


@pytest.mark.parametrize("name", [one.metadata["env"] for one in fields(Config) if one.metadata["secret"]])
def test_a_secret_may_stand_in_a_file(name: str, tmp_path: Path) -> None:
    is_url = name.endswith("_URL")
    text = "unix:///run/s" if "REDIS" in name else "smtp://u:p@localhost" if is_url else "x" * 40
    text = "postgresql://u:p@localhost/n" if "DATABASE" in name or "READ" in name else text
    text = "s3://key:secret@bucket/?endpoint=http://localhost" if name == "IDEA4GOV_FILES_URL" else text
    text = CHEAP_KEY if "IDENTITY" in name else text
    said = {key: value for key, value in PRODUCTION.items() if not name.startswith(key)}
    said |= {"IDEA4GOV_DATABASE_URL": text} if "READ" in name else {}
    config = Config.from_env({**said, f"{name}_FILE": secret_file(tmp_path, text.encode() + b"\n")})
    (field,) = (one.name for one in fields(Config) if one.metadata["env"] == name)
    assert getattr(config, field) == text


@pytest.mark.parametrize(
    ("data", "mode", "says"),
    [
        (b"x" * 40, 0o444, "chmod 400"),
        (b"x" * 40, 0o604, "chmod 400"),
        (b"\n", 0o400, "empty"),
        (b"x" * 20_000, 0o400, "no secret"),
        (b"\xff" * 40, 0o400, "no text"),
    ],
)
def test_a_file_that_is_no_secret_is_refused(data: bytes, mode: int, says: str, tmp_path: Path) -> None:
    said = {**PRODUCTION, "IDEA4GOV_SECRET_KEY": ""}
    with pytest.raises(ConfigError, match=says) as refusal:
        Config.from_env({**said, "IDEA4GOV_SECRET_KEY_FILE": secret_file(tmp_path, data, mode)})
    assert "xxx" not in str(refusal.value)


def test_a_secret_in_two_places_or_in_no_file_is_refused(tmp_path: Path) -> None:
    path = secret_file(tmp_path, b"x" * 40)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for said, says in (
        ({"IDEA4GOV_SECRET_KEY_FILE": path}, "not both"),
        ({"IDEA4GOV_SECRET_KEY": "", "IDEA4GOV_SECRET_KEY_FILE": f"{path}s"}, "No such file"),
        ({"IDEA4GOV_SECRET_KEY": "", "IDEA4GOV_SECRET_KEY_FILE": str(pipe)}, "it is no file"),
    ):
        with pytest.raises(ConfigError, match=says):
            Config.from_env({**PRODUCTION, **said})
