"""Acts by command in the security log: who on the machine did what to which account or round."""

import os
import pwd
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from config import Config
from idea4gov.actions.security_log import EventLog
from idea4gov.cli.context import now
from idea4gov.domain.email import known_email
from idea4gov.domain.errors import Invalid
from idea4gov.domain.security_log import Event, Result, SecurityEvent, email_digest
from idea4gov.outside.security_log import SecurityLog
from idea4gov.outside.signing import Signer

# Linux keeps there who logged in, also through sudo and su. Services have the largest number.
LOGIN, NOBODY_LOGGED_IN = Path("/proc/self/loginuid"), 2**32 - 1


@contextmanager
def noted(event: Event, command: str, *, email: str = "", **about: Any) -> Iterator[None]:
    """Write an event for what the block does, with its result. email: of the account that it is about."""
    result: Result = "failed"
    try:
        yield
        result = "done"
    finally:
        config = Config.from_env()
        what = SecurityEvent(
            at=now(),
            event=event,
            result=result,
            tried=_tried(config, email),
            operator=operator(),
            about={"command": command, **{name: value for name, value in about.items() if value}},
        )
        EventLog(SecurityLog(config.security_log_dir, config.syslog)).write(what)


def operator() -> str:
    """The user of the machine who called the command, and who logged in before becoming that user."""
    user = _name(os.getuid())
    try:
        login = int(LOGIN.read_text(encoding="ascii"))
    except (OSError, ValueError):
        login = NOBODY_LOGGED_IN
    return user if login in (NOBODY_LOGGED_IN, os.getuid()) else f"{user} (logged in as {_name(login)})"


def _name(number: int) -> str:
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)


def _tried(config: Config, email: str) -> str:
    try:
        return email_digest(Signer(config.all_secrets).keyed_digest, known_email(email)) if email else ""
    except Invalid:
        return ""
