"""The security log on its way to another machine, with a server that speaks TLS."""

import logging
import socket
import ssl
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from idea4gov.outside.security_log import SecurityLog
from idea4gov.outside.syslog import SyslogStream
from tests.conftest import NOON
from tests.outside.certificate import certificate

__all__ = ["certificate"]


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(20)
        yield server


class Receiver:
    """One connection, from which frames are read."""

    def __init__(self, listener: socket.socket, certificate: Path | None) -> None:
        self.connection, _ = listener.accept()
        self.connection.settimeout(20)
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.connection = context.wrap_socket(self.connection, server_side=True)
        self.file = self.connection.makefile("rb")

    def frame(self) -> str:
        """The next message: as many bytes as its number says."""
        length = b""
        while (byte := self.file.read(1)) not in (b" ", b""):
            length += byte
        return self.file.read(int(length)).decode()

    def close(self) -> None:
        self.file.close()
        self.connection.close()


def port(listener: socket.socket) -> int:
    return int(listener.getsockname()[1])


@pytest.mark.parametrize("scheme", ["tls", "tcp"])
def test_lines_arrive_whole_and_apart(scheme: str, listener: socket.socket, certificate: Path) -> None:
    address = f"{scheme}://localhost:{port(listener)}?cafile={certificate}"
    lines = ['{"event": "log-in"}', "ก\n<86>1 forged\n", "x" * 70_000]
    with closing(SecurityLog("", address)) as log:
        for line in lines:
            log.write(line, at=NOON)
        with closing(Receiver(listener, certificate if scheme == "tls" else None)) as receiver:
            frames = [receiver.frame() for _ in lines]
    # The facility is authpriv and the severity informational: 8 * 10 + 6.
    assert all(frame.startswith("<86>1 2026-11-23T05:00:00+00:00 ") for frame in frames)
    assert [frame.partition(" - - ")[2] for frame in frames] == lines


@pytest.mark.parametrize("fault", ["unknown authority", "another name"])
def test_nothing_is_sent_to_a_syslog_whose_certificate_is_not_right(
    fault: str, listener: socket.socket, certificate: Path, caplog: pytest.LogCaptureFixture
) -> None:
    host, behind = (
        ("localhost", "") if fault == "unknown authority" else ("127.0.0.1", f"?cafile={certificate}")
    )
    log = SecurityLog("", f"tls://{host}:{port(listener)}{behind}")
    log.write("who did what", at=NOON)
    with pytest.raises(ssl.SSLError):
        Receiver(listener, certificate).frame()
    listener.close()
    log.close()
    assert "syslog_not_reached CERTIFICATE_VERIFY_FAILED" in caplog.text


def test_a_line_after_the_syslog_was_started_anew_is_not_lost(listener: socket.socket) -> None:
    with closing(SyslogStream(f"tcp://127.0.0.1:{port(listener)}")) as stream:
        stream.send("first", NOON)
        with closing(Receiver(listener, None)) as receiver:
            assert receiver.frame().endswith(" first")
        stream.send("second", NOON)
        with closing(Receiver(listener, None)) as receiver:
            assert receiver.frame().endswith(" second")


def test_nobody_waits_for_a_silent_syslog_and_what_is_lost_is_told(
    listener: socket.socket, certificate: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    address = f"tls://localhost:{port(listener)}?cafile={certificate}"
    with closing(SyslogStream(address, most_waiting=3)) as stream:
        # Nobody shakes hands yet, so these go nowhere: one is on its way, three wait.
        for number in range(10):
            stream.send(f"line {number}", NOON)
        with closing(Receiver(listener, certificate)) as receiver:
            came = [receiver.frame().partition(" - - ")[2] for _ in range(4)]
    told = [line for line in came if "lost" in line]
    # Whether the first line was on its way when the queue was full is the machine's choice.
    assert told in (['{"syslog_lines_lost": 6}'], ['{"syslog_lines_lost": 7}'])
    assert [line for line in came if line not in told] == ["line 0", "line 1", "line 2"]
    assert "syslog_lines_lost" in caplog.text


def test_a_syslog_of_the_machine_that_is_away_is_told_in_one_line_until_it_is_back(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    address = tmp_path / "log"
    with closing(SecurityLog("", str(address))) as log:
        for _ in range(3):
            log.write("lost", at=NOON)
        with closing(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)) as syslog:
            syslog.bind(str(address))
            log.write("came", at=NOON)
            assert syslog.recv(1_000) == b"<86>idea4gov: came"
        for _ in range(3):
            log.write("lost", at=NOON)
    assert caplog.messages == [
        "syslog_not_reached No such file or directory",
        "syslog_not_reached Connection refused",
    ]
    assert capfd.readouterr().err == ""
