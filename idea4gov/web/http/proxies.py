"""Watch in production whether the number of trusted proxies can be right."""

from datetime import datetime, timedelta

from flask import Flask, current_app, request

from idea4gov.domain.proxies import LOOKED_AT, ProxyFault, SeenRequest, find_proxy_fault
from idea4gov.outside.logs import log_warning
from idea4gov.web.http.https_only import PROBES
from idea4gov.web.http.services import now

KEY = "idea4gov-proxy-watch"
WARNED_EVERY = timedelta(hours=1)


class ProxyWatch:
    """The last requests of this process. trusted: proxies, as set. fault: of the last LOOKED_AT requests."""

    def __init__(self, trusted: int) -> None:
        self._trusted = trusted
        self._seen: list[SeenRequest] = []
        self._warned_at: datetime | None = None
        self.fault: ProxyFault | None = None

    def note(self, seen: SeenRequest) -> None:
        """Note a request, and look at all of them once there are enough."""
        self._seen.append(seen)
        if len(self._seen) >= LOOKED_AT:
            whole, self._seen = self._seen, []
            self.fault = find_proxy_fault(whole, self._trusted)
            self._warn(now())

    def _warn(self, moment: datetime) -> None:
        if self.fault is None or (self._warned_at and moment - self._warned_at < WARNED_EVERY):
            return
        self._warned_at = moment
        log_warning("trusted_proxies_look_wrong", says=str(self.fault))


def watch_proxies(app: Flask, trusted: int) -> None:
    """Look at all requests, before anything answers them. trusted: proxies, as set."""
    app.extensions[KEY] = ProxyWatch(trusted)
    app.before_request(_note)


def proxy_fault() -> ProxyFault | None:
    """What looks wrong about the number of trusted proxies, as far as this process has seen, or None."""
    watch: ProxyWatch | None = current_app.extensions.get(KEY)
    return watch.fault if watch else None


def _note() -> None:
    if request.path not in PROBES:
        forwarded = request.headers.get("X-Forwarded-For", "")
        count = forwarded.count(",") + 1 if forwarded else 0
        current_app.extensions[KEY].note(SeenRequest(request.remote_addr or "", count))
