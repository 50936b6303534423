"""Drills with a node whose clock is wrong."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from scripts.cluster.cluster import Cluster
from scripts.cluster.node import Node
from scripts.cluster.postgres import DATABASE
from scripts.cluster.program import wait_until
from scripts.drill.book import DONE
from scripts.drill.drill import Drill, Scene
from scripts.drill.load import Door, carry

# Holds what sets the clock of a Python process.
AHEAD = Path(__file__).with_name("ahead")
# Longer than the worker waits between two looks at the rounds.
LOOK_SECONDS = 70
# People who go to that node, wherever HAProxy sends them.
SAMPLE = 10


def five_minutes_ahead(scene: Scene, cluster: Cluster) -> None:
    """One node is five minutes ahead, and goes on serving."""
    node = cluster.nodes[1]
    with _ahead(cluster, node, timedelta(minutes=5)):
        for write in scene.stage.next_writes(SAMPLE):
            entry = carry(Door(node.port, tls=False), write)
            scene.book.enter(entry)
            scene.require(entry.answer == DONE, f"the node that is ahead answered {entry.answer} to a member")
        scene.pause(3)
        scene.notes.append("nobody was logged out")


def eleven_days_ahead(scene: Scene, cluster: Cluster) -> None:
    """One node is eleven days ahead: by its clock voting has ended, and its worker looks at the round."""
    node = cluster.nodes[1]
    with _ahead(cluster, node, timedelta(days=11)):
        node.get(f"/rounds/{cluster.voting.round_id}")
        scene.pause(LOOK_SECONDS)
        phase = cluster.primary.ask("select phase from budget_round", DATABASE)
        scene.require(phase == "voting", f"the round is {phase}")
        scene.require(not cluster.balancer.is_ready(node), "people are still sent to that node")
        scene.notes.append("the round is still voting, and HAProxy leaves the node out")


@contextmanager
def _ahead(cluster: Cluster, node: Node, by: timedelta) -> Iterator[None]:
    """Restart a node with a clock that is ahead, and with a right one after the block."""
    path, seconds = f"{AHEAD}:{node.code}", by.total_seconds()
    _restart(cluster, node, ("env", f"PYTHONPATH={path}", f"DRILL_SECONDS_AHEAD={seconds}"))
    try:
        yield
    finally:
        _restart(cluster, node, ())


def _restart(cluster: Cluster, node: Node, before: Sequence[str]) -> None:
    cluster.balancer.drain(node)
    node.program.stop()
    node.start(before=before, waits=False)
    wait_until(lambda: node.is_alive, 60, f"{node.name} answers")
    # A node that knows that its clock is wrong may say that it is not ready.
    cluster.balancer.admit(node, waits=not before)


DRILLS = [
    Drill("clock-5-minutes", "the clock of one node is five minutes ahead", five_minutes_ahead),
    Drill(
        "clock-11-days",
        "the clock of one node is eleven days ahead, past the end of voting, for more than a minute",
        eleven_days_ahead,
        people=1_200,
    ),
]
