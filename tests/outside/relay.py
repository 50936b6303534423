"""A mail relay that speaks just enough SMTP, in a thread of its own."""

import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread


class Relay(socketserver.ThreadingTCPServer):
    """Keeps what it was given. refuses: the code with which it answers every recipient; 0 takes them."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, refuses: int) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.refuses = refuses
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
                self.say("250-relay.example.org", "250 SMTPUTF8")
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

    def take(self) -> None:
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line)
        self.server.mails.append(b"".join(lines))
        self.say("250 taken")

    def say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())


@contextmanager
def relay(refuses: int = 0) -> Iterator[Relay]:
    """A relay that listens while the block lasts."""
    with Relay(refuses) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
