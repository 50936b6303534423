"""A mail relay that speaks just enough SMTP, in a thread of its own."""

import socketserver
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any

OK = 250


class Relay(socketserver.ThreadingTCPServer):
    """Keeps what it was given, and what it was asked.

    refuses: the code with which it answers every recipient; 0 takes them. certificate: a file with one and
    its key, to offer STARTTLS with; None offers none. refused: {part of a recipient: the code for it; 0 hangs
    up}. greeting: the code with which it begins. closes_after: mails after which it answers 421 to whatever
    comes next on the same connection; 0 never does. most_at_once: connections that it holds; 0: any number.
    """

    allow_reuse_address = True
    daemon_threads = True

    def __init__(
        self,
        refuses: int = 0,
        certificate: Path | None = None,
        *,
        refused: dict[str, int] | None = None,
        greeting: int = 220,
        closes_after: int = 0,
        most_at_once: int = 0,
    ) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.refused, self.certificate = (
            {**(refused or {}), **({"": refuses} if refuses else {})},
            certificate,
        )
        self.greeting, self.closes_after, self.most_at_once = greeting, closes_after, most_at_once
        self.mails: list[bytes] = []
        self.recipients: list[str] = []
        self.commands: list[str] = []
        self.connections = self.open = 0
        self.took_one = Event()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}"

    def is_full(self) -> bool:
        return 0 < self.most_at_once < self.open


class _Talk(socketserver.StreamRequestHandler):
    server: Relay

    def handle(self) -> None:
        self.server.connections += 1
        self.server.open += 1
        try:
            code = 421 if self.server.is_full() else self.server.greeting
            self.say(f"{code} relay.example.org")
            if code == 220:
                self.talk()
        finally:
            self.server.open -= 1

    def talk(self) -> None:
        taken = 0
        while line := self.rfile.readline().decode().strip():
            verb = line.upper().split()[0].partition(":")[0]
            self.server.commands.append(verb)
            if 0 < self.server.closes_after <= taken and verb != "QUIT":
                return self.say("421 that is enough for one connection")
            if verb == "QUIT":
                return self.say("221 bye")
            if verb == "DATA":
                self.take()
                taken += 1
            elif not self.answer(verb, line):
                return None
        return None

    def answer(self, verb: str, line: str) -> bool:
        """Whether the connection lasts."""
        if verb == "EHLO":
            offered = ["250-STARTTLS"] if self.server.certificate else []
            self.say("250-relay.example.org", *offered, "250 SMTPUTF8")
        elif verb == "STARTTLS" and self.server.certificate:
            return self.encrypt(self.server.certificate)
        elif verb == "RCPT" and (code := self.code_for(line)) != OK:
            self.say(*([f"{code} <{line[9:-1]}> is not welcome"] if code else []))
            return code != 0
        else:
            if verb == "RCPT":
                self.server.recipients.append(line)
            self.say("250 ok")
        return True

    def code_for(self, recipient: str) -> int:
        return next((code for part, code in self.server.refused.items() if part in recipient), OK)

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
        self.server.took_one.set()
        self.say("250 taken")

    def finish(self) -> None:
        super().finish()
        # The server knows the socket from before it was encrypted.
        self.request.close()

    def say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())


@contextmanager
def relay(refuses: int = 0, certificate: Path | None = None, **ways: Any) -> Iterator[Relay]:
    """A relay that listens while the block lasts. ways: of Relay."""
    with Relay(refuses, certificate, **ways) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
