"""Devices: browsers in which somebody logged in, named so that their owner recognises them."""

from datetime import timedelta
from ipaddress import ip_address, ip_network

DEVICE_KEPT = timedelta(days=365)
"""How long a device is known after its last log-in."""
DEVICES_MAX = 20
"""Known devices of one account; a new one makes the oldest unknown."""
NOT_KNOWN = {"th": "ไม่ทราบ", "en": "not known"}
"""Language -> what a mail says in place of a device or a network without a name."""
READ_OF_USER_AGENT = 512
NETWORK_BITS = {4: 24, 6: 48}
# The first sign that is found names the browser: most pretend to be others as well.
BROWSERS = (
    ("Line/", "LINE"),
    ("FBAN/", "Facebook"),
    ("FBAV/", "Facebook"),
    ("EdgA/", "Edge"),
    ("EdgiOS/", "Edge"),
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def describe_device(user_agent: str) -> str:
    """The browser and the system that a User-Agent names: "Chrome, Android"; "" if it names neither."""
    text = user_agent[:READ_OF_USER_AGENT]
    names = (next((name for sign, name in signs if sign in text), "") for signs in (BROWSERS, SYSTEMS))
    return ", ".join(filter(None, names))


def wide_network(address: str) -> str:
    """The network of an IP address that is kept as the place of a device: its /24 (IPv4) or /48 (IPv6).

    "" for a text that is no address.
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return ""
    parsed = getattr(parsed, "ipv4_mapped", None) or parsed
    return str(ip_network((str(parsed).partition("%")[0], NETWORK_BITS[parsed.version]), strict=False))
