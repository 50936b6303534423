"""Single settings, as the environment and files of secrets give them. config.py says which there are."""

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import field
from pathlib import Path
from typing import Any

from idea4gov.domain.identity.digests import new_key
from idea4gov.domain.keys import KEY_BYTES
from idea4gov.outside.secret_files import NoSecret, read_secret


class ConfigError(Exception):
    """A setting is missing or cannot be used; the text says which and what to do."""


def setting(
    name: str,
    default: str,
    least: int = 0,
    most: int = 0,
    *,
    secret: bool = False,
    words: tuple[str, ...] = (),
) -> Any:
    """A field that is read from the environment variable `name`, with a default in the same notation.

    least, most: bounds of a whole number, both included. secret: whether the variable `name`_FILE may name a
    file that holds the value. words: the only texts that it may have, in capitals or not; (): any text.
    """
    about = {"env": name, "default": default, "bounds": (least, most), "secret": secret, "words": words}
    return field(metadata=about)


def read_setting(each: Any, environ: Mapping[str, str], *, instance: Path) -> str | int:
    """The value of one setting, of its type; the development secret is made once and kept in `instance`.

    each: a field made by setting(). Raises ConfigError.
    """
    name, default = each.metadata["env"], each.metadata["default"]
    text = _given(name, environ, is_secret=each.metadata["secret"]) or default
    if each.type is int:
        return _whole_number(name, text, *each.metadata["bounds"])
    if text and each.metadata["words"]:
        return _word(name, text, each.metadata["words"])
    has_secret = text or _given("IDEA4GOV_SECRET_KEYS", environ, is_secret=True)
    is_development = environ.get("IDEA4GOV_ENV") == "development"
    if name == "IDEA4GOV_SECRET_KEY" and not has_secret and is_development:
        return development_secret(instance / "secret-key", lambda: secrets.token_urlsafe(48))
    if name == "IDEA4GOV_IDENTITY_KEY" and not text and is_development:
        return development_secret(
            instance / "identity-key", lambda: new_key(secrets.token_bytes(KEY_BYTES)).line
        )
    return text


def _given(name: str, environ: Mapping[str, str], *, is_secret: bool) -> str:
    """What the environment says, or the file that it names; "" for nothing."""
    text, path = environ.get(name, "").strip(), environ.get(f"{name}_FILE", "").strip()
    if not (is_secret and path):
        return text
    if text:
        raise ConfigError(f"Set {name} or {name}_FILE, not both.")
    try:
        return read_secret(path)
    except NoSecret as error:
        raise ConfigError(f"{name}_FILE names a file that cannot be used: {error}.") from error


def _whole_number(name: str, text: str, least: int, most: int) -> int:
    if not (text.isascii() and text.isdigit()):
        raise ConfigError(f"{name} must be a whole number, not {text!r}.")
    # Python refuses to read numbers of thousands of digits.
    if len(text) > len(str(most)) or not least <= int(text) <= most:
        raise ConfigError(f"{name} must be from {least} to {most}, not {text[:20]}.")
    return int(text)


def _word(name: str, text: str, words: tuple[str, ...]) -> str:
    found = next((word for word in words if word.lower() == text.lower()), None)
    if found is None:
        raise ConfigError(f"{name} must be {', '.join(words[:-1])} or {words[-1]}.")
    return found


def development_secret(path: Path, make: Callable[[], str]) -> str:
    """A secret of this machine's trial, made once and kept in a file that only its owner may read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(make())
    return path.read_text(encoding="ascii").strip()
