"""PgBouncer: one address for the database, whichever server is the primary."""

import signal

import psycopg

from scripts.cluster.deployed import put
from scripts.cluster.errors import ClusterError
from scripts.cluster.place import Place
from scripts.cluster.postgres import DATABASE, SERVE, Server
from scripts.cluster.program import Program, wait_until
from scripts.system_needs import find_pgbouncer

CONSOLE = "pgbouncer"
# Each node reaches it by an address of its own, so that one way can be cut and not the other.
ADDRESSES = ("127.0.1.1", "127.0.1.2")


class Bouncer:
    """PgBouncer in front of `primary`, in transaction mode."""

    def __init__(self, place: Place, port: int, primary: Server) -> None:
        self.port, self._place = port, place
        self.folder = place.make("pgbouncer")
        self.pointer = self.folder / "primary.ini"
        users = self.folder / "userlist.txt"
        users.write_text("".join(f'"{role}" "{place.password(role)}"\n' for role in (SERVE, CONSOLE)))
        put("pgbouncer-primary.ini", {"host=10.0.0.21 port=5432": primary.address}, self.pointer)
        words = {
            "10.0.0.31": ",".join(("127.0.0.1", *ADDRESSES)),
            "listen_port = 6432": f"listen_port = {port}",
            "/etc/pgbouncer/pgbouncer-primary.ini": str(self.pointer),
            "/etc/pgbouncer/userlist.txt": str(users),
        }
        config = put("pgbouncer.ini", words, self.folder / "pgbouncer.ini")
        for path in (users, self.pointer, config):
            place.own(path)
        self.program = Program(
            "PgBouncer", [_program(), str(config)], self.folder / "log", user=place.user, end=signal.SIGTERM
        )

    def start(self) -> None:
        """Start it and wait until its console answers."""
        self.program.start()
        wait_until(lambda: self._answers, 10, f"PgBouncer answers ({self.program.last_words()})")

    @property
    def _answers(self) -> bool:
        try:
            psycopg.connect(self.console, autocommit=True).close()
        except psycopg.Error:
            return False
        return True

    @property
    def console(self) -> str:
        """How libpq reaches its console."""
        secret = self._place.password(CONSOLE)
        where = f"host=127.0.0.1 port={self.port} dbname=pgbouncer connect_timeout=3"
        return f"{where} user={CONSOLE} password={secret}"

    def url(self, address: str = "127.0.0.1") -> str:
        """The URL of the site's database, for the role that serves."""
        secret = self._place.password(SERVE)
        return f"postgresql+psycopg://{SERVE}:{secret}@{address}:{self.port}/{DATABASE}"


def _program() -> str:
    """Raises ClusterError where PgBouncer is not installed."""
    found = find_pgbouncer()
    if found is None:
        raise ClusterError("PgBouncer is not installed")
    return found
