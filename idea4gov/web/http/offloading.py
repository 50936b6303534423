"""Requests that take long go on in another process, where there is one (outside/offloading.py)."""

from collections.abc import Callable

from flask import request

from idea4gov.domain.offloading import Overloaded, Unfinished
from idea4gov.outside.metrics import count_offloaded
from idea4gov.outside.offloading import OFFLOADING, WAIT_SECONDS, AskAgain, Offload
from idea4gov.web.http.login import require_viewer
from idea4gov.web.http.logs import route_of_request
from idea4gov.web.http.metrics import NO_PAGE, method_of_request

AGAIN_SECONDS = 15


def offload(*, for_office: bool = False) -> None:
    """Let the request begin anew in another process. Returns where the work is to be done here.

    To be called before work that takes more than a fifth of a second, for somebody who is logged in, while
    nothing is changed yet. for_office: for officials, who do not wait for others.
    Raises Unfinished, Overloaded when the other process did not answer.
    """
    offload_if_possible(for_office=for_office)
    if OFFLOADING in request.environ:
        raise (Overloaded if request.environ[OFFLOADING] == "busy" else Unfinished)(seconds=AGAIN_SECONDS)


def offload_if_possible(*, for_office: bool = False) -> None:
    """The same, but returns where no answer came: for work that the form can be shown again without."""
    if request.environ.get(OFFLOADING) == "possible":
        count_offloaded(route_of_request() or NO_PAGE, method_of_request())
        raise Offload(str(require_viewer().account_id), for_office=for_office)


def ask_again_when(is_there: Callable[[], bool], *, seconds: float = WAIT_SECONDS) -> None:
    """Let the server wait for something that comes within a moment, and begin the request anew."""
    if request.environ.get(OFFLOADING) == "possible":
        raise AskAgain(is_there, seconds=seconds)
