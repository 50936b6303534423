"""Encryption of whole streams to public keys, in the age format (https://age-encryption.org/v1).

The library reads and writes pieces of at most 64 KB, so the size of a stream costs no memory.
"""

from collections.abc import Sequence
from typing import IO, Any

import pyrage

from idea4gov.domain.backups import BackupProblem
from idea4gov.outside.backup_folder import Writer
from idea4gov.outside.secret_files import NoSecret, read_secret

FAILURES = (pyrage.EncryptError, pyrage.DecryptError, pyrage.RecipientError, pyrage.IdentityError)


def encrypt(source: IO[bytes], target: Writer, keys: Sequence[str]) -> None:
    """Encrypt a stream so that the owner of any of the keys (age1...) can read it.

    Raises BackupProblem for what is no key; OSError from source or target.
    """
    recipients = [_recipient(key) for key in keys]
    _streamed(pyrage.encrypt_io, source, target, recipients, "It could not be encrypted")


def decrypt(source: IO[bytes], target: Writer, identity_file: str) -> None:
    """Decrypt a stream. identity_file: holds the secret keys (AGE-SECRET-KEY-1...), as age-keygen writes it.

    What was written is to be thrown away when this raises. Raises BackupProblem where no key fits or the
    stream was changed; OSError from source or target.
    """
    said = "It cannot be decrypted: the key does not fit, or the file was changed"
    _streamed(pyrage.decrypt_io, source, target, _identities(identity_file), said)


def check_key(key: str) -> None:
    """Raises BackupProblem for what is no public key."""
    _recipient(key)


def _recipient(key: str) -> Any:
    try:
        return pyrage.x25519.Recipient.from_str(key)
    except FAILURES as error:
        raise BackupProblem(
            f"{key[:80]!r} is no public key of age. It begins with age1; age-keygen prints it."
        ) from error


def _identities(path: str) -> list[Any]:
    try:
        lines = [line.strip() for line in read_secret(path).splitlines()]
        keys = [pyrage.x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except (NoSecret, *FAILURES) as error:
        reason = str(error) if isinstance(error, NoSecret) else "it holds no secret key of age"
        raise BackupProblem(f"{path} cannot be used as --identity: {reason}.") from error
    if not keys:
        raise BackupProblem(f"{path} cannot be used as --identity: it holds no secret key of age.")
    return keys


def _streamed(convert: Any, source: IO[bytes], target: Writer, keys: list[Any], said: str) -> None:
    reader, writer = _Reader(source), _Writer(target)
    try:
        convert(reader, writer, keys)
    except (*FAILURES, OSError) as error:
        # The library tells of an error of a file by its text alone.
        raise (reader.error or writer.error or BackupProblem(f"{said}.")) from error


class _Reader:
    """A stream that keeps its OSError. error: of the last call, or None."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.error: OSError | None = None

    def read(self, size: int) -> bytes:
        try:
            return self._stream.read(size)
        except OSError as error:
            self.error = error
            raise


class _Writer:
    """A stream that keeps its OSError. error: of the last call, or None."""

    def __init__(self, stream: Writer) -> None:
        self._stream = stream
        self.error: OSError | None = None

    def write(self, data: bytes) -> int:
        try:
            return self._stream.write(data)
        except OSError as error:
            self.error = error
            raise

    def flush(self) -> None:
        try:
            self._stream.flush()
        except OSError as error:
            self.error = error
            raise
