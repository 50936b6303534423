"""Whether the number of trusted proxies can be right, seen from where requests seem to come from."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Literal

LOOKED_AT = 200
"""Requests that are looked at together."""

Fault = Literal["one_place", "too_short"]


@dataclass(frozen=True)
class SeenRequest:
    """address: from which a request seems to come. forwarded: how many addresses its X-Forwarded-For had."""

    address: str
    forwarded: int


@dataclass(frozen=True)
class ProxyFault:
    """What looks wrong. trusted: proxies, as set. forwarded: addresses that most requests brought.

    fault: "one_place": all come from one address, or none from the internet. "too_short": more than half had
    fewer addresses than trusted proxies, so that whoever makes one up is believed.
    """

    fault: Fault
    trusted: int
    forwarded: int

    def __str__(self) -> str:
        says = {
            "one_place": "the last requests all seem to come from one address or from inside the network",
            "too_short": "most of the last requests came through fewer proxies than that",
        }
        return (
            f"IDEA4GOV_TRUSTED_PROXIES is {self.trusted}, but {says[self.fault]} (X-Forwarded-For had "
            f"{self.forwarded}). Set it to the number of proxies in front of this site, and restart. "
            "Otherwise visitors count as one, or as whoever they say, and limits hit the wrong ones."
        )


def find_proxy_fault(seen: Sequence[SeenRequest], trusted: int) -> ProxyFault | None:
    """What looks wrong about these requests, or None. trusted: proxies, as set. seen: at least one."""
    usual = Counter(one.forwarded for one in seen).most_common(1)[0][0]
    if 2 * sum(one.forwarded < trusted for one in seen) > len(seen):
        return ProxyFault("too_short", trusted, usual)
    addresses = {one.address for one in seen}
    if len(addresses) == 1 or all(map(_is_inside, addresses)):
        return ProxyFault("one_place", trusted, usual)
    return None


def _is_inside(address: str) -> bool:
    """Whether nobody on the internet has this address."""
    try:
        return not ip_address(address).is_global
    except ValueError:
        return True
