"""A PostgreSQL server for a rehearsal: in a folder of its own, and gone with the process that began it."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from idea4gov.domain.backups import BackupProblem
from idea4gov.outside.postgres_programs import find_program

UNPRIVILEGED = ("postgres", "nobody")
# The pipe to this shell closes when the process ends, even when it is killed.
STOP_WHEN_ALONE = 'read -r _; "$1" stop --silent -D "$2/data" -m immediate; rm -rf "$2"'
# What is restored here is thrown away, so nothing has to survive a power cut.
OPTIONS = (
    "-c listen_addresses= -c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_wal_size=4GB"
)


@contextmanager
def scratch_server(least: int) -> Iterator[str]:
    """The URL of an empty database on a server that ends with the block, with all that was in it.

    least: its major version. Only a socket in a private folder leads to it. Raises BackupProblem where
    PostgreSQL's server is not installed.
    """
    initdb, control = find_program("initdb", least), find_program("pg_ctl", least)
    user = _unprivileged()
    folder = Path(tempfile.mkdtemp(prefix="idea4gov-"))
    if user:
        os.chown(folder, user["user"], user["group"])
    guard = subprocess.Popen(  # noqa: S603 - our own command
        ["/bin/sh", "-c", STOP_WHEN_ALONE, "sh", control, folder],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        start_new_session=True,  # Ctrl-C is for the command; the guard has still to clean up
        **user,
    )
    try:
        _start(initdb, control, folder, user)
        yield f"postgresql+psycopg://rehearsal@/postgres?host={folder}"
    finally:
        guard.communicate()
        shutil.rmtree(folder, ignore_errors=True)


def is_installed() -> bool:
    """Whether a server of PostgreSQL can be started on this machine."""
    try:
        find_program("initdb", 0)
        find_program("pg_ctl", 0)
    except BackupProblem:
        return False
    return True


def _start(initdb: Path, control: Path, folder: Path, user: dict[str, Any]) -> None:
    data = f"{folder}/data"
    made: list[str | Path] = [
        initdb,
        "--auth=trust",
        "--username=rehearsal",
        "--encoding=UTF8",
        "--locale=C",
        "--no-sync",
        "-D",
        data,
    ]
    started: list[str | Path] = [
        control,
        "start",
        "-w",
        "-l",
        f"{folder}/log",
        "-D",
        data,
        "-o",
        f"-k {folder} {OPTIONS}",
    ]
    commands: tuple[list[str | Path], ...] = (made, started)
    for command in commands:
        done = subprocess.run(  # noqa: S603 - programs of PostgreSQL
            command, cwd="/", check=False, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **user
        )
        if done.returncode:
            raise BackupProblem(f"{Path(command[0]).name} failed: {' '.join(done.stdout.split())[-500:]}")


def _unprivileged() -> dict[str, Any]:
    """Arguments for subprocess that leave root, as which PostgreSQL does not run."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = next(known[name] for name in UNPRIVILEGED if name in known)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
