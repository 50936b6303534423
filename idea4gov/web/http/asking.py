"""Who asks, as the use cases of accounts want to know it; and when a refused one may ask again."""

from flask import Response, after_this_request, request

from idea4gov.actions.accounts import Asker
from idea4gov.domain.errors import DomainError, TooMany
from idea4gov.domain.renditions import NotReady
from idea4gov.web.http.carried_forms import CHALLENGE, SOLUTION
from idea4gov.web.http.errors import retry_after
from idea4gov.web.http.login import device_cookie


def asker() -> Asker:
    """What this request says about who sends it."""
    return Asker(
        address=request.remote_addr or "",
        device=device_cookie(),
        challenge=request.form.get(CHALLENGE, ""),
        solution=request.form.get(SOLUTION, ""),
    )


def tell_when(error: DomainError) -> None:
    """Tell programs in a header when a refused attempt can be made again, also where the page is a form."""

    @after_this_request
    def add_header(response: Response) -> Response:
        if isinstance(error, TooMany | NotReady):
            response.headers["Retry-After"] = retry_after(error)
        return response
