"""What the security log tells: who did what, with which result.

Events have no address and nothing that somebody typed. Accounts are numbers, networks and tried e-mail
addresses are keyed digests. The address of an event stands in the traffic log alone, under the same id.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Literal, get_args

from idea4gov.domain.throttle import network_of

Event = Literal[
    "log-in",
    "log-out",
    "register",
    "confirm-email",
    "forgotten-password",
    "new-password",
    "profile",
    "erase",
    "token",
    "role",
    "account",
    "session",
    "code-sent",
    "second-factor",
    "new-device",
    "own-data",
    "read-roll",
    "read-papers",
    "read-reports",
    "read-log",
    "refused-token",
    "refused-page",
    "refused-form",
    "over-limit",
    "desk",
    "command",
    "alarm",
]
# "failed": what was given is wrong. "locked-out": too many attempts. "refused": the permission is missing.
Result = Literal["done", "failed", "locked-out", "refused", "error"]
Digest = Callable[[str, str], str]
DIGEST_LETTERS = 16
EVENTS: tuple[Event, ...] = get_args(Event)


@dataclass(frozen=True)
class SecurityEvent:
    """One line of the log.

    at: aware UTC. account: number of the acting account, or None. network: keyed digest of its network.
    tried: keyed digest of the e-mail address that was typed. route: rule of the address, such as
    `/desk/rounds/<id:round_id>/draw`, with the values of its parts in `about`. operator: user of the machine
    who called a command. repeated: how many more events of this kind were left out before this one.
    """

    at: datetime
    event: Event
    result: Result
    account: int | None = None
    network: str = ""
    tried: str = ""
    request_id: str = ""
    route: str = ""
    about: Mapping[str, Any] = field(default_factory=dict)
    operator: str = ""
    repeated: int = 0

    def as_line(self) -> str:
        """The event as JSON, without the fields that are empty."""
        kept = {name: value for name, value in asdict(self).items() if value not in ("", None, {}, 0)}
        # ASCII alone: nothing in the file acts on a terminal, or turns the order of its signs around.
        return json.dumps({**kept, "at": self.at.isoformat()}, default=str)


def network_digest(keyed_digest: Digest, address: str) -> str:
    """What the log calls the network of an IP address; without the key nobody can find the address by it.

    keyed_digest: gives the digest of (purpose, text) in hex.
    """
    return keyed_digest("security-network", network_of(address))[:DIGEST_LETTERS] if address else ""


def email_digest(keyed_digest: Digest, email: str) -> str:
    """What the log calls a (clean) e-mail address that somebody typed. keyed_digest: as above."""
    return keyed_digest("security-email", email)[:DIGEST_LETTERS]


def read_line(line: str) -> SecurityEvent | None:
    """The event of a line of the log, or None for a line that is none, such as a torn one."""
    try:
        values = json.loads(line)
        event = SecurityEvent(**{**values, "at": datetime.fromisoformat(values["at"])})
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return event if _is_whole(event) else None


def read_traffic(line: str) -> tuple[str, str]:
    """The id of a request and the address that it came from; ("", "") for a line that says neither."""
    try:
        values = json.loads(line)
        return str(values["request_id"]), str(values["address"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return "", ""


def _is_whole(event: SecurityEvent) -> bool:
    """Whether the fields are of their types: whoever may write the folder may have written the line."""
    texts = (
        event.event,
        event.result,
        event.network,
        event.tried,
        event.request_id,
        event.route,
        event.operator,
    )
    numbers = (event.repeated, event.account or 0)
    return (
        event.at.tzinfo is not None
        and all(isinstance(one, str) for one in texts)
        and all(type(one) is int for one in numbers)
        and isinstance(event.about, dict)
    )
