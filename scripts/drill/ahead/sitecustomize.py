"""Sets the clock of a Python process ahead; Python imports a module of this name before all others."""

import os
from datetime import UTC, datetime, timedelta

import time_machine

ahead = timedelta(seconds=float(os.environ["DRILL_SECONDS_AHEAD"]))
time_machine.travel(datetime.now(UTC) + ahead, tick=True).start()
