"""The files for running it for real name commands, settings and limits that exist."""

import json
import os
import re
import shlex
import subprocess
import tomllib
from contextlib import closing
from dataclasses import fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from redis import Redis
from redis.exceptions import AuthenticationError

from config import Config
from idea4gov.domain.photos import MAX_PHOTO_BYTES, MAX_PHOTOS
from idea4gov.web.application import MAX_FORM_BYTES
from tests.services.commands import require_command
from tests.services.redis import redis_program, running_redis

__all__ = ["redis_program"]

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))
CONTAINERS = [ROOT / "Containerfile", ROOT / "compose.yaml"]
LARGEST_FORM = MAX_PHOTOS * MAX_PHOTO_BYTES + MAX_FORM_BYTES
COMMAND = re.compile(r"\bidea4gov ((?:[a-z][a-z-]*|--[a-z-]+)(?: (?:[a-z][a-z-]*|--[a-z-]+))*)")


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def unit(path: Path) -> dict[str, list[str]]:
    """The settings of a unit, whatever their section: name -> values."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r"^(\w+)=(.*)$", text(path), re.M):
        found.setdefault(name, []).append(value)
    return found


def environment(path: Path) -> dict[str, str]:
    """A file of settings, as systemd reads it."""
    lines = [line for line in text(path).splitlines() if line and not line.startswith("#")]
    return {
        name: shlex.split(value)[0] if value else "" for name, _, value in (x.partition("=") for x in lines)
    }


def compose() -> dict[str, dict[str, Any]]:
    services: dict[str, dict[str, Any]] = yaml.safe_load(text(ROOT / "compose.yaml"))["services"]
    return services


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_starts_a_command_that_exists(path: Path) -> None:
    for start in unit(path)["ExecStart"]:
        program, *words = start.split()
        assert program == "/srv/idea4gov/.venv/bin/idea4gov"
        require_command(words)


def test_the_website_and_the_worker_are_confined_alike() -> None:
    website, worker = (unit(DEPLOY / f"{name}.service") for name in ("idea4gov", "idea4gov-worker"))
    assert "--no-worker" in website["ExecStart"][0]
    own = {"Description", "Wants", "ExecStart", "MemoryHigh", "MemoryMax", "OOMPolicy"}
    assert {name for name in {*website, *worker} if website.get(name) != worker.get(name)} == own


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_may_write_where_the_settings_say_and_has_a_ceiling(path: Path) -> None:
    said = unit(path)
    written = {
        "IDEA4GOV_DATABASE_URL",
        "IDEA4GOV_EXPORT_DIR",
        "IDEA4GOV_DATA_DIR",
        "IDEA4GOV_RENDITION_DIR",
    }
    places = {environment(DEPLOY / "idea4gov.env")[name].removeprefix("sqlite:///") for name in written}
    assert {Path(place).parent for place in places} == {Path("/var/lib") / said["StateDirectory"][0]}
    assert said["ProtectSystem"] == ["strict"]
    assert int(said["MemoryHigh"][0].removesuffix("M")) < int(said["MemoryMax"][0].removesuffix("M"))


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_hides_the_history_of_the_code_from_the_service(path: Path) -> None:
    assert unit(path)["InaccessiblePaths"] == [f"-{unit(path)['WorkingDirectory'][0]}/.git"]


def secrets_of(path: Path) -> dict[str, str]:
    """What a unit hands over as credentials: setting -> file."""
    said = unit(path)
    files = dict(one.split(":") for one in said["LoadCredential"])
    assert {f"{name}_FILE=%d/{name}" for name in files} <= set(said["Environment"])
    return files


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_the_file_of_settings_lacks_nothing_but_the_secrets_that_a_unit_hands_over(
    path: Path, tmp_path: Path
) -> None:
    said = environment(DEPLOY / "idea4gov.env")
    files = secrets_of(path)
    assert not set(files) & set(said)
    for name in files:
        secret = tmp_path / name
        secret.write_text("smtp://user:password@relay:587" if name.endswith("_URL") else "s" * 40)
        secret.chmod(0o400)
        said[f"{name}_FILE"] = str(secret)
    config = Config.from_env(said)
    assert config.mail_from == "บอกเรา ถึงรัฐ <no-reply@example.go.th>"
    assert config.relay_must_encrypt == ("IDEA4GOV_MAIL_URL" in files)


def test_the_service_cannot_change_what_it_told_the_journal() -> None:
    assert environment(DEPLOY / "idea4gov.env")["IDEA4GOV_SYSLOG"] == "/dev/log"


def make_secrets(tmp_path: Path) -> Path:
    """A folder as deploy/make-secrets.sh leaves it after two calls."""
    for _ in range(2):
        subprocess.run(
            ["sh", DEPLOY / "make-secrets.sh", tmp_path / "secrets"],
            env={"PATH": os.environ["PATH"], "MAIL_URL": "smtp://user:password@relay.example.go.th:587"},
            check=True,
        )
    return tmp_path / "secrets"


def test_containers_get_secrets_from_files_that_the_script_makes(tmp_path: Path) -> None:
    folder, whole = make_secrets(tmp_path), yaml.safe_load(text(ROOT / "compose.yaml"))
    files = {name: ROOT / said["file"] for name, said in whole["secrets"].items()}
    assert {path.name for path in files.values()} <= {path.name for path in folder.iterdir()}
    assert {oct(path.stat().st_mode) for path in folder.iterdir()} == {"0o100400"}
    said = environment(DEPLOY / "idea4gov.env")
    for name in ("set-up", "app", "worker"):
        service = whole["services"][name]
        own = {
            key: value.replace("/run/secrets", str(folder)) for key, value in service["environment"].items()
        }
        assert {Path(path).name for key, path in own.items() if key.endswith("_FILE")} == set(
            service["secrets"]
        )
        config = Config.from_env({**said, **own, "IDEA4GOV_SYSLOG": ""})
        assert bool(config.database_owner_url) is (name == "set-up")
        assert urlsplit(config.database_url).username != "idea4gov"
    assert "secrets" in text(ROOT / ".dockerignore").splitlines()


def test_the_queue_of_the_containers_asks_for_its_password(tmp_path: Path, redis_program: str) -> None:
    folder = make_secrets(tmp_path)
    assert compose()["queue"]["command"] == "redis-server /run/secrets/redis.conf"
    password = urlsplit((folder / "IDEA4GOV_REDIS_URL").read_text().strip()).password
    with running_redis(redis_program, folder / "redis.conf") as url:
        with pytest.raises(AuthenticationError), closing(Redis.from_url(url)) as stranger:
            stranger.ping()
        with closing(Redis.from_url(url, password=password)) as client:
            assert client.ping()


def test_only_the_proxy_and_the_application_are_on_the_network_of_the_proxy() -> None:
    networks = {name: set(service["networks"]) for name, service in compose().items()}
    assert networks["database"] == networks["queue"] == {"inside"}
    assert networks["proxy"] == {"outside"}
    inside = yaml.safe_load(text(ROOT / "compose.yaml"))["networks"]["inside"]
    assert inside == {"internal": True}


@pytest.mark.parametrize("path", [*DEPLOY.iterdir(), *CONTAINERS], ids=lambda path: path.name)
def test_every_setting_that_is_named_exists(path: Path) -> None:
    known = {each.metadata["env"] for each in fields(Config)}
    known |= {f"{each.metadata['env']}_FILE" for each in fields(Config) if each.metadata["secret"]}
    assert set(re.findall(r"\bIDEA4GOV_[A-Z_]+", text(path))) <= known


def test_containers_run_commands_that_exist() -> None:
    lines = [str(service.get("command", "")) for service in compose().values()]
    lines.append(" ".join(json.loads(text(ROOT / "Containerfile").splitlines()[-1].removeprefix("CMD "))))
    commands = [found for line in lines for found in COMMAND.findall(line)]
    assert len(commands) == 5
    for command in commands:
        require_command(command.split())


def test_containers_are_app_worker_database_queue_and_proxy() -> None:
    services = compose()
    assert set(services) == {"set-up", "app", "worker", "database", "queue", "proxy"}
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]


def test_both_proxies_take_the_largest_form_that_the_application_takes() -> None:
    nginx, caddy = text(DEPLOY / "nginx.conf"), text(DEPLOY / "Caddyfile")
    assert "proxy_request_buffering on;" in nginx
    limits = [
        int(found) * 10**6
        for pattern, file in (
            (r"client_max_body_size (\d+)m;", nginx),
            (r"max_size (\d+)MB", caddy),
        )
        for found in re.findall(pattern, file)
    ]
    assert len(limits) == 2
    assert min(limits) > LARGEST_FORM


def test_both_proxies_refuse_the_api_over_http_and_send_people_on() -> None:
    nginx = re.search(r"listen 80;.*?\n}", text(DEPLOY / "nginx.conf"), re.S)
    caddy = re.search(r"^http://.*?\n}", text(DEPLOY / "Caddyfile"), re.S | re.M)
    assert nginx
    assert re.findall(r"(?:location (\S+) \{)?\s+return (\d+)", nginx[0]) == [
        ("/api/", "403"),
        ("/", "301"),
    ]
    assert caddy
    assert re.findall(r"handle (?:(\S+) )?\{\s+(respond|redir)\b.*?(\d+)\n", caddy[0]) == [
        ("/api/*", "respond", "403"),
        ("", "redir", "308"),
    ]


def test_nginx_offers_ciphers_with_forward_secrecy_and_authenticated_encryption_alone() -> None:
    nginx = text(DEPLOY / "nginx.conf")
    (ciphers,) = re.findall(r"ssl_ciphers (\S+);", nginx)
    assert "ssl_protocols TLSv1.2 TLSv1.3;" in nginx
    for cipher in ciphers.split(":"):
        assert cipher.startswith("ECDHE-")
        assert "GCM" in cipher or "CHACHA20-POLY1305" in cipher


def test_hosted_ci_runs_what_ci_runs_anywhere() -> None:
    workflow = yaml.safe_load(text(ROOT / ".github" / "workflows" / "ci.yml"))
    runs = [step["run"] for step in workflow["jobs"]["test"]["steps"] if "run" in step]
    assert [run.split()[-1] for run in runs] == [".ci/run"]


def test_hooks_before_a_commit_call_the_linters_of_make_lint() -> None:
    hooks = yaml.safe_load(text(ROOT / ".pre-commit-config.yaml"))["repos"][0]["hooks"]
    linted = re.findall(r"\$\(VENV\)/(\w+)", text(ROOT / "Makefile").split("\nlint:")[1].split("\n\n")[0])
    assert {Path(hook["entry"].split()[0]).name for hook in hooks} == set(linted)


def test_forms_for_issues_can_be_read_and_send_weaknesses_elsewhere() -> None:
    folder = ROOT / ".github" / "ISSUE_TEMPLATE"
    forms = {path.stem: yaml.safe_load(text(path)) for path in folder.glob("*.yml")}
    assert {name for name, form in forms.items() if "body" in form} == {"broken", "wish"}
    assert "SECURITY.md" in forms["broken"]["body"][0]["attributes"]["value"]


def test_the_image_leaves_out_what_git_does_not_hold_and_tests_need() -> None:
    left_out = text(ROOT / ".dockerignore").splitlines()
    assert {".git", ".venv", ".env", "instance", "tests"} <= set(left_out)
    needed = {
        Path(tomllib.loads(text(ROOT / "pyproject.toml"))["project"]["readme"]).name,
        "LICENSE",
        "scripts",
    }
    assert not needed & set(left_out)
