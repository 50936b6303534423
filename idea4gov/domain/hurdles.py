"""What stands before one more attempt: nothing at first, then a wait, then a proof of work.

The numbers, and what an attacker gets out of them: docs/decisions/0035.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from idea4gov.domain.errors import N_, TooMany
from idea4gov.domain.proof_of_work import LEAST_BITS, MOST_BITS
from idea4gov.domain.throttle import Limit

_QUARTER, _HOUR = timedelta(minutes=15), timedelta(hours=1)
SECOND = timedelta(seconds=1)

GUESSES_ON_DEVICE = Limit("guesses-on-device", 25, _QUARTER)
"""Wrong passwords for one account on one device that it knows."""
GUESSES_ELSEWHERE = Limit("guesses-elsewhere", 25, _QUARTER)
"""Wrong passwords for one account on all other devices together."""
FREE_GUESSES = 5
"""So many are free, of both kinds; then each has to wait twice as long as the one before."""
PROOF_FROM = 10
"""After so many a proof of work takes the place of the wait."""
GUESSES_PER_BIT = 2
"""So many further guesses double the work."""

GUESSES_FROM_NETWORK = Limit("guesses-from-network", 60, _QUARTER)
GUESSES_FROM_SITE = Limit("guesses-from-site", 600, _QUARTER)
"""Wrong passwords from one network of networks_of(), for whatever account; beyond them a proof is asked."""

MAILS_FROM_DEVICE = Limit("mails-from-device", 5, _HOUR)
"""Mails that one known device of an account can have sent to it."""
MAILS_TO_RECIPIENT = Limit("mails-to-recipient", 5, _HOUR)
"""Mails that one network can have sent to one address."""
MAILS_IN_ALL = Limit("mails-in-all", 10, _HOUR)
"""Mails of one kind to one address that strangers can have sent, all together."""
# A hall of seventy people registers through one address.
MAILS_FROM_NETWORK = Limit("mails-from-network", 150, _HOUR)
MAILS_FROM_SITE = Limit("mails-from-site", 1_500, _HOUR)
"""Mails from one network of networks_of(), to whatever address; beyond them a proof is asked."""


class WaitFirst(TooMany):
    """A wrong password was tried a moment ago. seconds: until the next attempt is possible."""

    code = "wait_first"
    message = N_("Several wrong passwords were tried. Please wait %(seconds)s seconds and try again.")


class ProofNeeded(TooMany):
    """An attempt needs a proof of work. challenge: the text to solve; minutes: until none is needed."""

    code = "proof_needed"
    message = N_("Too many attempts were made lately. Your device has to do a short calculation first.")


class TooManyGuesses(TooMany):
    """So many wrong passwords were tried that none is compared for a while. minutes: how long."""

    code = "too_many_guesses"
    message = N_(
        "Too many wrong passwords were tried. Wait %(minutes)s minutes, or have a link mailed to you now: "
        "choose “Forgotten your password?” on the log-in page."
    )


class MailsSent(TooMany):
    """So many mails were sent to one address that no more are. minutes: for how long."""

    code = "mails_sent"
    message = N_(
        "We have sent several mails to this address already. Please look for the newest one, also in the "
        "spam folder, or try again in %(minutes)s minutes."
    )


@dataclass(frozen=True)
class Hurdle:
    """What an attempt has to bring. seconds: to wait from now on. bits: of a proof of work; 0: none."""

    seconds: int = 0
    bits: int = 0


def hurdle_of_guesses(guesses: int, *, last_at: datetime | None, now: datetime) -> Hurdle:
    """What stands before a password of one account, on a known device or elsewhere.

    guesses: wrong ones of this window so far. last_at: when the last of them was made.
    """
    if guesses >= PROOF_FROM:
        return Hurdle(bits=min(MOST_BITS, LEAST_BITS + (guesses - PROOF_FROM) // GUESSES_PER_BIT))
    if guesses < FREE_GUESSES or last_at is None:
        return Hurdle()
    # By the clock of another machine the last one may have been in the future.
    left = 2 ** (guesses - FREE_GUESSES + 1) * SECOND - max(now - last_at, timedelta())
    return Hurdle(seconds=max(0, -(-left // SECOND)))


def hurdle_of_network(limit: Limit, times: int) -> Hurdle:
    """What stands before an attempt from a network that made `times` of them in this window.

    Nothing up to the limit; from there the work doubles with the attempts.
    """
    if times < limit.times:
        return Hurdle()
    return Hurdle(bits=min(MOST_BITS, LEAST_BITS + (times // limit.times).bit_length() - 1))


def highest(*hurdles: Hurdle) -> Hurdle:
    """One hurdle that is as high as each of these."""
    return Hurdle(max(one.seconds for one in hurdles), max(one.bits for one in hurdles))
