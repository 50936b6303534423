"""A PostgreSQL server of the tests' own, gone when they are gone, however they end."""

import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import make_url

from scripts.system_needs import HOW, find_postgres

URL_VARIABLE = "IDEA4GOV_TEST_POSTGRES_URL"
UNPRIVILEGED = ("postgres", "nobody")
HONEST = "-c listen_addresses= -c max_connections=60"
# speed for safety: what a test wrote need not survive a power cut
FAST = f"{HONEST} -c fsync=off -c full_page_writes=off -c synchronous_commit=off"
# The pipe to this shell closes when the tests end, even when they are killed; then it stops the server.
STOP_WHEN_ALONE = 'read -r _; "$1/pg_ctl" stop --silent -D "$2/data" -m immediate; rm -rf "$2"'


def server_user() -> dict[str, Any]:
    """Return arguments for subprocess that leave root, because PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = next(known[name] for name in UNPRIVILEGED if name in known)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def start_server(programs: Path, folder: Path, user: dict[str, Any], settings: str) -> None:
    """Make a cluster in `folder` and start it, reachable by a socket in the same folder only.

    settings: options of the server.
    Raises subprocess.CalledProcessError, with the server's words in `output`.
    """
    initdb = f"{programs}/initdb --auth=trust --username=tests --encoding=UTF8 --locale=C.UTF-8 --no-sync"
    start = f"{programs}/pg_ctl start -w -l {folder}/log"
    commands = (
        [*initdb.split(), "-D", f"{folder}/data"],
        [*start.split(), "-D", f"{folder}/data", "-o", f"-k {folder} {settings}"],
    )
    for command in commands:
        subprocess.run(
            command, cwd="/", check=True, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **user
        )


@contextmanager
def own_server(programs: Path, settings: str = FAST) -> Iterator[str]:
    """Run a server while the block lasts; gives the URL of its database "postgres"."""
    user = server_user()
    # /tmp, for the path of a socket may have 107 bytes at most
    folder = Path(tempfile.mkdtemp(prefix="idea4gov-postgres-", dir="/tmp"))
    if user:
        os.chown(folder, user["user"], user["group"])
    guard = subprocess.Popen(
        ["sh", "-c", STOP_WHEN_ALONE, "sh", programs, folder],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        start_new_session=True,  # Ctrl-C is for the tests; the guard has still to clean up
        **user,
    )
    try:
        start_server(programs, folder, user, settings)
        yield f"postgresql+psycopg://tests@/postgres?host={folder}"
    finally:
        guard.communicate()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def own_database(server_url: str) -> Iterator[str]:
    """Make an empty UTF-8 database while the block lasts; gives its URL.

    server_url: a SQLAlchemy URL whose user may create databases.
    """
    url = make_url(server_url)
    name = f"idea4gov_test_{uuid.uuid4().hex[:12]}"
    admin = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'")
        try:
            yield url.set(database=name).render_as_string(hide_password=False)
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def server(settings: str = FAST) -> Iterator[str]:
    """Give the URL of a server: the one that the environment names, or one of our own with these settings.

    Raises LookupError where there is neither.
    """
    named, programs = os.environ.get(URL_VARIABLE), find_postgres()
    if named:
        yield named
    elif programs:
        with own_server(programs, settings) as url:
            yield url
    else:
        raise LookupError(HOW["postgresql"])


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """URL (postgresql+psycopg://) of an empty database for this process; skips where there is no server."""
    try:
        with server() as url, own_database(url) as database_url:
            yield database_url
    except LookupError as error:
        pytest.skip(f"needs PostgreSQL: {error}")
