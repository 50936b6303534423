"""Write a line of traffic data for each request that the application answers."""

from collections.abc import Mapping
from typing import Any, cast

from flask import Flask, Request, Response, g, request

from idea4gov.domain.traffic import Passage
from idea4gov.outside.traffic_log import TrafficLog
from idea4gov.web.http.https_only import PROBES
from idea4gov.web.http.services import now

MOST_METHOD_LETTERS = 16


def install_traffic(app: Flask, log: TrafficLog) -> None:
    """Write down every request. Stands before all else that answers, so that it sees the last status."""

    def write(response: Response) -> Response:
        # Every request waits for this, so the objects behind Flask's proxies are found once.
        asked, here = cast(Any, request)._get_current_object(), vars(g._get_current_object())
        if asked.path not in PROBES:
            passage = _passage(asked, here, response.status_code)
            log.write(passage.as_line(), at=passage.at)
        return response

    app.after_request(write)


def _passage(asked: Request, here: Mapping[str, Any], status: int) -> Passage:
    """here: what the request has noted of itself."""
    viewer = here.get("viewer")
    return Passage(
        at=now(),
        address=asked.remote_addr or "",
        # Who logged out or erased the account in this request is noted for the security log.
        account=viewer.account_id if viewer else here.get("security_actor"),
        method=asked.method[:MOST_METHOD_LETTERS],
        route=asked.url_rule.rule if asked.url_rule else "",
        status=status,
        request_id=here.get("request_id", ""),
    )
