"""In the place of systemctl where there is no systemd: starts what a unit says, by its user, with secrets.

`systemctl enable|start|stop|restart UNIT ...`. What a unit forbids its service (read-only paths, system
calls) is not held here.
"""

import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

UNITS, RUN, LOGS = Path("/etc/systemd/system"), Path("/run"), Path("/var/log")
PATIENCE = 40.0


def settings(path: Path) -> dict[str, list[str]]:
    """What a unit says, whatever the section: {name: values in their order}."""
    found: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        name, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            found.setdefault(name, []).append(value)
    return found


def environment(path: Path) -> dict[str, str]:
    """A file of settings, as systemd reads it."""
    lines = [line.partition("=") for line in path.read_text(encoding="utf-8").splitlines()]
    return {name: "".join(shlex.split(value)) for name, _, value in lines if value and name[0] != "#"}


def prepare(name: str, unit: dict[str, list[str]]) -> dict[str, str]:
    """Make the folders of a service and copies of its secrets; return its environment."""
    (user,), secrets = unit["User"], RUN / "credentials" / name
    secrets.mkdir(parents=True, exist_ok=True)
    for each in unit.get("LoadCredential", []):
        secret, _, source = each.partition(":")
        shutil.copyfile(source, secrets / secret)
        (secrets / secret).chmod(0o400)
        shutil.chown(secrets / secret, user)
    shutil.chown(secrets, user)
    for state in unit.get("StateDirectory", []):
        (Path("/var/lib") / state).mkdir(exist_ok=True)
        shutil.chown(Path("/var/lib") / state, user)
    found = {"PATH": os.environ["PATH"]}
    for file in unit.get("EnvironmentFile", []):
        found |= environment(Path(file))
    return found | dict(
        each.replace("%d", str(secrets)).split("=", 1) for each in unit.get("Environment", [])
    )


def start(name: str) -> int:
    unit = settings(UNITS / name)
    if "ExecStart" not in unit:
        return 0
    (user,), (folder,) = unit["User"], unit["WorkingDirectory"]
    by_user = ["setpriv", "--reuid", user, "--regid", user, "--clear-groups", "--no-new-privs"]
    known = prepare(name, unit)
    for line in unit["ExecStart"]:
        with (LOGS / f"{name}.log").open("a") as log:
            process = subprocess.Popen(
                [*by_user, *shlex.split(line)], cwd=folder, env=known, stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, start_new_session=True, umask=0o077,
            )  # fmt: skip
        if unit["Type"] == ["oneshot"] and process.wait():
            return 1
        (RUN / f"{name}.pid").write_text(str(process.pid))
    return 0


def lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def stop(name: str) -> int:
    """End the main process of a service. Exit code 1: it did not end in time."""
    pid = int((RUN / f"{name}.pid").read_text())
    if lives(pid):
        os.kill(pid, signal.SIGTERM)
    until = time.monotonic() + PATIENCE
    while lives(pid) and time.monotonic() < until:
        time.sleep(0.05)
    return int(lives(pid))


def restart(name: str) -> int:
    return stop(name) or start(name)


def verify(name: str) -> int:
    """Let systemd itself read the unit, where it is installed."""
    if not shutil.which("systemd-analyze"):
        return int(not (UNITS / name).exists())
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", UNITS / name], text=True, capture_output=True, check=False
    )
    sys.stderr.write(done.stderr)
    return done.returncode


def main(verb: str, *words: str) -> int:
    names = [word if "." in word else f"{word}.service" for word in words if not word.startswith("-")]
    if verb == "enable":
        failed = max(map(verify, names))
        return failed or (max(map(start, names)) if "--now" in words else 0)
    if verb == "daemon-reload":
        return 0
    return max(map({"start": start, "stop": stop, "restart": restart}[verb], names))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
