"""The places where drills take place."""

import itertools
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

from bench.rounds import Voting, begin_voting
from bench.seeding import Seeded, seed
from bench.visitors import Visitors, production_settings
from scripts.cluster.cluster import PROPOSALS, Cluster, running
from scripts.cluster.errors import ClusterError
from scripts.cluster.node import Node
from scripts.cluster.place import free_ports, make_place
from scripts.cluster.postgres import OWNER, SERVE, Server
from scripts.cluster.program import run
from scripts.drill.book import Write
from scripts.drill.drill import PEOPLE, NotTried, People, Stage
from scripts.drill.load import Door, prepare
from scripts.drill.stored import list_stored

SMALL_MIB, LARGER_MIB = 48, 400
ALONE = "-c synchronous_commit=local"


def people(settings: dict[str, str], seeded: Seeded, voting: Voting) -> People:
    """Gives the writes of the next voters, so many as it is told, each time that it is called."""
    voters = iter(seeded.voters)

    def next_writes(count: int) -> Iterator[Write]:
        # Anew each time: connections of before the last drill lead nowhere.
        accounts = [*itertools.islice(voters, count)]
        with closing(Visitors(settings, seeded)) as visitors:
            return prepare(visitors, voting, range(accounts[0], accounts[-1] + 1))

    return next_writes


@contextmanager
def cluster_stage(folder: Path, voters: int) -> Iterator[tuple[Stage, Cluster]]:
    """A cluster with so many people."""
    with running(folder, voters=voters) as cluster:
        stage = Stage(
            door=Door(cluster.balancer.port),
            stored=lambda: list_stored(cluster.primary.url(OWNER)),
            check=cluster.check,
            next_writes=people(cluster.nodes[0].settings, cluster.seeded, cluster.voting),
        )
        yield stage, cluster


@contextmanager
def sqlite_on_small_disk(folder: Path) -> Iterator[tuple[Stage, Path]]:
    """One node with SQLite on a disk of its own; gives the disk."""
    with closing(make_place(folder)) as place, small_disk(place.make("disk"), SMALL_MIB) as disk:
        url = f"sqlite:///{disk / 'idea4gov.sqlite3'}"
        node = Node(place, "node", free_ports(1)[0], production_settings(url))
        node.command("db", "upgrade")
        with serving(node, url) as stage:
            yield stage, disk


@contextmanager
def postgres_on_small_disk(folder: Path) -> Iterator[tuple[Stage, Path]]:
    """One node with a PostgreSQL server of its own on a disk of its own; gives the disk."""
    with closing(make_place(folder)) as place, small_disk(place.make("db1"), LARGER_MIB) as disk:
        place.own(disk)
        server = Server(place, "db1", port := free_ports(1)[0], [port])
        server.create()
        server.start()
        try:
            server.ask("alter system set synchronous_standby_names = ''", options=ALONE)
            server.ask("select pg_reload_conf()")
            server.add_site()
            node = Node(place, "node", free_ports(1)[0], production_settings(server.url(SERVE)))
            node.command("db", "upgrade", IDEA4GOV_DATABASE_OWNER_URL=server.url(OWNER))
            with serving(node, server.url(OWNER)) as stage:
                yield stage, disk
        finally:
            server.program.stop()


@contextmanager
def serving(node: Node, url: str, *, voters: int = PEOPLE) -> Iterator[Stage]:
    """The node alone. url: of its database, migrated and empty, for somebody who may read and write all."""
    seeded = seed(url, proposals=PROPOSALS, voters=voters, searched=True)
    voting = begin_voting(seeded)
    node.start()
    try:
        writes = people(node.settings, seeded, voting)
        stored, check = partial(list_stored, url), partial(node.command, "check")
        yield Stage(Door(node.port, tls=False), stored, check, writes)
    finally:
        node.program.stop()


@contextmanager
def small_disk(folder: Path, mib: int) -> Iterator[Path]:
    """A disk of so many MiB in memory. Raises NotTried where this user may not mount one."""
    mount = ["mount", "-t", "tmpfs", "-o", f"size={mib}m,mode=0700", "tmpfs", str(folder)]
    try:
        run(mount, "mount")
    except (ClusterError, OSError) as error:
        raise NotTried("a small disk can be mounted by root alone") from error
    try:
        yield folder
    finally:
        run(["umount", "--lazy", str(folder)], "umount")
