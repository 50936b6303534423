"""Which ways to other machines are protected: encrypted, and the other side's certificate is checked."""

from collections.abc import Collection
from ipaddress import ip_address
from urllib.parse import SplitResult, parse_qs, urlsplit

TRUTHY = ("true", "1", "yes", "on", "t", "y")


def is_here(host: str) -> bool:
    """Whether a host is this machine: a socket's path, a loopback address, or nothing at all."""
    if host in ("", "localhost") or host.startswith(("/", "@")):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def leads_away(url: str, private_hosts: Collection[str]) -> bool:
    """Whether a URL leads to a machine that is neither this one nor in a network of our own."""
    return any(not is_here(host) and host not in private_hosts for host in _hosts(urlsplit(url)))


def is_protected(url: str) -> bool:
    """Whether what goes to this database, queue, relay or syslog is encrypted, and its certificate checked.

    The relay at smtp:// is asked for STARTTLS before anything else is said, so it counts as protected.
    """
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    if parts.scheme.startswith("postgresql"):
        # libpq demands a whole check where the authorities of the system are to be believed.
        return query.get("sslmode", _mode_of(query.get("sslrootcert"))) == ["verify-full"]
    if parts.scheme == "rediss":
        checks = query.get("ssl_cert_reqs", ["required"]), query.get("ssl_check_hostname", ["true"])
        return checks[0] == ["required"] and all(word.lower() in TRUTHY for word in checks[1])
    return parts.scheme in ("smtp", "smtps", "tls")


def syslog_url(address: str) -> str | None:
    """The address of a syslog as a URL: unix:///dev/log, udp://host:port, tcp://..., tls://...; else None."""
    if address.startswith("/"):
        return f"unix://{address}"
    url = address if "://" in address else f"udp://{address}"
    try:
        parts = urlsplit(url)
        is_whole = parts.scheme in ("udp", "tcp", "tls") and bool(parts.hostname and parts.port)
    except ValueError:
        return None
    return url if is_whole else None


def _mode_of(authority: list[str] | None) -> list[str]:
    return ["verify-full"] if authority == ["system"] else []


def _hosts(parts: SplitResult) -> list[str]:
    """Every host that a URL names. PostgreSQL takes several, and some behind the question mark."""
    query = parse_qs(parts.query)
    if "service" in query:
        # What it stands for is in a file of libpq.
        return ["service"]
    behind = [one for name in ("host", "hostaddr") for text in query.get(name, []) for one in text.split(",")]
    # A port may stand behind a name, as in host=first:5432.
    behind = [one if one.startswith("/") or one.count(":") > 1 else one.partition(":")[0] for one in behind]
    return [parts.hostname or "", *behind]
