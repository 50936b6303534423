"""How long is kept what would grow without end. docs/operations.md says it of every table."""

from datetime import timedelta

NOTICE_KEPT = timedelta(days=365)
"""From when a notice was given, whether it was read or not."""

LINK_KEPT = timedelta(days=30)
"""From the end of a link's time: until then it can still say that it is too old."""

TOKEN_KEPT = timedelta(days=365)
"""From the end of an API token, by its date or by revoking. The audit log names it for good."""

FAILURE_KEPT = timedelta(days=30)
"""From a failure of a request or of the worker that was noted."""

PULSE_KEPT = timedelta(days=1)
"""From the last word of a worker that has ended."""

UNCONFIRMED_KEPT = timedelta(days=30)
"""From a registration whose address nobody confirmed; its link was good for three days at most."""
