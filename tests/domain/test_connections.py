"""Which addresses lead elsewhere, and which ways are encrypted and checked."""

import pytest

from idea4gov.domain.connections import hosts_apart, is_here, is_protected, leads_away, syslog_url


@pytest.mark.parametrize(
    "host", ["", "localhost", "127.0.0.1", "127.8.9.1", "::1", "/run/postgresql", "@own"]
)
def test_this_machine_is_here(host: str) -> None:
    assert is_here(host)


@pytest.mark.parametrize(
    "host", ["db", "10.0.0.7", "127.0.0.1.example.org", "0.0.0.0", "fe80::1", "2001:db8::1"]
)
def test_other_machines_are_not(host: str) -> None:
    assert not is_here(host)


@pytest.mark.parametrize(
    ("url", "away"),
    [
        ("sqlite:////var/lib/idea4gov.sqlite3", False),
        ("postgresql+psycopg:///name", False),
        ("postgresql://u:p@/name?host=/run/postgresql", False),
        ("postgresql://u:p@localhost/name?hostaddr=10.0.0.7", True),
        ("postgresql://u:p@/name?host=localhost:5432&host=db:5432", True),
        ("postgresql://u:p@/name?host=own:5432", False),
        ("postgresql:///name?service=main", True),
        ("postgresql://u:p@[::1]:5433/name", False),
        ("postgresql://u:p@own/name", False),
        ("postgresql://u:p@OWN/name", False),
        ("postgresql://u:p@/name?host=OWN", False),
        ("postgresql://u:p@own:5432,localhost/name", False),
        ("postgresql://u:p@own:5432,db:5433/name", True),
        ("postgresql+psycopg://localhost,db/name", True),
        ("postgresql://[::1]:5432,[2001:db8::1]:5432/name", True),
        ("postgresql://[::1]:5432,own/name", False),
        ("postgresql://u:p@%2Frun%2Fpostgresql,own/name", False),
        ("redis://", False),
        ("unix:///run/redis.sock", False),
        ("redis://10.0.0.7:6379", True),
    ],
)
def test_an_address_leads_away_when_any_of_its_hosts_does(url: str, away: bool) -> None:
    assert leads_away(url, {"own"}) is away


@pytest.mark.parametrize(
    ("url", "apart"),
    [
        ("postgresql://a:1,b:2/name", "postgresql:///name?host=a,b&port=1,2"),
        (
            "postgresql+psycopg://u:p%2C@a,[2001:db8::7]:6432,/name?sslmode=verify-full",
            "postgresql+psycopg://u:p%2C@/name?sslmode=verify-full&host=a,2001:db8::7,&port=5432,6432,5432",
        ),
        ("postgresql://u:a,b/c@only:5432/name", "postgresql://u:a,b/c@only:5432/name"),
        ("postgresql:///name?host=a:1&host=b:2", "postgresql:///name?host=a:1&host=b:2"),
        ("postgresql://[::1]:5432/name", "postgresql://[::1]:5432/name"),
        ("redis://a,b", "redis://a,b"),
        ("sqlite:////srv/a,b.sqlite3", "sqlite:////srv/a,b.sqlite3"),
        ("", ""),
    ],
)
def test_several_hosts_are_put_where_they_are_looked_for(url: str, apart: str) -> None:
    assert hosts_apart(url) == apart
    assert hosts_apart(apart) == apart


@pytest.mark.parametrize(
    "hosts",
    [
        "a:port,b",
        "a:1:2,b",
        "[::1,b",
        "a,[x]",
        "a:0,b",
        "a:65536,b",
        "a," + "b:" + "9" * 5000,
        "a,b/n?host=c",
    ],
)
def test_hosts_that_cannot_be_read_are_refused(hosts: str) -> None:
    with pytest.raises(ValueError, match="host"):
        hosts_apart(f"postgresql://u:p@{hosts}")


@pytest.mark.parametrize(
    ("url", "protected"),
    [
        ("postgresql://db/name", False),
        ("postgresql://db/name?sslmode=verify-ca&sslrootcert=/ca.pem", False),
        ("postgresql://db/name?sslmode=verify-full&sslrootcert=/ca.pem", True),
        ("postgresql://db/name?sslmode=verify-full&sslmode=disable", False),
        ("postgresql://db/name?sslrootcert=system", True),
        ("postgresql://first:1,[2001:db8::1]:2/name?sslrootcert=system", True),
        ("postgresql://first:1,second:2/name", False),
        ("postgresql://db/name?sslrootcert=system&sslmode=require", False),
        ("rediss://db", True),
        ("rediss://db?ssl_cert_reqs=optional", False),
        ("rediss://db?ssl_check_hostname=False", False),
        ("redis://db", False),
        ("smtp://relay", True),
        ("udp://logs:514", False),
        ("tcp://logs:514", False),
        ("tls://logs:6514", True),
    ],
)
def test_protected_is_what_is_encrypted_and_checked(url: str, protected: bool) -> None:
    assert is_protected(url) is protected


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("/dev/log", "unix:///dev/log"),
        ("logs:514", "udp://logs:514"),
        ("tcp://[2001:db8::7]:514", "tcp://[2001:db8::7]:514"),
        ("tls://logs:6514", "tls://logs:6514"),
        ("tls://logs", None),
        ("tls://logs:99999", None),
        ("logs", None),
        ("ftp://logs:21", None),
    ],
)
def test_an_address_of_a_syslog_is_a_path_or_a_host_with_a_port(address: str, url: str | None) -> None:
    assert syslog_url(address) == url
