"""Rate limits over fixed windows of time, and the networks that are counted."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
COUNTER_KEPT = timedelta(days=1)
"""From the end of the window that a counter is for."""


@dataclass(frozen=True)
class Limit:
    """At most `times` per `window` for one subject of an action. action: its name."""

    action: str
    times: int
    window: timedelta


MAIL_ABOUT_ACCOUNT = Limit("mail-about-account", 20, timedelta(days=1))
MAIL_ABOUT_DEVICE = Limit("mail-about-device", 10, timedelta(days=1))
"""Counted apart: a hundred new devices must not keep back the mail about a new password."""


def window_start(limit: Limit, now: datetime) -> datetime:
    """The start of the window that contains `now`."""
    return now - (now - EPOCH) % limit.window


def minutes_left(limit: Limit, now: datetime) -> int:
    """Whole minutes until the next window, at least 1."""
    left = window_start(limit, now) + limit.window - now
    return max(1, -(-left // MINUTE))


def network_of(address: str) -> str:
    """The narrow network of networks_of(): that of one subscriber."""
    return networks_of(address)[0]


def networks_of(address: str) -> tuple[str, str]:
    """The networks of one subscriber and of one site: (narrow, wide).

    The /64 and the /48 of an IPv6 address; of an IPv4 address, both are the address. Text that is no address
    is returned unchanged.
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return address, address
    if not isinstance(parsed, IPv6Address) or parsed.ipv4_mapped:
        only = str(getattr(parsed, "ipv4_mapped", None) or parsed)
        return only, only
    return str(ip_network((int(parsed), 64), strict=False)), str(ip_network((int(parsed), 48), strict=False))
