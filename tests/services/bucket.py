"""A server of the tests' own that speaks S3 and checks each signature: rclone, in front of a folder."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

PROGRAM = Path(sys.executable).with_name("rclone")
LISTENS = re.compile(r"Starting s3 server on \[(http://127\.0\.0\.1:\d+)/\]")
KEY, SECRET = "files-of-the-tests", "a/secret+of the tests"


class S3Server(NamedTuple):
    """A server with one bucket, called made. folder: what lies in the bucket."""

    endpoint: str
    folder: Path

    def url(self, prefix: str, *, bucket: str = "made") -> str:
        """What IDEA4GOV_FILES_URL says, without key and secret."""
        return f"s3://{bucket}/{prefix}?endpoint={self.endpoint}"


@pytest.fixture(scope="session")
def s3_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    """The server of this process of tests; each test takes a prefix of its own."""
    root = tmp_path_factory.mktemp("s3")
    (root / "made").mkdir()
    own = ["--addr", "127.0.0.1:0", "--auth-key", f"{KEY},{SECRET}", "--config", "", "-v"]
    command = [str(PROGRAM), "serve", "s3", *own, str(root)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as server:
        assert server.stderr is not None
        found = next((one for line in server.stderr if (one := LISTENS.search(line))), None)
        assert found, "the S3 server did not start"
        try:
            yield S3Server(found[1], root / "made")
        finally:
            server.terminate()
            server.stderr.read()
