"""Every setting, read from the environment once; docs/settings.md has the same table, by a test."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from idea4gov.domain.connections import hosts_apart, is_protected, leads_away, syslog_url
from idea4gov.domain.identity.digests import read_identity_keys
from idea4gov.domain.made_files import FilesPlace, files_kind, read_bucket
from idea4gov.outside.settings import ConfigError, read_setting, setting

ROOT = Path(__file__).resolve().parent
INSTANCE = ROOT / "instance"
MIB = 1024 * 1024
MIN_SECRET_LENGTH = 32
MIN_DEMO_PASSWORD_LENGTH = 12
ENVIRONMENTS = ("production", "development")
DATA_LICENCES = ("CC-BY-4.0", "CC-BY-SA-4.0", "CC0-1.0", "ODC-By-1.0")
# Listening on every address is no address to type.
REACHED_AT = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - compared, not listened on
SYNONYMS = ROOT / "idea4gov" / "synonyms.txt"
LOG_LEVELS = ("debug", "info", "warning", "error")
SCHEMES = {
    "IDEA4GOV_DATABASE_URL": ("sqlite", "postgresql+psycopg", "postgresql"),
    "IDEA4GOV_DATABASE_OWNER_URL": ("postgresql+psycopg", "postgresql"),
    "IDEA4GOV_READ_URL": ("postgresql+psycopg", "postgresql"),
    "IDEA4GOV_MAIL_URL": ("smtp", "smtps"),
    "IDEA4GOV_REDIS_URL": ("redis", "rediss", "unix"),
}
DATABASES = {
    "database_url": "IDEA4GOV_DATABASE_URL",
    "database_owner_url": "IDEA4GOV_DATABASE_OWNER_URL",
    "read_url": "IDEA4GOV_READ_URL",
}
BAD_HOST = "{} cannot be read: its host or its port is not right."
CHECKED_DATABASE = "?sslmode=verify-full&sslrootcert=system (or the file of its authority)"
PROTECTED_BY = {
    "IDEA4GOV_DATABASE_URL": CHECKED_DATABASE,
    "IDEA4GOV_DATABASE_OWNER_URL": CHECKED_DATABASE,
    "IDEA4GOV_READ_URL": CHECKED_DATABASE,
    "IDEA4GOV_REDIS_URL": "rediss://, and let its certificate be checked",
    "IDEA4GOV_FILES_URL": "an endpoint with https://",
    "IDEA4GOV_SYSLOG": "tls://host:6514",
}


@dataclass(frozen=True)
class Config:
    """Typed settings. In production (the default) there is no usable default for the secret key."""

    environment: str = setting("IDEA4GOV_ENV", "production", words=ENVIRONMENTS)
    secret_key: str = setting("IDEA4GOV_SECRET_KEY", "", secret=True)
    secret_keys: str = setting("IDEA4GOV_SECRET_KEYS", "", secret=True)
    identity_key: str = setting("IDEA4GOV_IDENTITY_KEY", "", secret=True)
    database_url: str = setting(
        "IDEA4GOV_DATABASE_URL", f"sqlite:///{INSTANCE / 'idea4gov.sqlite3'}", secret=True
    )
    database_owner_url: str = setting("IDEA4GOV_DATABASE_OWNER_URL", "", secret=True)
    read_url: str = setting("IDEA4GOV_READ_URL", "", secret=True)
    read_lag_seconds: int = setting("IDEA4GOV_READ_LAG_SECONDS", "5", 2, 3_600)
    database_wait_seconds: int = setting("IDEA4GOV_DATABASE_WAIT_SECONDS", "300", 0, 86_400)
    database_pool: int = setting("IDEA4GOV_DATABASE_POOL", "4", 1, 100)
    base_url: str = setting("IDEA4GOV_BASE_URL", "")
    host: str = setting("HOST", "127.0.0.1")
    port: int = setting("PORT", "8000", 1, 65_535)
    workers: int = setting("IDEA4GOV_WORKERS", "2", 1, 64)
    tls_certificate: str = setting("IDEA4GOV_TLS_CERTIFICATE", "")
    tls_key: str = setting("IDEA4GOV_TLS_KEY", "")
    trusted_proxies: int = setting("IDEA4GOV_TRUSTED_PROXIES", "0", 0, 10)
    mail_url: str = setting("IDEA4GOV_MAIL_URL", "", secret=True)
    mail_from: str = setting("IDEA4GOV_MAIL_FROM", "idea4gov <no-reply@localhost>")
    mail_connections: int = setting("IDEA4GOV_MAIL_CONNECTIONS", "15", 1, 50)
    mail_keep_days: int = setting("IDEA4GOV_MAIL_KEEP_DAYS", "14", 1, 365)
    session_days: int = setting("IDEA4GOV_SESSION_DAYS", "30", 1, 3_650)
    official_session_hours: int = setting("IDEA4GOV_OFFICIAL_SESSION_HOURS", "12", 1, 87_600)
    official_idle_minutes: int = setting("IDEA4GOV_OFFICIAL_IDLE_MINUTES", "30", 1, 5_256_000)
    page_cache_seconds: int = setting("IDEA4GOV_PAGE_CACHE_SECONDS", "3", 0, 3_600)
    page_cache_mib: int = setting("IDEA4GOV_PAGE_CACHE_MIB", "16", 0, 65_536)
    fragment_cache_mib: int = setting("IDEA4GOV_FRAGMENT_CACHE_MIB", "32", 0, 65_536)
    redis_url: str = setting("IDEA4GOV_REDIS_URL", "", secret=True)
    files_url: str = setting("IDEA4GOV_FILES_URL", "", secret=True)
    files_key: str = setting("IDEA4GOV_FILES_KEY", "", secret=True)
    files_secret: str = setting("IDEA4GOV_FILES_SECRET", "", secret=True)
    files_mib: int = setting("IDEA4GOV_FILES_MIB", "20480", 16, 1_048_576)
    export_dir: str = setting("IDEA4GOV_EXPORT_DIR", str(INSTANCE / "exports"))
    rendition_dir: str = setting("IDEA4GOV_RENDITION_DIR", str(INSTANCE / "renditions"))
    rendition_mib: int = setting("IDEA4GOV_RENDITION_MIB", "512", 16, 1_048_576)
    renderers: int = setting("IDEA4GOV_RENDERERS", "1", 1, 64)
    data_dir: str = setting("IDEA4GOV_DATA_DIR", str(INSTANCE / "data"))
    data_keep_days: int = setting("IDEA4GOV_DATA_KEEP_DAYS", "30", 1, 36_500)
    data_licence: str = setting("IDEA4GOV_DATA_LICENCE", "CC-BY-4.0", words=DATA_LICENCES)
    data_publisher: str = setting("IDEA4GOV_DATA_PUBLISHER", "บอกเรา ถึงรัฐ")
    data_contact: str = setting("IDEA4GOV_DATA_CONTACT", "")
    controller: str = setting("IDEA4GOV_CONTROLLER", "")
    controller_contact: str = setting("IDEA4GOV_CONTROLLER_CONTACT", "")
    data_protection_officer: str = setting("IDEA4GOV_DATA_PROTECTION_OFFICER", "")
    security_contact: str = setting("IDEA4GOV_SECURITY_CONTACT", "")
    security_log_dir: str = setting("IDEA4GOV_SECURITY_LOG_DIR", str(INSTANCE / "security-log"))
    security_log_days: int = setting("IDEA4GOV_SECURITY_LOG_DAYS", "365", 90, 36_500)
    traffic_log: str = setting("IDEA4GOV_TRAFFIC_LOG", "", words=("on", "off"))
    traffic_log_days: int = setting("IDEA4GOV_TRAFFIC_LOG_DAYS", "90", 90, 730)
    syslog: str = setting("IDEA4GOV_SYSLOG", "")
    api_requests_per_minute: int = setting("IDEA4GOV_API_REQUESTS_PER_MINUTE", "300", 0, 1_000_000)
    visitor_requests_per_minute: int = setting("IDEA4GOV_VISITOR_REQUESTS_PER_MINUTE", "6000", 0, 10_000_000)
    private_hosts: str = setting("IDEA4GOV_PRIVATE_HOSTS", "")
    synonyms_file: str = setting("IDEA4GOV_SYNONYMS_FILE", str(SYNONYMS))
    log_level: str = setting("IDEA4GOV_LOG_LEVEL", "info", words=LOG_LEVELS)
    password_memory_kib: int = setting("IDEA4GOV_PASSWORD_MEMORY_KIB", "19456", 8, 4_194_304)
    password_rounds: int = setting("IDEA4GOV_PASSWORD_ROUNDS", "2", 1, 100)
    metrics_token: str = setting("IDEA4GOV_METRICS_TOKEN", "", secret=True)
    demo_password: str = setting("IDEA4GOV_DEMO_PASSWORD", "", secret=True)

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> "Config":
        """Read and check every setting. Raises ConfigError with a sentence that names the variable."""
        values: dict[str, Any] = {
            each.name: read_setting(each, environ, instance=INSTANCE) for each in fields(cls)
        }
        for name, variable in DATABASES.items():
            values[name] = _hosts_apart(variable, values[name])
        config = cls(**values)
        config.check()
        return config

    @property
    def is_development(self) -> bool:
        """A trial on one's own machine: demo accounts, plain http and mail in the log are allowed."""
        return self.environment == "development"

    @property
    def keeps_traffic(self) -> bool:
        """Whether traffic data is kept: unless a setting says otherwise, in production alone."""
        return self.traffic_log == "on" if self.traffic_log else not self.is_development

    @property
    def all_secrets(self) -> tuple[str, ...]:
        """The secrets of this installation, the newest first."""
        return tuple(self.secret_keys.replace(",", " ").split()) or (self.secret_key,)

    @property
    def relay_must_encrypt(self) -> bool:
        """Whether no mail may go to the relay in the clear: it is elsewhere, and this is no trial."""
        return not self.is_development and leads_away(self.mail_url, self._own_hosts)

    @property
    def _own_hosts(self) -> frozenset[str]:
        return frozenset(self.private_hosts.replace(",", " ").lower().split())

    @property
    def is_local(self) -> bool:
        """Whether only this machine reaches the site."""
        return self.host == "localhost" or self.host == "::1" or self.host.startswith("127.")

    @property
    def public_url(self) -> str:
        """The address that people type, without a slash at its end; links in mails begin with it."""
        host = REACHED_AT.get(self.host, self.host)
        host = f"[{host}]" if ":" in host else host
        return (self.base_url or f"http://{host}:{self.port}").rstrip("/")

    @property
    def private_files(self) -> tuple[str, ...]:
        """The SQLite files of this installation, whether or not they are there."""
        database = urlsplit(self.database_url)
        return (database.path.removeprefix("/"),) if database.scheme == "sqlite" else ()

    @property
    def files_place(self) -> FilesPlace:
        """Where made files lie."""
        return FilesPlace(
            self.files_url,
            export_dir=self.export_dir,
            data_dir=self.data_dir,
            key=self.files_key,
            secret=self.files_secret,
            max_bytes=self.files_mib * MIB,
        )

    def check(self) -> None:
        """Raise ConfigError where the settings cannot be used together."""
        self._check_addresses()
        self._check_files()
        self._check_identity_key()
        if self.metrics_token and len(self.metrics_token) < MIN_SECRET_LENGTH:
            raise ConfigError(f"IDEA4GOV_METRICS_TOKEN needs {MIN_SECRET_LENGTH} characters or more.")
        if bool(self.tls_certificate) != bool(self.tls_key):
            raise ConfigError("IDEA4GOV_TLS_CERTIFICATE and IDEA4GOV_TLS_KEY go together: set both, or none.")
        if self.syslog and syslog_url(self.syslog) is None:
            raise ConfigError(
                "IDEA4GOV_SYSLOG must be /dev/log, host:port (UDP), tcp://host:port or tls://host:port."
            )
        if self.is_development:
            self._check_demo()
            return
        self._check_secrets()
        if not self.base_url.startswith("https://"):
            raise ConfigError("IDEA4GOV_BASE_URL must be set in production to the public https:// address.")
        self._check_controller()
        self._check_ways()

    def _check_addresses(self) -> None:
        for name, variable in DATABASES.items():
            _check_url(variable, getattr(self, name))
        if self.read_url and self.database_url.startswith("sqlite"):
            raise ConfigError("IDEA4GOV_READ_URL goes with PostgreSQL in IDEA4GOV_DATABASE_URL.")
        _check_url("IDEA4GOV_MAIL_URL", self.mail_url)
        _check_url("IDEA4GOV_REDIS_URL", self.redis_url)

    def _check_files(self) -> None:
        """Refuse what is no place of files; it may hold a password, so it is not repeated."""
        try:
            kind = files_kind(self.files_url)
            if kind == "s3":
                read_bucket(self.files_url, self.files_key, self.files_secret)
        except ValueError as error:
            raise ConfigError(f"IDEA4GOV_FILES_URL cannot be used: {error}.") from error
        if kind is None:
            raise ConfigError(
                "IDEA4GOV_FILES_URL must be folders:, database:, file:///folder or "
                "s3://bucket/prefix?endpoint=https://host:port."
            )

    def _check_identity_key(self) -> None:
        try:
            read_identity_keys(self.identity_key)
        except ValueError as error:
            raise ConfigError(f"IDEA4GOV_IDENTITY_KEY cannot be used: {error}.") from error

    def _check_secrets(self) -> None:
        if self.secret_key and self.secret_keys:
            raise ConfigError(
                "Set IDEA4GOV_SECRET_KEYS or IDEA4GOV_SECRET_KEY, not both: the first holds all of them."
            )
        name = "IDEA4GOV_SECRET_KEYS" if self.secret_keys else "IDEA4GOV_SECRET_KEY"
        if any(len(secret) < MIN_SECRET_LENGTH for secret in self.all_secrets):
            raise ConfigError(
                f"{name} must be set in production, {MIN_SECRET_LENGTH} characters or more each: "
                'make one with python3 -c "import secrets; print(secrets.token_urlsafe(48))".'
            )

    def _check_ways(self) -> None:
        """Refuse to send to another machine in the clear, or without knowing that it is the right one."""
        if not (self.is_local or self.tls_certificate or self._own_hosts):
            raise ConfigError(
                f"HOST is {self.host}, and what the proxy sends there could be read by others: set "
                "IDEA4GOV_TLS_CERTIFICATE and IDEA4GOV_TLS_KEY, or HOST to 127.0.0.1. If only machines of "
                "this installation are on the way, name the proxy in IDEA4GOV_PRIVATE_HOSTS."
            )
        ways = {
            **{variable: getattr(self, name) for name, variable in DATABASES.items()},
            "IDEA4GOV_REDIS_URL": self.redis_url,
            "IDEA4GOV_FILES_URL": self.files_url,
            "IDEA4GOV_SYSLOG": syslog_url(self.syslog) or "",
        }
        for name, url in ways.items():
            if leads_away(url, self._own_hosts) and not is_protected(url):
                raise ConfigError(
                    f"{name} leads to another machine, and what goes there could be read or answered by "
                    f"others: use {PROTECTED_BY[name]}. If only machines of this installation are on the "
                    "way, name that machine in IDEA4GOV_PRIVATE_HOSTS."
                )

    def _check_demo(self) -> None:
        """Refuse to let others reach accounts whose password is in the source."""
        if not self.is_local and not self.demo_password:
            raise ConfigError(
                f"Others can reach {self.host}, and the demo's password is public: "
                "set IDEA4GOV_DEMO_PASSWORD to a password of your own, or HOST to 127.0.0.1."
            )
        if self.demo_password and len(self.demo_password) < MIN_DEMO_PASSWORD_LENGTH:
            raise ConfigError(f"IDEA4GOV_DEMO_PASSWORD needs {MIN_DEMO_PASSWORD_LENGTH} characters or more.")

    def _check_controller(self) -> None:
        """Refuse a privacy notice that names nobody (Personal Data Protection Act B.E. 2562, section 23)."""
        named = {
            "IDEA4GOV_CONTROLLER": (self.controller, "the office that runs this site, by its full name"),
            "IDEA4GOV_CONTROLLER_CONTACT": (self.controller_contact, "its address, telephone and e-mail"),
            "IDEA4GOV_DATA_PROTECTION_OFFICER": (
                self.data_protection_officer,
                "who answers for personal data, with telephone or e-mail",
            ),
        }
        for name, (text, what) in named.items():
            if not text:
                raise ConfigError(f"{name} must be set in production for the privacy notice: {what}.")


def _check_url(name: str, url: str) -> None:
    """Refuse what is no address of this kind; it may hold a password, so it is not repeated."""
    schemes = SCHEMES[name]
    if url and not url.startswith(tuple(f"{scheme}://" for scheme in schemes)):
        raise ConfigError(f"{name} must begin with {' or '.join(f'{scheme}://' for scheme in schemes)}.")
    try:
        _ = urlsplit(url).port
    except ValueError as error:
        raise ConfigError(BAD_HOST.format(name)) from error


def _hosts_apart(name: str, url: str) -> str:
    try:
        return hosts_apart(url)
    except ValueError as error:
        raise ConfigError(BAD_HOST.format(name)) from error
