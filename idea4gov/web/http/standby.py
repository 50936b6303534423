"""What a standby answers: pages and files that show nothing of who asks for them.

Whoever is logged in, or has just sent a form, is answered by the primary, and so sees what they wrote.
"""

import logging
from collections.abc import Callable
from functools import partial, wraps
from typing import ParamSpec, TypeVar

from flask import g, request
from sqlalchemy.exc import SQLAlchemyError

from idea4gov.domain.errors import NotFound
from idea4gov.web.http.login import KEY_COOKIE
from idea4gov.web.http.services import end_reading, reads_from_standby, services

LOG = logging.getLogger(__name__)
P = ParamSpec("P")
T = TypeVar("T")


def may_lag(view: Callable[P, T]) -> Callable[P, T]:
    """Decorator: for who is not logged in, this view may show what is some seconds old."""

    @wraps(view)
    def answer(*args: P.args, **kwargs: P.kwargs) -> T:
        # The visit is not looked at, lest the answer vary with its cookie.
        is_known = KEY_COOKIE in request.cookies or "Authorization" in request.headers
        return view(*args, **kwargs) if is_known else read_near(partial(view, *args, **kwargs))

    return answer


def read_near(make: Callable[[], T]) -> T:
    """Call a function whose reading may lag.

    It is called again on the primary where the standby fails, and where it does not know yet what is new.
    """
    standby = services().database.standby
    if standby is None:
        return make()
    end_reading()
    g.may_lag = True
    try:
        return make()
    except (SQLAlchemyError, NotFound) as error:
        if not reads_from_standby():
            raise
        if not isinstance(error, NotFound):
            LOG.warning("standby_failed %s", type(error).__name__)
            standby.put_aside()
    finally:
        end_reading()
        g.may_lag = False
    return make()
