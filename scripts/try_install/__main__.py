"""`make try-install`: the commands of docs/operations.md on a machine without idea4gov, made for a minute.

With names of blocks only these are run, each after those before it: `python -m scripts.try_install install`.

It needs root, and a kernel that lets root make namespaces. All of it is in memory, and gone afterwards.
Exit code 0: it went as the page says; 1: a command above failed; 3: no namespace can be made here.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from scripts.try_install import machine
from scripts.try_install.page import ROOT, RUNBOOK, commands

UNSHARE = ["unshare", "--mount", "--pid", "--net", "--ipc", "--fork", "--kill-child"]
RELAY = "smtp://user:password@relay.example.go.th:587\n"
AT = ("127.0.0.1", 8000)
BY_PROXY = {"Host": "tell.example.go.th", "X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.5"}
PATIENCE = 60.0
NO_NAMESPACES = 3
# Blocks after which the site is off, until the next one.
OFF = {"double"}
# The folder in which the machine is made; it tells the process inside of the namespaces from the one outside.
INSIDE = "TRY_INSTALL_INSIDE"


def answer(path: str) -> tuple[int, str]:
    """Status and body, asked as the proxy in front does; 0 where nobody listens."""
    connection = HTTPConnection(*AT, timeout=10)
    try:
        connection.request("GET", path, headers=BY_PROXY)
        found = connection.getresponse()
        return found.status, found.read().decode()
    except (HTTPException, OSError) as error:
        return 0, str(error)
    finally:
        connection.close()


def require_ready() -> None:
    """Raises SystemExit where the site is not ready in time, or shows no page."""
    until = time.monotonic() + PATIENCE
    while (found := answer("/readyz"))[0] != 200 or json.loads(found[1])["status"] != "ready":
        if time.monotonic() > until:
            raise SystemExit(f"not ready: {found}\n{logs()}")
        time.sleep(0.1)
    status, page = answer("/")
    if status != 200 or "<html" not in page:
        raise SystemExit(f"no page: {status}\n{page[:500]}\n{logs()}")
    print("ready, and the first page is shown", flush=True)


def logs() -> str:
    """The last lines of what services said."""
    return "\n".join(
        line
        for path in Path("/var/log").glob("idea4gov*.log")
        for line in path.read_text().splitlines()[-15:]
    )


def run(name: str, lines: list[str]) -> None:
    """Run a block of the page as root types it. Raises SystemExit where a command fails."""
    print(f"== {name}", flush=True)
    script = "set -eux\n" + "\n".join(lines)
    known = {"PATH": machine.PATH, "HOME": "/root", "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(["bash", "-c", script], input=RELAY, env=known, cwd="/root", text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{name}: exit code {done.returncode}\n{logs()}")


def inside(folder: Path, names: list[str]) -> int:
    """What the first process of the namespaces does. names: of the blocks; none of them means all."""
    blocks = commands(RUNBOOK.read_text(encoding="utf-8"))
    machine.enter(folder)
    for name in names or blocks:
        run(name, blocks[name])
        if name not in OFF:
            require_ready()
    print("Everything went as the page says.")
    return 0


def main() -> int:
    if os.environ.get(INSIDE):
        return inside(Path(os.environ[INSIDE]), sys.argv[1:])
    if os.geteuid() or subprocess.run([*UNSHARE, "true"], capture_output=True, check=False).returncode:
        print(
            "Not tried: it needs root and a kernel that lets root make namespaces (unshare).", file=sys.stderr
        )
        return NO_NAMESPACES
    with tempfile.TemporaryDirectory() as folder:
        command = [*UNSHARE, sys.executable, "-m", "scripts.try_install", *sys.argv[1:]]
        known = {**os.environ, INSIDE: folder}
        return subprocess.run(command, cwd=ROOT, env=known, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
