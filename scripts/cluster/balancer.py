"""HAProxy: the address that visitors come to, and the switch that takes a node out."""

import socket
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from scripts.cluster.deployed import DEPLOY, put
from scripts.cluster.node import Node
from scripts.cluster.place import Place
from scripts.cluster.program import Program, run, wait_until
from scripts.system_needs import find_in_sbin

BACKENDS = ("ready", "alive")


class Balancer:
    """HAProxy in front of two nodes. port: of https; plain: of http, which leads there."""

    def __init__(self, place: Place, port: int, plain: int, nodes: Sequence[Node]) -> None:
        self.port = port
        folder = place.make("haproxy")
        self._socket = place.sockets / "admin.sock"
        certificate = place.own(_certificate(folder / "idea4gov.pem"))
        words = {
            "/run/haproxy/admin.sock": str(self._socket),
            "/etc/haproxy/idea4gov.pem": str(certificate),
            "/etc/haproxy/haproxy-503.http": str(DEPLOY / "haproxy-503.http"),
            "bind :443": f"bind 127.0.0.1:{port}",
            "bind :80": f"bind 127.0.0.1:{plain}",
            **{f"10.0.0.1{number}:8000": f"127.0.0.1:{node.port}" for number, node in enumerate(nodes, 1)},
        }
        config = place.own(put("haproxy.cfg", words, folder / "haproxy.cfg"))
        program = find_in_sbin("haproxy") or "haproxy"
        run([program, "-c", "-f", str(config)], "HAProxy's configuration")
        self.program = Program("HAProxy", [program, "-db", "-f", str(config)], folder / "log")

    def start(self) -> None:
        """Start it and wait until it takes commands."""
        self.program.start()
        wait_until(self._socket.exists, 10, "HAProxy takes commands")

    def command(self, line: str) -> str:
        """Give a command to its runtime interface; returns the answer."""
        with socket.socket(socket.AF_UNIX) as link:
            link.connect(str(self._socket))
            link.sendall(f"{line}\n".encode())
            return b"".join(iter(lambda: link.recv(65_536), b"")).decode()

    def drain(self, node: Node) -> None:
        """Let a node answer what it has, and send nothing more to it."""
        for backend in BACKENDS:
            self.command(f"set server {backend}/{node.name} state drain")
        wait_until(lambda: self._requests_at(node) == 0, 30, f"{node.name} has answered everything")

    def admit(self, node: Node, *, waits: bool = True) -> None:
        """Send requests to a node again, as soon as it is ready. waits: until they are sent."""
        for backend in BACKENDS:
            self.command(f"set server {backend}/{node.name} state ready")
        if waits:
            self.await_ready(node)

    def await_ready(self, node: Node) -> None:
        """Wait until requests go to the node."""
        wait_until(lambda: self.is_ready(node), 30, f"HAProxy finds {node.name} ready")

    def is_ready(self, node: Node) -> bool:
        """Whether requests go to the node."""
        return self._row(BACKENDS[0], node)["status"].startswith("UP")

    def _requests_at(self, node: Node) -> int:
        return sum(int(self._row(backend, node)["scur"]) for backend in BACKENDS)

    def _row(self, backend: str, node: Node) -> dict[str, str]:
        head, *rows = self.command("show stat").strip().removeprefix("# ").splitlines()
        names = head.split(",")
        found = (dict(zip(names, row.split(","), strict=True)) for row in rows)
        return next(row for row in found if (row["pxname"], row["svname"]) == (backend, node.name))


def _certificate(path: Path) -> Path:
    """A certificate for localhost that nobody vouches for, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    path.write_bytes(made.public_bytes(pem) + private)
    path.chmod(0o600)
    return path
