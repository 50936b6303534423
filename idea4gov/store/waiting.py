"""Wait at the start for a database that is not there yet: after a boot it may come later than we do."""

import time
from collections.abc import Callable

from sqlalchemy.exc import DBAPIError

from idea4gov.store.failures import find_failure
from idea4gov.store.migrate import is_current
from idea4gov.store.session import Database

LOOK_SECONDS = 2.0


def wait_until_there(
    database: Database,
    *,
    seconds: float,
    notify: Callable[[str], object],
    pause: Callable[[float], object] = time.sleep,
) -> bool:
    """Wait until the database answers; whether its schema is the newest.

    seconds: at most. notify: called with a line for each look at which it was not there. pause: waits for so
    many seconds. Raises DBAPIError when the time is over, and for errors that waiting does not mend.
    """
    deadline = time.monotonic() + seconds
    while True:
        try:
            return is_current(database)
        except DBAPIError as error:
            if find_failure(error) is None or time.monotonic() >= deadline:
                raise
            notify(f"Waiting for the database: {str(error.orig).strip().splitlines()[-1]}")
        pause(LOOK_SECONDS)
