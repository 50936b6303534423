"""Headers that let scripts of other sites read from the API, but not write to it."""

from flask import Blueprint, Response, request

READS = ("GET", "HEAD", "OPTIONS")
CROSS_ORIGIN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "If-None-Match, If-Modified-Since",
    "Access-Control-Expose-Headers": "ETag, Last-Modified, Link, RateLimit-Limit, RateLimit-Remaining, "
    "RateLimit-Reset, Retry-After",
    "Access-Control-Max-Age": "86400",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


def open_to_other_sites(bp: Blueprint) -> None:
    """Let scripts of other sites see the answers of `bp` to GET, HEAD and OPTIONS."""
    bp.after_request(_open)


def _open(response: Response) -> Response:
    # Reads use no cookie and no token, so that a foreign script sees only what is public.
    if request.method in READS:
        response.headers.update(CROSS_ORIGIN)
    return response
