"""Production speaks https only: what comes over plain http is sent on to the https address, or refused."""

from collections.abc import Iterable
from urllib.parse import quote
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

# A load balancer and Prometheus ask these over the machine's own network; no person and no text is in them.
PROBES = ("/healthz", "/readyz", "/metrics")
REFUSED = (
    "เว็บไซต์นี้รับข้อมูลทาง https เท่านั้น ข้อมูลที่ส่งมาทาง http อาจมีผู้อื่นเห็นระหว่างทาง จึงไม่ได้บันทึกไว้ "
    "กรุณาเปิด {address} แล้วส่งใหม่\n"
    "This site takes data over https only. What was sent over http may have been seen on its way, so nothing "
    "was saved. Please open {address} and send it again.\n"
)


def https_only(wsgi_app: WSGIApplication, site_url: str) -> WSGIApplication:
    """Return a WSGI application that passes requests over https on to `wsgi_app`.

    A page that is asked for over http is answered with 308 to its address under `site_url`. Everything else
    (forms, the API) gets 403, so that a program that sends its token in the clear does not go unnoticed.
    Stands behind the middleware that believes the trusted proxies.
    """

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if _is_https(environ) or path in PROBES:
            return wsgi_app(environ, start_response)
        if environ["REQUEST_METHOD"] in ("GET", "HEAD") and not path.startswith("/api/"):
            start_response("308 Permanent Redirect", [("Location", site_url + _target(environ))])
            return []
        body = REFUSED.format(address=site_url).encode()
        start_response(
            "403 Forbidden",
            [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body)))],
        )
        return [body]

    return answer


def _is_https(environ: WSGIEnvironment) -> bool:
    # Where no proxy is trusted, its word is enough here: to doubt it would send browsers round in circles,
    # and a visitor who makes it up takes nothing but the redirect from himself.
    return environ["wsgi.url_scheme"] == "https" or (
        "werkzeug.proxy_fix.orig" not in environ and environ.get("HTTP_X_FORWARDED_PROTO") == "https"
    )


def _target(environ: WSGIEnvironment) -> str:
    """The path and query of a request, from the root of the site."""
    path = quote(environ.get("PATH_INFO", "/").encode("latin-1"), safe="/:@!$&'()*+,;=-._~")
    query = quote(environ.get("QUERY_STRING", "").encode("latin-1"), safe="/:@!$&'()*+,;=-._~?%")
    return f"/{path.lstrip('/')}" + (f"?{query}" if query else "")
