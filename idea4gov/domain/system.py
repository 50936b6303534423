"""How an installation is: figures of the moment, and which of them somebody has to look at."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final, Literal, NamedTuple

from idea4gov.domain.backups import BACKUP_LATE, REHEARSAL_LATE
from idea4gov.domain.readiness import LATE

Part = Literal[
    "schema", "worker", "clock", "relay", "mails", "jobs", "rounds", "standby", "disk", "backup", "rehearsal"
]
MAIL_LATE: Final = timedelta(minutes=10)
ROUND_LATE: Final = timedelta(minutes=30)
"""From the date of a phase: the worker looks every minute, waits for the grace, and seals."""
FOLDERS: Final = {
    "exports": "export_dir",
    "data": "data_dir",
    "renditions": "rendition_dir",
    "security_log": "security_log_dir",
}
"""By what lies there, the settings that name folders."""
LEAST_FREE: Final = 0.1
LEAST_FREE_BYTES: Final = 1024**3


class Disk(NamedTuple):
    """The disk under a folder. folder: what lies there, in one word."""

    folder: str
    free_bytes: int
    bytes: int

    @property
    def is_short(self) -> bool:
        """Whether less is free than a tenth, or than a gibibyte."""
        return self.free_bytes < max(self.bytes * LEAST_FREE, LEAST_FREE_BYTES)


@dataclass(frozen=True)
class Figures:
    """What the database and the disks say of an installation, at one moment.

    schema, newest_schema: the migration of the database, and the newest of this code. oldest_mail,
    relay_away, oldest_round: how long the oldest mail waits, the relay is away, a round is past the date of
    its next phase. jobs: exports by state. pulse: since a worker lived; None: not for a day. clock: of
    clock_state(). skew: how far this machine's clock is ahead. lag: of the standby behind the primary; None
    without one, or where it does not answer, and then is_near is False. backup_age, rehearsal_age: since a
    backup was made, and restored for a trial; None: never.
    """

    engine: str
    schema: str
    newest_schema: str
    database_bytes: int
    mails_waiting: int
    oldest_mail: timedelta
    mails_given_up: int
    relay_away: timedelta
    jobs: dict[str, int]
    rounds_due: int
    oldest_round: timedelta
    pulse: timedelta | None
    clock: str
    skew: timedelta
    is_near: bool = True
    lag: timedelta | None = None
    backup_age: timedelta | None = None
    rehearsal_age: timedelta | None = None
    disks: tuple[Disk, ...] = field(default=())


def list_faults(figures: Figures, *, has_relay: bool) -> dict[Part, bool]:
    """Of each part, whether somebody has to look at it. has_relay: whether a mail server is set."""
    return {
        "schema": figures.schema != figures.newest_schema,
        "worker": figures.pulse is None or figures.pulse > LATE,
        "clock": figures.clock != "ok",
        "relay": not has_relay or figures.relay_away > timedelta(),
        "mails": figures.oldest_mail > MAIL_LATE or figures.mails_given_up > 0,
        "jobs": figures.jobs.get("failed", 0) > 0,
        "rounds": figures.oldest_round > ROUND_LATE,
        "standby": not figures.is_near,
        "disk": any(disk.is_short for disk in figures.disks),
        "backup": figures.backup_age is None or figures.backup_age > BACKUP_LATE,
        "rehearsal": figures.rehearsal_age is None or figures.rehearsal_age > REHEARSAL_LATE,
    }
