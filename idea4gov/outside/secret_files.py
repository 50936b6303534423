"""Secrets in files of their own, as systemd, containers and vaults hand them over."""

import os
import stat

MOST_BYTES = 16_384


class NoSecret(Exception):
    """The file holds no secret, or one that others know; the text says why."""


def read_secret(path: str) -> str:
    """The text of a file, without white space around it. Raises NoSecret."""
    try:
        data = _read_private(path)
        text = data.decode().strip()
    except OSError as error:
        raise NoSecret(f"{error.strerror}") from error
    except UnicodeDecodeError as error:
        raise NoSecret("it is no text") from error
    if not text:
        raise NoSecret("it is empty")
    return text


def _read_private(path: str) -> bytes:
    """What is in a file that not everybody can read. Raises NoSecret, OSError."""
    # Opening a pipe would wait for its writer.
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb") as file:
        mode = os.fstat(file.fileno()).st_mode
        if not stat.S_ISREG(mode):
            raise NoSecret("it is no file")
        if mode & stat.S_IROTH:
            raise NoSecret("everybody on this machine can read it; chmod 400 it, then start again")
        data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise NoSecret(f"it has more than {MOST_BYTES} bytes, which is no secret")
    return data
