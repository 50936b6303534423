"""`serve` refuses, in one sentence, what it cannot serve; and serves through the loss of a worker."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from idea4gov.store.session import Database
from tests.factories import add_account
from tests.outside.test_server import until
from tests.settings import PRODUCTION

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [str(Path(sys.executable).with_name("idea4gov")), "serve"]


def settings(database: Database, **more: str) -> dict[str, str]:
    """The environment of a server on this database."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("IDEA4GOV_")}
    url = database.engine.url.render_as_string(hide_password=False)
    folder = Path(str(database.engine.url.database)).parent
    own = {
        "IDEA4GOV_DATA_DIR": str(folder / "data"),
        "IDEA4GOV_EXPORT_DIR": str(folder / "exports"),
        "IDEA4GOV_SECURITY_LOG_DIR": str(folder / "security-log"),
        "IDEA4GOV_RENDITION_DIR": str(folder / "renditions"),
    }
    return {**kept, **own, "IDEA4GOV_DATABASE_URL": url, **more}


def refusal(environment: dict[str, str]) -> tuple[int, str]:
    """Exit code and standard error of a server that does not start."""
    done = subprocess.run(
        COMMAND, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    return done.returncode, done.stderr


def test_production_without_a_secret_is_refused(sqlite_database: Database) -> None:
    code, says = refusal(settings(sqlite_database))
    assert code == 78
    assert "IDEA4GOV_SECRET_KEY" in says
    assert "Traceback" not in says


def test_a_certificate_that_cannot_be_used_is_named(sqlite_database: Database) -> None:
    files = {"IDEA4GOV_TLS_CERTIFICATE": __file__, "IDEA4GOV_TLS_KEY": f"{__file__}.missing"}
    code, says = refusal(settings(sqlite_database, **PRODUCTION, **files))
    assert code == 1
    assert "IDEA4GOV_TLS_CERTIFICATE" in says
    assert "Traceback" not in says


def test_production_with_demo_accounts_is_refused(sqlite_database: Database) -> None:
    with sqlite_database.transaction() as db:
        add_account(db, is_demo=True)
    code, says = refusal(settings(sqlite_database, **PRODUCTION))
    assert code == 1
    assert "demo" in says
    assert "Traceback" not in says


def test_database_without_tables_is_refused(tmp_path: Path) -> None:
    empty = Database(f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    code, says = refusal(settings(empty, **PRODUCTION))
    assert code == 1
    assert "idea4gov db upgrade" in says


def test_port_that_is_taken_is_refused(sqlite_database: Database) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        code, says = refusal(settings(sqlite_database, **PRODUCTION, PORT=port))
    assert code == 1
    assert port in says
    assert "IDEA4GOV_TRUSTED_PROXIES is 0" in says


@pytest.fixture
def server(sqlite_database: Database, tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server in production settings that was called from any folder, and its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = settings(sqlite_database, **PRODUCTION, PORT=str(port), PYTHONUNBUFFERED="1")
    process = subprocess.Popen(COMMAND, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True)
    yield process, f"http://127.0.0.1:{port}"
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=30) == 0
    assert process.stdout is not None
    process.stdout.close()


def wait_for(process: subprocess.Popen[str], *words: str, times: int = 1) -> list[str]:
    """Read what the server says until so many lines had one of `words`."""
    lines: list[str] = []
    assert process.stdout is not None
    while sum(any(word in line for word in words) for line in lines) < times:
        line = process.stdout.readline()
        assert line, f"the server ended before it said {words!r}: {lines}"
        lines.append(line)
    return lines


def is_ready(address: str) -> bool:
    """Whether it can serve; a machine under load may not know that within a second."""
    try:
        with urlopen(f"{address}/readyz", timeout=10) as answer:
            return bool(answer.status == HTTPStatus.OK)
    except HTTPError:
        return False


def test_server_is_ready_outlives_a_killed_worker_and_stops_when_asked(
    server: tuple[subprocess.Popen[str], str],
) -> None:
    process, address = server
    said = wait_for(process, "Started worker", times=2)
    until(lambda: is_ready(address))
    worker = next(line.split()[-1] for line in said if "Spawning worker-1" in line)
    os.kill(int(worker), signal.SIGKILL)
    wait_for(process, "Started worker-1")
    with urlopen(f"{address}/healthz", timeout=10) as answer:
        assert answer.status == 200
