"""Headers of the API's answers: other sites may read it from a browser, and nothing else."""

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
    """Let scripts of other sites read what `bp` answers to a read."""
    bp.after_request(_open)


def _open(response: Response) -> Response:
    # No cookie and no token plays a part in a read, so there is nothing to steal.
    if request.method in READS:
        response.headers.update(CROSS_ORIGIN)
    return response
