"""What goes first where more requests come than can be answered: casting a ballot before reading a list."""

import re
from wsgiref.types import WSGIEnvironment

from idea4gov.outside.admission import CASTING, OWN, READING, READY, SENDING
from idea4gov.web.http.login import KEY_COOKIE

# What machines ask that take a process without an answer out of service, and what costs next to nothing.
AT_ONCE = re.compile(r"/(?:readyz$|healthz$|static/)")
# To cast a ballot and to support, and the log-in that they need.
VOTE = re.compile(
    r"/(?:rounds/[^/]+/ballot|proposals/[^/]+/(?:withdraw-)?support|log-in|me/devices/confirm)(?:/|$)"
)
READING_METHODS = ("GET", "HEAD", "OPTIONS")


def urgency(environ: WSGIEnvironment) -> int:
    """The urgency of a request, by its address and whether it names a session or a token, true or not."""
    path, is_reading = environ["PATH_INFO"], environ["REQUEST_METHOD"] in READING_METHODS
    if is_reading and AT_ONCE.match(path):
        return READY
    if VOTE.match(path):
        # The form comes behind the ballots that are cast, and before whatever else is read.
        return SENDING if is_reading else CASTING
    if not is_reading:
        return SENDING
    is_named = f"{KEY_COOKIE}=" in environ.get("HTTP_COOKIE", "") or "HTTP_AUTHORIZATION" in environ
    return OWN if is_named else READING
