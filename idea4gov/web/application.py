"""The wiring of the web: services, middleware, blueprints. No rule lives here."""

from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from wsgiref.types import WSGIEnvironment

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.middleware.proxy_fix import ProxyFix

from config import ROOT, Config
from idea4gov.actions.clock import ClockWatch
from idea4gov.actions.demo import refuse_demo_in_production
from idea4gov.actions.kept_keys import pseudonyms
from idea4gov.actions.made_files import open_files
from idea4gov.actions.security_log import EventLog
from idea4gov.actions.throttle import count_together
from idea4gov.domain.keys import derive_keys
from idea4gov.domain.sessions import SessionLimits
from idea4gov.domain.throttle import Limit
from idea4gov.outside.bounded_cache import MIB
from idea4gov.outside.country_map import CountryMap
from idea4gov.outside.failure_log import FailureLog
from idea4gov.outside.identity_keys import IdentityKeys
from idea4gov.outside.logs import log_warning
from idea4gov.outside.metrics import note_queue
from idea4gov.outside.passwords import Passwords
from idea4gov.outside.redis_counter import RedisCounter
from idea4gov.outside.rendition_folder import open_folder
from idea4gov.outside.security_log import SecurityLog
from idea4gov.outside.signing import Signer
from idea4gov.outside.static_files import Assets, serve_static
from idea4gov.outside.traffic_log import TrafficLog
from idea4gov.store.failures import find_failure
from idea4gov.store.migrate import wait_until_there
from idea4gov.store.session import Database
from idea4gov.web.http.appearance import install_appearance
from idea4gov.web.http.converters import install_converters
from idea4gov.web.http.csrf import exempt_from_csrf, install_csrf
from idea4gov.web.http.errors import install_errors
from idea4gov.web.http.guards import install_guards
from idea4gov.web.http.https_only import https_only
from idea4gov.web.http.line_browser import install_line_browser
from idea4gov.web.http.locale import install_locale
from idea4gov.web.http.login import current_viewer, install_login
from idea4gov.web.http.logs import install_logs
from idea4gov.web.http.metrics import install_metrics
from idea4gov.web.http.network_limits import count_visitors, install_network_limits
from idea4gov.web.http.proxies import watch_proxies
from idea4gov.web.http.reauthentication import install_reauthentication
from idea4gov.web.http.request_decoding import ReadableRequest
from idea4gov.web.http.security import headers_of_files, install_security_headers
from idea4gov.web.http.security_log import install_security_log
from idea4gov.web.http.services import Services, install_reading
from idea4gov.web.http.stale_forms import install_stale_forms
from idea4gov.web.http.synonyms import load_synonyms
from idea4gov.web.http.traffic import install_traffic
from idea4gov.web.http.urgency import urgency
from idea4gov.web.pages.proposals.photos import install_uploads, most_body_bytes, stays_in_memory
from idea4gov.web.pages.site.metrics import note_process
from idea4gov.web.render.compression import install_compression
from idea4gov.web.render.country_map import install_map
from idea4gov.web.render.environment import LocaleEnvironment
from idea4gov.web.render.filters import install_filters
from idea4gov.web.render.fragment_cache import install_fragment_cache
from idea4gov.web.render.page_cache import install_page_cache
from idea4gov.web.render.renditions import install_renditions
from idea4gov.web.routes import register_blueprints

STATIC = ROOT / "static" / "dist"
MAX_FORM_BYTES = 256 * 1024


def build_services(config: Config) -> Services:
    """Open the database and everything outside, as the settings say."""
    assets = Assets.load(STATIC)
    database = Database(
        config.database_url,
        pool_size=config.database_pool,
        standby_url=config.read_url,
        lag_seconds=config.read_lag_seconds,
    )
    signer = Signer(config.all_secrets)
    return Services(
        config=config,
        database=database,
        assets=assets,
        passwords=Passwords(memory_kib=config.password_memory_kib, rounds=config.password_rounds),
        signer=signer,
        identity_keys=IdentityKeys(config.identity_key),
        clock_watch=ClockWatch(database),
        pseudonym=pseudonyms(database, signer),
        renditions=open_folder(
            config.rendition_dir, database_url=config.database_url, lags=config.page_cache_seconds > 0
        ),
        files=open_files(database, config.files_place),
        country_map=CountryMap.load(STATIC, assets),
        security_log=EventLog(SecurityLog(config.security_log_dir, config.syslog)),
        traffic_log=TrafficLog(config.security_log_dir),
        failures=FailureLog(config.security_log_dir),
        synonyms=load_synonyms(config.synonyms_file),
    )


