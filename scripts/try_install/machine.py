"""A machine without idea4gov: the system of this one, under an own root whose changes lie in memory.

All here runs in namespaces of its own (mounts, processes, network), as their first process and as root.
"""

import fcntl
import os
import shutil
import socket
import struct
import subprocess
import sys
import threading
from pathlib import Path

from scripts.try_install.page import ROOT

DEVICES = ("null", "zero", "full", "random", "urandom", "tty")
SIOCSIFFLAGS, IFF_UP = 0x8914, 0x1
# What an installation has made, should this machine have one: the new machine has none.
TRACES = (
    "etc/idea4gov", "etc/idea4gov.env", "srv/idea4gov", "var/lib/idea4gov", "var/backups/idea4gov",
    "usr/local/sbin/run_as",
)  # fmt: skip
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
# A cluster of another name than Debian's, for that one may be in use outside.
POSTGRES = """
    version=$(ls /usr/lib/postgresql | tail -1)
    pg_createcluster --port 5432 $version tried
    pg_ctlcluster $version tried start"""
# In the place of what needs the network or a person. {root}: the checkout; {python}: that of its environment.
STAND_INS = {
    "apt-get": "case $* in *postgresql*) {postgres} ;; esac",
    "git": "for last; do :; done; mkdir -p $last; mount --bind {root} $last; mount -o remount,bind,ro $last",
    "make": "test -e static/dist && test -e idea4gov/translations/th/LC_MESSAGES/messages.mo",
    "editor": 'test -w "$1"',
    "systemctl": 'exec {python} {root}/scripts/try_install/systemctl.py "$@"',
}


def mount(*arguments: str | Path) -> None:
    """Call mount(8). Raises CalledProcessError."""
    subprocess.run(["mount", *arguments], check=True)


def enter(folder: Path) -> None:
    """Make the machine in an empty folder, and go there: "/" is its root from now on."""
    mount("--make-rprivate", "/")
    mount("-t", "tmpfs", "tmpfs", folder)
    new, changes, work = (folder / name for name in ("root", "changes", "work"))
    for path in (new, changes, work):
        path.mkdir()
    changes.chmod(0o755)
    mount("-t", "overlay", "overlay", "-o", f"lowerdir=/,upperdir={changes},workdir={work}", new)
    for name in ("run", "tmp", "var/tmp", "dev"):
        mount("-t", "tmpfs", "-o", f"mode={'755' if name == 'run' else '1777'}", "tmpfs", new / name)
    mount("-t", "proc", "proc", new / "proc")
    _devices(new / "dev")
    (new / ROOT.relative_to("/")).mkdir(parents=True, exist_ok=True)
    mount("--bind", ROOT, new / ROOT.relative_to("/"))
    os.chroot(new)
    os.chdir("/")
    _forget()
    _stand_ins()
    _bring_up_loopback()
    _take_syslog()


def _devices(folder: Path) -> None:
    for name in DEVICES:
        (folder / name).touch()
        mount("--bind", f"/dev/{name}", folder / name)
    for name, target in {"fd": "fd", "stdin": "fd/0", "stdout": "fd/1", "stderr": "fd/2"}.items():
        (folder / name).symlink_to(f"/proc/self/{target}")
    (folder / "shm").mkdir(mode=0o1777)
    mount("-t", "tmpfs", "tmpfs", folder / "shm")


def _forget() -> None:
    """Remove what an installation has made; and let every user reach the interpreter and the checkout."""
    for name in TRACES:
        path = Path("/") / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    for unit in Path("/etc/systemd/system").glob("idea4gov*"):
        unit.unlink()
    subprocess.run(["userdel", "idea4gov"], check=False, capture_output=True)
    for inner in (Path(sys.base_prefix) / "bin", ROOT):
        for path in inner.parents:
            path.chmod(path.stat().st_mode | 0o011)


def _stand_ins() -> None:
    for name, script in STAND_INS.items():
        path = Path("/usr/local/sbin") / name
        path.unlink(missing_ok=True)
        filled = script.format(root=ROOT, python=sys.executable, postgres=POSTGRES)
        path.write_text(f"#!/bin/sh\nset -e\n{filled}\n")
        path.chmod(0o755)


def _bring_up_loopback() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        fcntl.ioctl(one, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", IFF_UP))


def _take_syslog() -> None:
    """Listen at /dev/log as a machine with systemd does, and forget what is said there."""
    socket_ = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    socket_.bind("/dev/log")
    Path("/dev/log").chmod(0o666)

    def listen() -> None:
        while True:
            socket_.recv(65536)

    threading.Thread(target=listen, daemon=True).start()
