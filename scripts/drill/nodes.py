"""Drills on the nodes of the website."""

import time

from scripts.cluster.cluster import Cluster
from scripts.cluster.node import Node
from scripts.cluster.postgres import DATABASE
from scripts.cluster.program import is_alive, kill, wait_until
from scripts.drill.drill import Drill, Scene

# The requests that a process was answering when it was killed.
BROKEN = frozenset({"502", "503", "cut"})
# Not those of a clock that was ahead.
BEATING = "select count(*) from worker_pulse where abs(extract(epoch from now() - beat_at)) < 25"


def kill_web_process(scene: Scene, cluster: Cluster) -> None:
    """Kill one of the processes that answer; the server starts another one."""
    node = cluster.nodes[0]
    kill_one_process(scene, node)
    wait_until(lambda: len(node.web_processes()) >= 2, 20, "another process has taken its place")
    scene.pause(2)


def kill_one_process(_scene: Scene, node: Node) -> None:
    """Kill one of the processes of a node that answer."""
    victim = node.web_processes()[0]
    kill(victim)
    wait_until(lambda: not is_alive(victim), 5, "it is dead")


def kill_master(scene: Scene, cluster: Cluster) -> None:
    """Kill the server's first process alone; nothing may stay behind, and the node starts again."""
    node = cluster.nodes[0]
    children = node.program.kill_alone()
    killed_at = time.monotonic()
    try:
        wait_until(lambda: not any(map(is_alive, children)), 15, "processes of the dead server stayed behind")
        scene.notes.append(f"what it had started ended after {time.monotonic() - killed_at:.1f} s")
    finally:
        for pid in children:
            kill(pid)
        node.start()
        cluster.balancer.await_ready(node)


def kill_node(scene: Scene, cluster: Cluster) -> None:
    """Kill a whole node, as a power cut would, and start it again."""
    node = cluster.nodes[1]
    node.program.kill()
    scene.pause(3)
    node.start()
    cluster.balancer.await_ready(node)


def restart_in_turn(scene: Scene, cluster: Cluster) -> None:
    """Take each node out, restart it, and let it in again."""
    left = []
    for node in cluster.nodes:
        cluster.balancer.drain(node)
        left += node.program.stop()
        node.start()
        cluster.balancer.admit(node)
    scene.require(not left, f"{len(left)} processes had to be killed")


def two_workers(scene: Scene, cluster: Cluster) -> None:
    """Kill the worker of one node: the other one goes on, and a new one comes."""
    node = cluster.nodes[0]
    victim = node.worker()
    kill(victim)
    wait_until(lambda: not is_alive(victim), 5, "it is dead")
    wait_until(lambda: node.worker() not in (0, victim), 20, "another worker has taken its place")
    # By then the dead one's last word is old, and the new one has begun to speak.
    scene.pause(26)
    beats = cluster.primary.ask(BEATING, DATABASE)
    scene.require(beats == len(cluster.nodes), f"{beats} workers have said lately that they live")


DRILLS = [
    Drill("web-process-killed", "one process that answers requests is killed", kill_web_process, 3, BROKEN),
    Drill(
        "master-killed",
        "the first process of a node's server is killed alone; what it had started has to end",
        kill_master,
        30,
        BROKEN,
    ),
    Drill("node-killed", "everything of a node is killed at once; it starts again", kill_node, 5, BROKEN),
    Drill(
        "rolling-restart",
        "each node in turn: taken out at HAProxy, stopped, started",
        restart_in_turn,
    ),
    Drill("two-workers", "both nodes have a worker, and one of them is killed", two_workers),
]