class Site(Flask):
    """Flask without its check, before each call of a function, whether it is a coroutine: none of ours is."""

    # Answered by the server itself, however many wait.
    alive_path = "/healthz"
    _turned_away = 0

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function as it is."""
        return func

    @property
    def offload_socket(self) -> Path | None:
        """Where the server sends requests that take long; None where everything is made in this process."""
        parts: Services = self.extensions["idea4gov"]
        return None if parts.makes_renditions else parts.renditions.offload_socket

    def urgency(self, environ: WSGIEnvironment) -> int:
        """How urgent this request is, where more come than the server can answer (outside/admission.py)."""
        return urgency(environ)

    def tell(self, waiting: int, turned_away: int) -> None:
        """Note for /metrics how this process is: requests that wait, and that it turned away so far."""
        note_queue(waiting, turned_away - self._turned_away)
        self._turned_away = turned_away
        note_process(self)

    def most_body_bytes(self, environ: WSGIEnvironment) -> int:
        """How long a body this request may have; the server asks before it takes one in."""
        return most_body_bytes(self, environ)

    def stays_in_memory(self, environ: WSGIEnvironment) -> bool:
        """Whether the body of this request may never touch a disk."""
        return stays_in_memory(self, environ)


def build_app(parts: Services) -> Flask:
    """The application around its services."""
    app = Site(
        "idea4gov",
        template_folder=str(ROOT / "templates"),
        static_folder=None,
        root_path=str(Path(__file__).parents[1]),
    )
    app.request_class = ReadableRequest
    # Werkzeug would redirect from "//" to "/" at the Host of the request, which may be forged.
    app.url_map.merge_slashes = False
    app.extensions["idea4gov"] = parts
    app.config.update(_flask_settings(parts.config))
    _set_up_templates(app, parts)
    _install(app, parts)
    register_blueprints(app)
    exempt_from_csrf(app, "unsubscribe")
    wrap_app(app, parts.config)
    return app


def _install(app: Flask, parts: Services) -> None:
    """Everything that stands around the views. What is installed first is asked first."""
    config = parts.config
    install_logs(app, level=config.log_level, readable=config.is_development)
    if config.keeps_traffic:
        install_traffic(app, parts.traffic_log)
    install_metrics(app)
    if not config.is_development:
        watch_proxies(app, config.trusted_proxies)
    install_reading(app)
    install_converters(app)
    install_renditions(app, seconds=config.page_cache_seconds)
    install_page_cache(app, seconds=config.page_cache_seconds, max_bytes=config.page_cache_mib * MIB)
    install_login(app, session_limits(config))
    limit_networks(app, parts)
    # Both before the token is looked for, which reads the whole form.
    count_visitors(app)
    install_uploads(app)
    install_csrf(app)
    # Before the guards, which ask for what it brings.
    install_reauthentication(app)
    install_guards(app)
    install_locale(app)
    install_appearance(app)
    install_filters(app)
    install_map(app, parts.country_map)
    install_fragment_cache(app, max_bytes=config.fragment_cache_mib * MIB)
    install_errors(app)
    install_stale_forms(app)
    install_compression(app)
    install_line_browser(app)
    install_security_log(app)
    install_security_headers(app, https=not config.is_development)


def limit_networks(app: Flask, parts: Services) -> None:
    """Count what networks ask for: with all processes in Redis where it answers, else in the database."""
    # Machines of one installation may reach its database by different addresses.
    config, name = parts.config, sha256(parts.config.public_url.encode()).hexdigest()[:12]
    in_redis = RedisCounter(config.redis_url, prefix=f"idea4gov-{name}") if config.redis_url else None

    def add(limit: Limit, network: str, times: int, moment: datetime) -> int | None:
        subject = parts.signer.keyed_digest("network", network)
        total = in_redis.add(limit, subject, times, now=moment) if in_redis is not None else None
        try:
            return total or count_together(parts.database, limit, subject, times, now=moment)
        except SQLAlchemyError as error:
            if find_failure(error) is None:
                raise
            return None

    install_network_limits(
        app, api=config.api_requests_per_minute, visitor=config.visitor_requests_per_minute, add=add
    )


def session_limits(config: Config) -> SessionLimits:
    """How long sessions last, as the settings say."""
    return SessionLimits(
        citizen=timedelta(days=config.session_days),
        official=timedelta(hours=config.official_session_hours),
        official_idle=timedelta(minutes=config.official_idle_minutes),
    )


def _set_up_templates(app: Flask, parts: Services) -> None:
    app.jinja_environment = LocaleEnvironment  # type: ignore[assignment]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        asset=parts.assets.url, current_viewer=current_viewer, site_url=parts.config.public_url
    )


def refuse_demo(parts: Services) -> None:
    """Raise DemoInProduction before the public is served from a database with the demo's accounts."""
    config = parts.config
    if config.is_development or not wait_until_there(
        parts.database, seconds=config.database_wait_seconds, notify=log_warning
    ):
        return
    with parts.database.reading() as db:
        refuse_demo_in_production(db)


def wrap_app(app: Flask, config: Config) -> None:
    """Serve static files before Flask, only over https, and believe none but the trusted proxies."""
    of_files = headers_of_files(https=not config.is_development)
    app.wsgi_app = serve_static(app.wsgi_app, STATIC, of_files)  # type: ignore[assignment,method-assign]
    if not config.is_development:
        app.wsgi_app = https_only(app.wsgi_app, config.public_url)  # type: ignore[assignment,method-assign]
    if config.trusted_proxies:
        hops = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]


def _flask_settings(config: Config) -> dict[str, object]:
    """Flask's own settings: cookies, limits, CSRF."""
    https = not config.is_development
    newest, *former = derive_keys(config.all_secrets, "session")
    return {
        "SECRET_KEY": newest,
        "SECRET_KEY_FALLBACKS": former,
        "SESSION_COOKIE_NAME": "__Host-visit" if https else "visit",
        "SESSION_COOKIE_SECURE": https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_REFRESH_EACH_REQUEST": False,
        "PERMANENT_SESSION_LIFETIME": timedelta(days=config.session_days),
        "MAX_CONTENT_LENGTH": MAX_FORM_BYTES,
        "MAX_FORM_MEMORY_SIZE": MAX_FORM_BYTES,
        "CSRF_NEEDS_REFERRER": https,
    }
