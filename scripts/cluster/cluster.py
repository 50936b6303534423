"""The cluster: three PostgreSQL servers, PgBouncer, Redis, two nodes, HAProxy."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from bench.rounds import begin_voting
from bench.seeding import seed
from bench.visitors import production_settings
from scripts.cluster.balancer import Balancer
from scripts.cluster.bouncer import ADDRESSES, CONSOLE, Bouncer
from scripts.cluster.deployed import DEPLOY
from scripts.cluster.node import Node
from scripts.cluster.place import Place, free_ports, make_place
from scripts.cluster.postgres import ADMIN, OWNER, Server, passfile, programs
from scripts.cluster.program import Program, run, undisturbed

PROPOSALS, VOTERS = 200, 6_000


class Cluster:
    """All parts, which start and stop in their order. voters: how many people may vote."""

    def __init__(self, place: Place, *, voters: int = VOTERS) -> None:
        ports = iter(free_ports(9))
        self.place, self._voters = place, voters
        databases = [next(ports) for _ in range(3)]
        self.servers = [Server(place, f"db{n}", port, databases) for n, port in enumerate(databases, 1)]
        self.primary = self.servers[0]
        self.bouncer = Bouncer(place, next(ports), self.primary)
        redis_port = next(ports)
        self.redis = _redis(place, redis_port)
        self.settings = {
            **production_settings(self.bouncer.url()),
            "IDEA4GOV_REDIS_URL": f"redis://127.0.0.1:{redis_port}/0",
            "IDEA4GOV_LOG_LEVEL": "info",
        }
        self.nodes = [
            Node(
                place,
                f"node{n}",
                next(ports),
                self.settings | {"IDEA4GOV_DATABASE_URL": self.bouncer.url(by)},
            )
            for n, by in enumerate(ADDRESSES, 1)
        ]
        self.balancer = Balancer(place, next(ports), next(ports), self.nodes)

    def start(self) -> None:
        """Start everything with a board, proposals and a round in its days of voting."""
        self.start_database()
        self.bouncer.start()
        self.redis.start()
        for node in self.nodes:
            node.start(waits=False)
        self.balancer.start()
        for node in self.nodes:
            node.wait_until_ready()
            self.balancer.await_ready(node)

    def start_database(self) -> None:
        """Start the primary with the small town of the bench in it, and the standbys."""
        self.primary.create()
        self.primary.start()
        self.primary.add_site()
        self.follow(*(one for one in self.servers if one is not self.primary))
        self.upgrade()
        self.seeded = seed(self.primary.url(OWNER), proposals=PROPOSALS, voters=self._voters, searched=True)
        self.voting = begin_voting(self.seeded)

    def follow(self, *standbys: Server) -> None:
        """Let new standbys copy the primary and follow it."""
        for one in standbys:
            one.copy(self.primary)
            one.start()
            self.primary.await_follower(one)

    def upgrade(self) -> str:
        """Migrate the database as its owner."""
        return self.nodes[0].command("db", "upgrade", IDEA4GOV_DATABASE_OWNER_URL=self.primary.url(OWNER))

    def check(self) -> str:
        """Let the site check itself. Raises ClusterError where something is not right."""
        return self.nodes[0].command("check")

    def promote(self, standby: Server) -> None:
        """Make a standby the primary, as deploy/promote.sh does it, and stop the former one before."""
        former = self.primary
        others = [one for one in self.servers if one not in (former, standby) and one.answers]
        environment = {
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
            "PGPASSFILE": str(passfile(self.place)),
            "FENCE": _fence(former),
            "STANDBY": f"{standby.address} user={ADMIN}",
            "OTHERS": "\n".join(f"{one.address} user={ADMIN}" for one in others),
            "POINTER": str(self.bouncer.pointer),
            "POINT_TO": standby.address,
            "BOUNCER": f"host=127.0.0.1 port={self.bouncer.port} user={CONSOLE}",
        }
        run(["sh", str(DEPLOY / "promote.sh")], "promote.sh", env=environment, cwd="/", user=self.place.user)
        self.primary = standby

    def rejoin(self, former: Server) -> None:
        """Bring a former primary back as a standby, as deploy/rejoin.sh does it."""
        environment = {
            "PATH": "/usr/bin:/bin",
            "BIN": str(programs()),
            "PGPASSFILE": str(passfile(self.place)),
            "DATA": str(former.data),
            "CONFIG": str(former.config),
            "PRIMARY": f"{self.primary.address} user={ADMIN} dbname=postgres",
        }
        run(["sh", str(DEPLOY / "rejoin.sh")], "rejoin.sh", env=environment, cwd="/", user=self.place.user)
        former.start()
        self.primary.await_follower(former)

    def stop(self) -> None:
        """Stop everything, the primary last."""
        self.balancer.program.stop()
        for node in self.nodes:
            node.program.stop()
        self.bouncer.program.stop()
        self.redis.stop()
        for server in sorted(self.servers, key=lambda one: one is self.primary):
            server.program.stop()


def _fence(server: Server) -> str:
    """A command that ends a server, or finds it ended, and keeps it from starting as a primary."""
    stop, status = (
        f"{programs()}/pg_ctl {words} -D {server.data}" for words in ("stop -m immediate", "status")
    )
    return f"touch {server.data}/standby.signal; {stop} || ! {status}"


def _redis(place: Place, port: int) -> Program:
    folder = place.make("redis")
    words = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    return Program("Redis", words, folder / "log", user=place.user)


@contextmanager
def running(folder: Path, *, voters: int = VOTERS) -> Iterator[Cluster]:
    """A cluster in this folder while the block lasts."""
    with closing(make_place(folder)) as place:
        cluster = Cluster(place, voters=voters)
        try:
            cluster.start()
            yield cluster
        finally:
            with undisturbed():
                cluster.stop()
