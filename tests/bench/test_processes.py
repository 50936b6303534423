"""Servers and commands under measurement."""

import sys
from pathlib import Path

import pytest

from bench.errors import BenchError
from bench.processes import ask, free_port, measured, serving

PAGE = b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


def test_a_server_answers_inside_the_block_and_is_gone_after_it(tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1", "-d", str(tmp_path)]
    with serving(command, port, tmp_path / "log"):
        assert ask(port, PAGE).status == 200
    with pytest.raises(ConnectionRefusedError):
        ask(port, PAGE)


def test_a_command_is_measured_to_its_end() -> None:
    cost = measured([sys.executable, "-c", "data = bytearray(80 << 20); print(len(data))"])
    assert cost.output.strip() == str(80 << 20)
    assert 80 < cost.peak_mib < 120


def test_a_command_that_fails_is_no_measurement() -> None:
    with pytest.raises(BenchError, match="ended with 3"):
        measured([sys.executable, "-c", "raise SystemExit(3)"])
