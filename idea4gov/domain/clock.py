"""Clocks of several machines: how far they may differ, and what is waited for."""

from datetime import timedelta

MAX_SKEW = timedelta(seconds=30)
"""Between this machine's clock and the database's; above it nothing is done that cannot be undone."""

GRACE = timedelta(minutes=5)
"""From the end of voting to the seal."""

TOLERANCE = timedelta(minutes=10)
"""How far in the future a session, a form or a link may have been made: by a machine whose clock is fast."""
