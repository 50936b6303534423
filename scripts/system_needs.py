"""Find, and on Debian as root install, what tests need of the system, and wrk for `make bench`."""

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

# The first has no windows to draw, and is half as heavy.
CHROMIUM_NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
HOW = {
    "postgresql": "install PostgreSQL (Debian: apt install postgresql), or name an empty server to test on "
    "with IDEA4GOV_TEST_POSTGRES_URL",
    "chromium-headless-shell": "install Chromium (Debian: apt install chromium-headless-shell), or name its "
    "program with IDEA4GOV_CHROMIUM",
    "redis-server": "install Redis (Debian: apt install redis-server)",
    "pgbouncer": "install PgBouncer (Debian: apt install pgbouncer)",
    "haproxy": "install HAProxy (Debian: apt install haproxy)",
    "wrk": "install wrk (Debian: apt install wrk)",
}
TEST_NEEDS = ("postgresql", "chromium-headless-shell", "redis-server", "pgbouncer")
BENCH_NEEDS = ("postgresql", "wrk")
CLUSTER_NEEDS = ("postgresql", "redis-server", "haproxy", "pgbouncer")


def newest(folders: Iterable[Path]) -> Path | None:
    """Return the folder of the highest version among .../<version>/bin, None when there are none."""
    numbered = [(float(folder.parent.name), folder) for folder in folders]
    return max(numbered)[1] if numbered else None


def find_postgres() -> Path | None:
    """Return the folder that holds initdb and pg_ctl, or None."""
    initdb = shutil.which("initdb")
    if initdb:
        return Path(initdb).resolve().parent
    # Debian keeps the server's programs out of PATH
    return newest(path.parent for path in Path("/usr/lib/postgresql").glob("[0-9]*/bin/initdb"))


def find_pgbouncer() -> str | None:
    """Return the path of PgBouncer, or None."""
    return find_in_sbin("pgbouncer")


def find_in_sbin(name: str) -> str | None:
    """Return the path of a program that Debian may put where only root looks, or None."""
    return shutil.which(name, path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin")


def find_chromium() -> str | None:
    """Return the path of a Chromium or Chrome, or None. IDEA4GOV_CHROMIUM comes first."""
    named = os.environ.get("IDEA4GOV_CHROMIUM")
    names = (named,) if named else CHROMIUM_NAMES
    return next((path for name in names if (path := shutil.which(name))), None)


def missing(needs: Sequence[str] = TEST_NEEDS) -> list[str]:
    """Return which of these packages, by their Debian names, this machine lacks."""
    has_postgres = os.environ.get("IDEA4GOV_TEST_POSTGRES_URL") or find_postgres()
    has = {"postgresql": has_postgres, "chromium-headless-shell": find_chromium()}
    has |= {name: shutil.which(name) for name in ("redis-server", "wrk")}
    has |= {name: find_in_sbin(name) for name in ("pgbouncer", "haproxy")}
    return [package for package in needs if not has[package]]


def is_debian() -> bool:
    """Tell whether this is Debian itself (Ubuntu's chromium package is only a pointer to a snap)."""
    try:
        return platform.freedesktop_os_release().get("ID") == "debian"
    except OSError:
        return False


def install(packages: list[str]) -> bool:
    """Install Debian packages without asking anything; tell whether that worked."""
    print(f"Installing {' and '.join(packages)} with apt (a few minutes) ...", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    update = ["apt-get", "-qq", "update"]
    fetch = ["apt-get", "-qq", "-y", "--no-install-recommends", "-o", "Dpkg::Use-Pty=0", "install", *packages]
    return all(
        subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False).returncode == 0
        for command in (update, fetch)
    )


def provide(needs: Sequence[str]) -> list[str]:
    """Install what is missing where that is possible; return what is missing still."""
    packages = missing(needs)
    if packages and is_debian() and os.geteuid() == 0:
        install(packages)
        packages = missing(needs)
    return packages


def main() -> int:
    """Provide what tests need, or say what to install; return 0, for the other tests can still run."""
    for package in provide(TEST_NEEDS):
        print(f"Some tests will be skipped: {HOW[package]}.", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
