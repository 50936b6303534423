"""Start a cluster, print its addresses, and keep it until Ctrl-C: `python -m scripts.cluster [FOLDER]`."""

import os
import signal
import sys
import time
from pathlib import Path

from bench.seeding import PASSWORD, email_of
from config import ROOT
from scripts.cluster.cluster import Cluster, running
from scripts.cluster.errors import ClusterError
from scripts.cluster.postgres import passfile
from scripts.cluster.program import is_alive, wait_until
from scripts.system_needs import CLUSTER_NEEDS, HOW, provide

FOLDER = ROOT / "build" / "cluster"


def main() -> int:
    """Run a cluster in the foreground, or with `--stop` end the one that runs; returns the exit status."""
    words = sys.argv[1:]
    stops = "--stop" in words
    folder = next((Path(word).resolve() for word in words if word != "--stop"), FOLDER)
    try:
        return _stop(folder) if stops else _run(folder)
    except ClusterError as error:
        print(error, file=sys.stderr)
        return 1


def _run(folder: Path) -> int:
    missing = provide(CLUSTER_NEEDS)
    if missing:
        raise ClusterError("\n".join(f"The cluster needs more: {HOW[package]}." for package in missing))
    require_alone(folder)
    start = time.monotonic()
    # Both end the block below, which stops everything.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with running(folder) as cluster:
            _pid_file(folder).write_text(str(os.getpid()))
            print(
                f"{_addresses(cluster)}\nStarted in {time.monotonic() - start:.0f} s. Ctrl-C stops all of it."
            )
            sys.stdout.flush()
            while True:
                signal.pause()
    except KeyboardInterrupt:
        print("Stopped.")
    return 0


def require_alone(folder: Path) -> None:
    """Raise ClusterError where another cluster runs in the folder."""
    if _running(folder):
        raise ClusterError(f"A cluster runs in {folder}: stop it by Ctrl-C or make cluster-stop.")


def _stop(folder: Path) -> int:
    pid = _running(folder)
    if pid is None:
        print("No cluster runs.")
        return 0
    os.kill(pid, signal.SIGTERM)
    wait_until(lambda: not is_alive(pid), 60, "the cluster has stopped")
    return 0


def _running(folder: Path) -> int | None:
    try:
        pid = int(_pid_file(folder).read_text())
        is_cluster = b"scripts.cluster" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except (OSError, ValueError):
        return None
    return pid if is_cluster else None


def _pid_file(folder: Path) -> Path:
    return folder / "pid"


def _addresses(cluster: Cluster) -> str:
    member = email_of(cluster.seeded.voters[0])
    states = cluster.primary.followers()
    rows = [
        ("Website", f"https://localhost:{cluster.balancer.port} (nobody vouches for its certificate: go on)"),
        ("Log in as", f"{member}, password {PASSWORD}"),
        *((node.name, f"http://127.0.0.1:{node.port}/readyz") for node in cluster.nodes),
        ("PgBouncer", f"127.0.0.1:{cluster.bouncer.port}"),
        *((one.name, f"{one.address}  {states.get(one.name, 'primary')}") for one in cluster.servers),
        ("psql", f"PGPASSFILE={passfile(cluster.place)} psql '{cluster.primary.address} user=postgres'"),
        ("Logs", f"{cluster.place.folder}/*/log"),
    ]  # fmt: skip
    return "\n".join(f"{name:<10} {text}" for name, text in rows)


if __name__ == "__main__":
    sys.exit(main())
