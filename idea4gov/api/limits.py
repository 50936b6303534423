"""The limit on the requests of a network to the API, which all processes count together."""

from flask import Blueprint

from idea4gov.web.http.network_limits import API, count_request


def limit_requests(bp: Blueprint) -> None:
    """Count the requests to `bp`, and answer those over the limit with 429."""
    bp.before_request(_count)


def _count() -> None:
    count_request(API)
