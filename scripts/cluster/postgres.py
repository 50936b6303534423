"""PostgreSQL servers that follow each other."""

import shutil
import signal
from collections.abc import Sequence
from pathlib import Path

import psycopg

from scripts.cluster.deployed import put
from scripts.cluster.errors import ClusterError
from scripts.cluster.place import Place, as_user
from scripts.cluster.program import Program, run, wait_until
from scripts.system_needs import find_postgres

ADMIN, REPLICATION, OWNER, SERVE = "postgres", "idea4gov_replication", "idea4gov", "idea4gov_serve"
DATABASE = "idea4gov"
READY_SECONDS = 30
Connection = psycopg.Connection[tuple[object, ...]]
MAIN = """\
data_directory = '{data}'
hba_file = '{folder}/pg_hba.conf'
ident_file = '{folder}/pg_ident.conf'
port = {port}
unix_socket_directories = ''
include = '{folder}/idea4gov.conf'
"""


class Server:
    """One server with the name that the others know it by. It listens on 127.0.0.1 alone.

    others: the ports of all servers of the cluster, in the order of their names; its own is among them.
    """

    def __init__(self, place: Place, name: str, port: int, others: Sequence[int]) -> None:
        self.name, self.port = name, port
        self._place, self._others = place, others
        self.folder = place.make(name)
        self.data = self.folder / "data"
        self.config = self.folder / "postgresql.conf"
        self.program = Program(
            name,
            [f"{programs()}/postgres", f"--config-file={self.config}"],
            self.folder / "log",
            user=place.user,
            # Smart shutdown, by SIGTERM, would wait for everybody who is connected.
            end=signal.SIGINT,
        )

    def create(self) -> None:
        """Make an empty server whose superuser has a password."""
        secret = self.folder / "password"
        secret.write_text(self._place.password(ADMIN))
        self._place.own(secret)
        options = f"--auth=scram-sha-256 --username={ADMIN} --encoding=UTF8 --locale=C.UTF-8 --no-sync"
        self._run("initdb", *options.split(), f"--pwfile={secret}", "-D", str(self.data))
        secret.unlink()
        self._configure()

    def add_site(self) -> None:
        """Make the roles and the empty database of the site."""
        word = self._place.password
        for statement in (
            f"create role {REPLICATION} login replication password '{word(REPLICATION)}'",
            f"create role {OWNER} login createrole password '{word(OWNER)}'",
            f"create database {DATABASE} owner {OWNER} template template0 encoding 'UTF8'",
        ):
            # Nobody else can confirm a commit before there is a standby.
            self.ask(statement, options="-c synchronous_commit=local")

    def copy(self, primary: "Server") -> None:
        """Take over all that the primary has, to follow it from then on."""
        shutil.rmtree(self.data, ignore_errors=True)
        source = f"{primary.address} user={REPLICATION} passfile={passfile(self._place)}"
        self._run(
            "pg_basebackup", "-D", str(self.data), "-d", source, "-X", "stream", "-c", "fast", "--no-sync"
        )
        self._place.own(self._touched(self.data / "standby.signal"))
        self._configure()

    def _configure(self) -> None:
        ports = ",".join(map(str, self._others))
        put(
            "postgresql-cluster.conf",
            {
                "'db1'": f"'{self.name}'",
                "'10.0.0.21'": "'127.0.0.1'",
                "10.0.0.21,10.0.0.22,10.0.0.23": ",".join(["127.0.0.1"] * len(self._others)),
                "5432,5432,5432": ports,
                "/var/lib/postgresql/idea4gov.pgpass": str(passfile(self._place)),
            },
            self.folder / "idea4gov.conf",
        )
        hba = {"hostssl": "host   ", "10.0.0.0/24": "127.0.0.0/8"}
        put("postgresql-cluster-hba.conf", hba, self.folder / "pg_hba.conf")
        self._touched(self.folder / "pg_ident.conf")
        self.config.write_text(MAIN.format(data=self.data, folder=self.folder, port=self.port))
        for path in self.folder.glob("*.conf"):
            self._place.own(path)

    def _touched(self, path: Path) -> Path:
        path.touch()
        return path

    def start(self) -> None:
        """Start it and wait until it takes connections."""
        self.program.start()
        wait_until(lambda: self.answers or self._fail(), READY_SECONDS, f"{self.name} takes connections")

    def _fail(self) -> bool:
        if not self.program.is_running:
            raise ClusterError(f"{self.name} does not start: {self.program.last_words()}")
        return False

    @property
    def address(self) -> str:
        """How libpq reaches it, without a user."""
        return f"host=127.0.0.1 port={self.port}"

    @property
    def answers(self) -> bool:
        """Whether it takes connections."""
        try:
            self.ask("select 1")
        except psycopg.Error:
            return False
        return True

    def connect(self, database: str = ADMIN, *, options: str = "") -> Connection:
        """A connection of the superuser, each of whose statements is committed by itself."""
        return self.connect_as(ADMIN, database, options=options)

    def connect_as(self, role: str, database: str = DATABASE, *, options: str = "") -> Connection:
        """The same for another role."""
        where = f"{self.address} dbname={database} user={role} connect_timeout=3 options='{options}'"
        return psycopg.connect(where, password=self._place.password(role), autocommit=True)

    def ask(self, statement: str, database: str = ADMIN, *, options: str = "") -> object:
        """The first value that the superuser gets for a statement; None for nothing."""
        with self.connect(database, options=options) as connection:
            cursor = connection.execute(statement.encode())
            row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None

    def url(self, role: str) -> str:
        """The URL of the site's database on this server, for a role."""
        return f"postgresql+psycopg://{role}:{self._place.password(role)}@127.0.0.1:{self.port}/{DATABASE}"

    @property
    def is_primary(self) -> bool:
        """Whether it answers and takes writes from others."""
        try:
            return self.ask("select pg_is_in_recovery()") is False
        except psycopg.Error:
            return False

    def followers(self) -> dict[str, str]:
        """The standbys that receive its log, with what they count as: sync, potential, async."""
        with self.connect() as connection:
            rows = connection.execute(
                "select application_name, sync_state from pg_stat_replication"
            ).fetchall()
        return {str(name): str(state) for name, state in rows}

    def await_follower(self, standby: "Server") -> None:
        """Wait until a standby receives the log of this one."""
        wait_until(lambda: standby.name in self.followers(), 30, f"{standby.name} follows {self.name}")

    def _run(self, program: str, *words: str) -> None:
        command = as_user(self._place, f"{programs()}/{program}", *words)
        run(command, f"{program} of {self.name}", cwd="/")


def programs() -> Path:
    """The folder of PostgreSQL's programs. Raises ClusterError where there is none."""
    found = find_postgres()
    if found is None:
        raise ClusterError("PostgreSQL is not installed")
    return found


def passfile(place: Place) -> Path:
    """The file from which libpq reads the password of each role."""
    path = place.folder / "pgpass"
    if not path.exists():
        path.touch(mode=0o600)
        lines = (
            f"127.0.0.1:*:*:{role}:{place.password(role)}\n" for role in (ADMIN, REPLICATION, "pgbouncer")
        )
        path.write_text("".join(lines))
        place.own(path)
    return path
