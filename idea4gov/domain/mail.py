"""When a mail is tried again and when it is given up; when a relay is; and what is shown of an address."""

import re
from datetime import datetime, timedelta

MAX_ATTEMPTS = 12
FIRST_DELAY = timedelta(minutes=2)
RELAY_FIRST_DELAY = timedelta(seconds=5)
RELAY_LONGEST_DELAY = timedelta(minutes=10)
# A relay of 20 ms for a command takes them in less than two seconds.
MAILS_OF_CONNECTION = 20
WORDS_MAX_LENGTH = 300


def next_attempt(attempts: int, now: datetime) -> datetime | None:
    """When a mail is tried again that was put off for the `attempts`-th time; None when it is given up.

    attempts: int > 0, of this mail alone: a relay that is away uses none up. The pauses are 2, 4, 8 ...
    minutes; all MAX_ATTEMPTS span almost three days.
    """
    doublings: int = 2 ** (attempts - 1)
    return None if attempts >= MAX_ATTEMPTS else now + FIRST_DELAY * doublings


def next_connection(failures: int, now: datetime) -> datetime:
    """When a relay is tried again that failed `failures` times in a row, whatever waits for it.

    failures: int > 0. The pauses are 5, 10, 20 ... seconds, and no longer than ten minutes.
    """
    doublings: int = 2 ** min(failures - 1, 20)
    return now + min(RELAY_FIRST_DELAY * doublings, RELAY_LONGEST_DELAY)


def connections_for(mails: int) -> int:
    """How many connections send so many mails that are due: one for each 20."""
    return -(-mails // MAILS_OF_CONNECTION)


def domain_of(address: str) -> str:
    """An e-mail address without the name of its owner: `…@example.org`."""
    return f"…@{address.rpartition('@')[2]}"


def relay_words(text: str, recipient: str) -> str:
    """What a relay said, on one line of at most WORDS_MAX_LENGTH characters, without the owner's name.

    recipient: the address that the mail went to, whose first part is taken out wherever it stands.
    """
    name = recipient.rpartition("@")[0]
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in text[:2000]).split())
    line = re.sub(r"[^\s<>\"'(),:;]+@", "…@", line)
    if name:
        line = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "…", line, flags=re.IGNORECASE)
    return line if len(line) <= WORDS_MAX_LENGTH else f"{line[: WORDS_MAX_LENGTH - 1]}…"
