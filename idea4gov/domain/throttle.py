"""Rate limits over fixed windows of time."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Limit:
    """At most `times` per `window` for one subject of an action. action: its name."""

    action: str
    times: int
    window: timedelta


LOG_IN_TO_ACCOUNT = Limit("log-in-to-account", 10, timedelta(minutes=15))
LOG_IN_FROM_ADDRESS = Limit("log-in-from-address", 60, timedelta(minutes=15))
MAIL_TO_RECIPIENT = Limit("mail-to-recipient", 5, timedelta(hours=1))
MAIL_ABOUT_ACCOUNT = Limit("mail-about-account", 20, timedelta(days=1))
# A hall of seventy people registers through one address.
MAIL_FROM_ADDRESS = Limit("mail-from-address", 150, timedelta(hours=1))


def window_start(limit: Limit, now: datetime) -> datetime:
    """The start of the window that contains `now`."""
    return now - (now - EPOCH) % limit.window


def minutes_left(limit: Limit, now: datetime) -> int:
    """Whole minutes until the next window, at least 1."""
    left = window_start(limit, now) + limit.window - now
    return max(1, -(-left // MINUTE))


def network_of(address: str) -> str:
    """The network of one subscriber: an IPv4 address, or the /64 of an IPv6 address.

    Text that is no address is returned unchanged.
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ip_network((parsed, 64), strict=False))
    return str(parsed)
