"""Drills on PostgreSQL, its standbys and what stands in front of it."""

import time
from contextlib import suppress

import psycopg

from scripts.cluster.cluster import Cluster
from scripts.cluster.postgres import OWNER, SERVE
from scripts.cluster.program import wait_until
from scripts.drill.drill import Drill, Scene

CUT = frozenset({"503", "502", "504", "cut", "late"})
BUSY = frozenset({"503"})
END_SESSIONS = "select pg_terminate_backend(pid) from pg_stat_activity where"


def kill_primary(scene: Scene, cluster: Cluster) -> None:
    """Kill the primary, promote the synchronous standby, and bring the former one back as a standby."""
    former = cluster.primary
    synchronous = next(name for name, state in cluster.primary.followers().items() if state == "sync")
    standby = next(one for one in cluster.servers if one.name == synchronous)
    former.program.kill()
    cluster.promote(standby)
    scene.notes.append(f"{former.name} -> {standby.name}")
    other = next(one for one in cluster.servers if one not in (former, standby))
    standby.await_follower(other)
    scene.pause(2)
    cluster.rejoin(former)


def restart_bouncer(scene: Scene, cluster: Cluster) -> None:
    """Kill PgBouncer and start it again."""
    cluster.bouncer.program.kill()
    cluster.bouncer.start()
    scene.pause(1)


def kill_redis(scene: Scene, cluster: Cluster) -> None:
    """Kill Redis, and start it again five seconds later."""
    cluster.redis.kill()
    scene.pause(5)
    cluster.redis.start()
    scene.pause(2)


def make_read_only(scene: Scene, cluster: Cluster) -> None:
    """Let the database refuse every write for five seconds."""
    _set(cluster, "default_transaction_read_only", "on")
    try:
        scene.pause(5)
        wait_until(lambda: not any(node.is_ready for node in cluster.nodes), 5, "no node says it is ready")
    finally:
        _set(cluster, "default_transaction_read_only", None)


def _set(cluster: Cluster, name: str, value: str | None) -> None:
    cluster.primary.ask(f"alter system set {name} = {value}" if value else f"alter system reset {name}")
    cluster.primary.ask("select pg_reload_conf()")


def use_up_connections(scene: Scene, cluster: Cluster) -> None:
    """Take every connection that the server has, those of PgBouncer too, and hold them for five seconds."""
    primary, taken = cluster.primary, []
    try:
        # Else PgBouncer would take its connections again as soon as they are ended.
        primary.ask(f"alter role {SERVE} connection limit 0")
        primary.ask(f"{END_SESSIONS} usename = '{SERVE}'")
        with suppress(psycopg.OperationalError):
            while True:
                taken.append(primary.connect_as(OWNER))
        primary.ask(f"alter role {SERVE} connection limit -1")
        scene.notes.append(f"{len(taken)} connections taken")
        scene.pause(5)
    finally:
        for one in taken:
            one.close()
        primary.ask(f"alter role {SERVE} connection limit -1")


def back_up(scene: Scene, cluster: Cluster) -> None:
    """Back up the primary, and rehearse the restore."""
    folder, node = cluster.place.folder / "backup", cluster.nodes[0]
    start = time.monotonic()
    node.command("backup", str(folder), IDEA4GOV_DATABASE_URL=cluster.primary.url(OWNER))
    middle = time.monotonic()
    node.command("restore", str(folder), "--rehearse")
    end = time.monotonic()
    scene.notes.append(f"backup {middle - start:.1f} s, rehearsal {end - middle:.1f} s")


DRILLS = [
    Drill("backup", "idea4gov backup, and a rehearsal of the restore beside it", back_up, people=900),
    Drill(
        "primary-killed",
        "the primary is killed, the synchronous standby promoted (deploy/promote.sh), "
        "and the former primary comes back as a standby (deploy/rejoin.sh)",
        kill_primary,
        15,
        CUT,
    ),
    Drill("pgbouncer-restarted", "PgBouncer is killed and started again", restart_bouncer, 10, CUT),
    Drill("redis-killed", "Redis is killed, and back after five seconds", kill_redis, 0),
    Drill("read-only", "the database refuses writes for five seconds", make_read_only, 10, BUSY),
    Drill(
        "connections-used-up",
        "every connection of the primary is taken by others for five seconds",
        use_up_connections,
        12,
        CUT,
    ),
]
