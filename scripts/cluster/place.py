"""Where a cluster lies on this machine: its folder, its user, its passwords, its ports."""

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from scripts.cluster.errors import ClusterError

UNPRIVILEGED = ("postgres", "nobody")


@dataclass(frozen=True)
class Place:
    """A folder for one cluster. user: who runs what refuses to be root; None for who runs this."""

    folder: Path
    user: str | None
    # The path of a socket may have 107 bytes at most.
    sockets: Path
    passwords: dict[str, str] = field(default_factory=dict)

    def password(self, role: str) -> str:
        """The password of a role, made when it is asked for first."""
        return self.passwords.setdefault(role, secrets.token_urlsafe(24))

    def own(self, path: Path) -> Path:
        """Give a file or folder to the user; returns it."""
        if self.user:
            shutil.chown(path, self.user, self.user)
        return path

    def make(self, name: str) -> Path:
        """A folder below this one, of the user."""
        path = self.folder / name
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        return self.own(path)

    def close(self) -> None:
        """Remove the sockets; logs and data stay to be looked at."""
        shutil.rmtree(self.sockets, ignore_errors=True)


def make_place(folder: Path) -> Place:
    """An empty folder; what an earlier cluster left there is removed.

    Raises ClusterError where the unprivileged user cannot reach it.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    folder.chmod(0o755)
    place = Place(folder, _unprivileged(), Path(tempfile.mkdtemp(prefix="idea4gov-", dir="/tmp")))
    place.own(place.sockets)
    if place.user and subprocess.run(_as(place.user, "test", "-x", str(folder)), check=False).returncode:
        place.close()
        raise ClusterError(
            f"{place.user}, as whom PostgreSQL runs, cannot reach {folder}. "
            "Name a folder that everybody can: make cluster FOLDER=/var/tmp/cluster"
        )
    return place


def _as(user: str, *command: str) -> list[str]:
    return ["setpriv", "--reuid", user, "--regid", user, "--clear-groups", "--", *command]


def as_user(place: Place, *command: str) -> list[str]:
    """The command, run as the user of the place."""
    return _as(place.user, *command) if place.user else list(command)


def _unprivileged() -> str | None:
    """A user without rights, where this is root: PostgreSQL and PgBouncer refuse to be root."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in UNPRIVILEGED if name in known)


def free_ports(count: int) -> list[int]:
    """Ports of every address of this machine that nobody listens on now."""
    listeners = [socket.socket() for _ in range(count)]
    try:
        for one in listeners:
            one.bind(("", 0))
        return [int(one.getsockname()[1]) for one in listeners]
    finally:
        for one in listeners:
            one.close()
