"""Security headers of every answer, among them a strict content security policy with a nonce."""

import secrets

from flask import Flask, Response, g, request

from idea4gov.web.http.login import known_viewer

POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=(self), interest-cohort=()",
    "X-Frame-Options": "DENY",
}
HTTPS_ONLY = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}
# A picture that is opened by itself runs nothing; pages say which styles and scripts they load.
OF_FILES = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": (
        "script-src 'none'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
    ),
}


def headers_of_files(*, https: bool) -> dict[str, str]:
    """The headers of static files. https: as in install_security_headers."""
    return OF_FILES | (HTTPS_ONLY if https else {})


def csp_nonce() -> str:
    """The nonce of this answer, for its <script> and <link> elements."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def allow_framing() -> None:
    """Allow other sites to show the answer to this request in a frame."""
    g.may_be_framed = True


def install_security_headers(app: Flask, *, https: bool) -> None:
    """Set the headers on every answer. https: also tell browsers to use https only, for a year.

    No browser stores an answer to somebody who is logged in, so that "back" shows none of them after the
    log-out. Views that set Cache-Control keep theirs: photos, files.
    """

    def add(response: Response) -> Response:
        headers = dict(FIXED)
        if https:
            headers |= HTTPS_ONLY
        is_personal = request.method == "POST" or known_viewer() is not None
        headers["Cache-Control"] = "no-store" if is_personal else "private, no-cache"
        policy = POLICY
        if g.get("may_be_framed"):
            policy = policy.replace("frame-ancestors 'none'", "frame-ancestors *")
            del headers["X-Frame-Options"]
        if response.status_code != 304:
            # After a 304 the browser shows its stored page, whose nonce is in the policy that it came with.
            headers["Content-Security-Policy"] = policy.format(nonce=csp_nonce())
        # Headers that a view has set are kept: the API lets other sites read its answers.
        said = {name.lower() for name, _ in response.headers}
        response.headers.extend({name: value for name, value in headers.items() if name.lower() not in said})
        return response

    app.after_request(add)
