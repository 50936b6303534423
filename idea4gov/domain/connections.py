"""Which ways to other machines are protected: encrypted, and the other side's certificate is checked."""

import re
from collections.abc import Collection, Mapping
from ipaddress import ip_address
from urllib.parse import SplitResult, parse_qs, urlsplit

OF_AMAZON = "https://s3.amazonaws.com"
TRUTHY = ("true", "1", "yes", "on", "t", "y")

# A URL of PostgreSQL as SQLAlchemy divides it: scheme and user, hosts, database, what stands behind "?".
POSTGRES_URL = re.compile(
    r"(?P<before>postgresql[+\w]*://(?:[^:/]*(?::[^@]*)?@)?)(?P<hosts>[^/?]*)(?P<name>[^?]*)(?:\?(?P<query>.*))?"
)
HOST_AND_PORT = re.compile(
    r"(?:\[(?P<literal>[0-9a-fA-F:.%]+)\]|(?P<host>[^\[\]:]*))(?::(?P<port>[0-9]{0,5}))?"
)
POSTGRES_PORT, LAST_PORT = 5432, 65_535


def hosts_apart(url: str) -> str:
    """The same URL of PostgreSQL, with several hosts where SQLAlchemy looks for them.

    `postgresql://user@first:5432,[::1]/name`, as libpq writes it, becomes
    `postgresql://user@/name?host=first,::1&port=5432,5432`. Every other URL is returned as it is.
    Raises ValueError where a host or a port cannot be one, or hosts are named twice.
    """
    found = POSTGRES_URL.fullmatch(url)
    if found is None or "," not in found["hosts"]:
        return url
    query = found["query"] or ""
    if {"host", "port"} & parse_qs(query, keep_blank_values=True).keys():
        raise ValueError("hosts stand before the name and behind the question mark")
    hosts, ports = zip(*map(_host_and_port, found["hosts"].split(",")), strict=True)
    named = f"host={','.join(hosts)}&port={','.join(map(str, ports))}"
    return f"{found['before']}{found['name']}?{'&'.join(filter(None, (query, named)))}"


def _host_and_port(text: str) -> tuple[str, int]:
    found = HOST_AND_PORT.fullmatch(text)
    port = int((found and found["port"]) or POSTGRES_PORT)
    if found is None or not 0 < port <= LAST_PORT:
        raise ValueError("a host or its port cannot be read")
    return found["literal"] or found["host"], port


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
    parts = urlsplit(hosts_apart(url))
    return any(not is_here(host) and host.lower() not in private_hosts for host in _hosts(parts))


def is_protected(url: str) -> bool:
    """Whether what goes to this database, queue, relay or syslog is encrypted, and its certificate checked.

    The relay at smtp:// is asked for STARTTLS before anything else is said, so it counts as protected.
    """
    parts = urlsplit(hosts_apart(url))
    query = parse_qs(parts.query)
    if parts.scheme == "s3":
        return urlsplit(_endpoint(query)).scheme == "https"
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


def _endpoint(query: Mapping[str, list[str]]) -> str:
    """Where a bucket is: its URL has the name of the bucket where others have a host."""
    return query.get("endpoint", [OF_AMAZON])[-1]


def _hosts(parts: SplitResult) -> list[str]:
    """Every host that a URL names. PostgreSQL takes several, and some behind the question mark."""
    query = parse_qs(parts.query)
    if parts.scheme == "s3":
        return [urlsplit(_endpoint(query)).hostname or ""]
    if "service" in query:
        # What it stands for is in a file of libpq.
        return ["service"]
    behind = [one for name in ("host", "hostaddr") for text in query.get(name, []) for one in text.split(",")]
    # A port may stand behind a name, as in host=first:5432.
    behind = [one if one.startswith("/") or one.count(":") > 1 else one.partition(":")[0] for one in behind]
    return [parts.hostname or "", *behind]
