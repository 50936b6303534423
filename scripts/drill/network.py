"""Drills on the way between a node and the database."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from scripts.cluster.bouncer import ADDRESSES
from scripts.cluster.cluster import Cluster
from scripts.cluster.program import run, wait_until
from scripts.drill.drill import Drill, NotTried, Scene

CUT_SECONDS = 12


def cut_way(scene: Scene, cluster: Cluster) -> None:
    """Let everything vanish between the second node and PgBouncer, in both directions."""
    node = cluster.nodes[1]
    with _cut(ADDRESSES[1], cluster.bouncer.port):
        scene.fault_now()
        wait_until(
            lambda: not cluster.balancer.is_ready(node), CUT_SECONDS + 20, "HAProxy finds it not ready"
        )
        scene.notes.append("HAProxy leaves the node out")
        scene.pause(CUT_SECONDS)
    cluster.balancer.await_ready(node)


@contextmanager
def _cut(address: str, port: int) -> Iterator[None]:
    if os.geteuid() != 0 or not shutil.which("iptables"):
        raise NotTried("packets can be dropped by root with iptables alone")
    rules = (
        f"INPUT -p tcp -d {address} --dport {port} -j DROP",
        f"INPUT -p tcp -s {address} --sport {port} -j DROP",
    )
    try:
        for rule in rules:
            run(["iptables", "-I", *rule.split()], "iptables")
        yield
    finally:
        for rule in rules:
            run(["iptables", "-D", *rule.split()], "iptables")


DRILLS = [
    Drill(
        "network-cut",
        "nothing passes between one node and PgBouncer for twelve seconds and longer",
        cut_way,
        30,
        frozenset({"502", "503", "504", "late", "cut"}),
    ),
]
