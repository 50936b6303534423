"""A mail relay that speaks just enough SMTP, in a thread of its own."""

import socketserver
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread


class Relay(socketserver.ThreadingTCPServer):
    """Keeps what it was given. refuses: the code with which it answers every recipient; 0 takes them.

    certificate: a file with one and its key, to offer STARTTLS with; None offers none.
    """

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, refuses: int, certificate: Path | None) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.refuses, self.certificate = refuses, certificate
        self.mails: list[bytes] = []
        self.recipients: list[str] = []

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}"


class _Talk(socketserver.StreamRequestHandler):
    server: Relay

    def handle(self) -> None:
        self.say("220 relay.example.org")
        while line := self.rfile.readline().decode().strip():
            verb = line.upper()
            if verb.startswith("EHLO"):
                offered = ["250-STARTTLS"] if self.server.certificate else []
                self.say("250-relay.example.org", *offered, "250 SMTPUTF8")
            elif verb == "STARTTLS" and self.server.certificate:
                if not self.encrypt(self.server.certificate):
                    return None
            elif verb.startswith("RCPT") and self.server.refuses:
                self.say(f"{self.server.refuses} <{line[9:-1]}> is not welcome")
            elif verb == "DATA":
                self.take()
            elif verb == "QUIT":
                return self.say("221 bye")
            else:
                if verb.startswith("RCPT"):
                    self.server.recipients.append(line)
                self.say("250 ok")
        return None

    def encrypt(self, certificate: Path) -> bool:
        """Whether the other side trusts the certificate; else it has ended."""
        self.say("220 go on")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        try:
            self.request = context.wrap_socket(self.request, server_side=True)
        except ssl.SSLError:
            return False
        self.setup()
        return True

    def take(self) -> None:
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line)
        self.server.mails.append(b"".join(lines))
        self.say("250 taken")

    def finish(self) -> None:
        super().finish()
        # The server knows the socket from before it was encrypted.
        self.request.close()

    def say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())


@contextmanager
def relay(refuses: int = 0, certificate: Path | None = None) -> Iterator[Relay]:
    """A relay that listens while the block lasts."""
    with Relay(refuses, certificate) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
