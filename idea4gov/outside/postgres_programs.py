"""PostgreSQL's own programs: pg_dump, pg_restore, and a server of one's own for a rehearsal.

Passwords are handed over in a file that lies in memory alone, never in an argument or an environment.
"""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, NamedTuple

from idea4gov.domain.backups import BackupProblem

DEBIAN = Path("/usr/lib/postgresql")
MOST_SAID = 500
LOCK_WAIT_MS = 60_000
# Over a pipe a program may take as long as it wants, but not when it is asked for its version.
VERSION_SECONDS = 20


class Address(NamedTuple):
    """Where a database is: parameters of libpq without the password, the password, the server's version."""

    parameters: Mapping[str, str]
    password: str
    server: int


def find_program(name: str, server: int) -> Path:
    """A program of PostgreSQL that is at least of the server's version, and of these the oldest.

    server: major version. Raises BackupProblem.
    """
    versions = {path: _version(path) for path in _candidates(name)}
    fitting = [path for path, version in versions.items() if version >= server]
    if fitting:
        return min(fitting, key=lambda path: versions[path])
    has = f"it is of version {max(versions.values())} here" if versions else "it is not there"
    raise BackupProblem(
        f"{name} of PostgreSQL {server} or newer is needed, and {has}. Debian: apt install "
        f"postgresql-client-{server} (from apt.postgresql.org where Debian has an older one)."
    )


def _candidates(name: str) -> list[Path]:
    on_path = shutil.which(name)
    return [*DEBIAN.glob(f"[0-9]*/bin/{name}"), *([Path(on_path)] if on_path else [])]


def _version(program: Path) -> int:
    """The major version; 0 for what does not answer."""
    with suppress(OSError, subprocess.SubprocessError):
        said = subprocess.run(  # noqa: S603 - a program of PostgreSQL
            [program, "--version"], capture_output=True, text=True, timeout=VERSION_SECONDS, check=True
        ).stdout
        number = re.search(r"\) (\d+)", said)
        return int(number[1]) if number else 0
    return 0


@contextmanager
def dumping(address: Address, snapshot: str) -> Iterator[IO[bytes]]:
    """A stream with the whole database as it is in an exported snapshot, in pg_dump's custom format.

    Raises BackupProblem, also at the end of the block where the program failed.
    """
    program = find_program("pg_dump", address.server)
    # Behind a migration it would wait for ever, and hold up all who come after it.
    patient = f"--lock-wait-timeout={LOCK_WAIT_MS}"
    words = ["--format=custom", "--no-owner", "--no-acl", patient, f"--snapshot={snapshot}", "--dbname"]
    with _running(program, words, address, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        yield child.stdout


@contextmanager
def restoring(address: Address) -> Iterator[IO[bytes]]:
    """A stream that takes such a dump into an empty database: all of it, or nothing. Raises BackupProblem."""
    program = find_program("pg_restore", address.server)
    words = ["--no-owner", "--no-acl", "--exit-on-error", "--single-transaction", "--dbname"]
    with _running(program, words, address, stdin=subprocess.PIPE) as child:
        assert child.stdin is not None
        yield child.stdin


@contextmanager
def _running(
    program: Path,
    words: Sequence[str],
    address: Address,
    *,
    stdin: int = subprocess.DEVNULL,
    stdout: int = subprocess.DEVNULL,
) -> Iterator[subprocess.Popen[bytes]]:
    with tempfile.TemporaryFile() as said, _password_file(address.password) as password:
        child = subprocess.Popen(  # noqa: S603 - a program of PostgreSQL
            [program, *words, _conninfo(address.parameters, password)],
            stdin=stdin,
            stdout=stdout,
            stderr=said,
            pass_fds=[password] if password is not None else [],
        )
        try:
            # A program that ended early says why itself.
            with suppress(BrokenPipeError):
                yield child
            with suppress(BrokenPipeError):
                _close(child)
            status = child.wait()
        except BaseException:
            child.kill()
            with suppress(BrokenPipeError):
                _close(child)
            child.wait()
            raise
        if status:
            raise BackupProblem(f"{program.name} failed: {_last_words(said)}")


def _close(child: subprocess.Popen[bytes]) -> None:
    for stream in (child.stdin, child.stdout):
        if stream is not None:
            stream.close()


def _last_words(said: IO[bytes]) -> str:
    said.seek(max(0, said.seek(0, os.SEEK_END) - MOST_SAID))
    return " ".join(said.read().decode(errors="replace").split())


@contextmanager
def _password_file(password: str) -> Iterator[int | None]:
    """A descriptor of a password file of libpq, in memory; None where there is no password."""
    if not password:
        yield None
        return
    descriptor = os.memfd_create("passwords")
    try:
        os.fchmod(descriptor, 0o600)
        escaped = password.replace("\\", "\\\\").replace(":", "\\:")
        os.write(descriptor, f"*:*:*:*:{escaped}\n".encode())
        yield descriptor
    finally:
        os.close(descriptor)


def _conninfo(parameters: Mapping[str, str], password: int | None) -> str:
    said = dict(parameters)
    if password is not None:
        said["passfile"] = f"/dev/fd/{password}"
    escaped = ((name, value.replace("\\", "\\\\").replace("'", "\\'")) for name, value in said.items())
    return " ".join(f"{name}='{value}'" for name, value in escaped)
