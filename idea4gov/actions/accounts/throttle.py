"""How often passwords are guessed and mails asked for, and what stands before one more attempt.

An attempt is counted before the act, in a transaction of its own, so that simultaneous ones cannot all pass;
what is refused here takes its count back. Counters are locked in the order of their list, so that no two
attempts wait for each other.
"""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from idea4gov.actions.accounts.devices import known_device_of
from idea4gov.actions.accounts.keys import Keys
from idea4gov.domain import hurdles
from idea4gov.domain.devices import wide_network
from idea4gov.domain.hurdles import Hurdle, MailsSent, ProofNeeded, TooManyGuesses, WaitFirst
from idea4gov.domain.mailboxes import mailbox_of
from idea4gov.domain.proof_of_work import LIFETIME, Challenge, Purpose, is_solved
from idea4gov.domain.throttle import COUNTER_KEPT, Limit, minutes_left, networks_of
from idea4gov.outside.random_tokens import draw_nonce
from idea4gov.store import sessions
from idea4gov.store import throttle as counters
from idea4gov.store.session import Database

MailKind = Literal["register", "forgotten"]
Subject = tuple[Limit, str]
PROOF = "proof-of-work"
PROOFS_USED = Limit(PROOF, 1, LIFETIME)
DIGEST_LETTERS = 16


@dataclass(frozen=True)
class Asker:
    """What a request says about who asks. address: its IP address; device: of the device's cookie.

    challenge, solution: of a proof of work that it brings along, or "".
    """

    address: str
    device: str | None = None
    challenge: str = ""
    solution: str = ""


@dataclass(frozen=True)
class Guess:
    """An attempt at a password that was counted. subjects: its counters. is_known: on a known device."""

    subjects: tuple[Subject, ...]
    is_known: bool


def count_guess(database: Database, keys: Keys, email: str, asker: Asker, *, now: datetime) -> Guess:
    """Count one attempt at the password of a (clean) e-mail address, whether or not it has an account.

    Raises WaitFirst, ProofNeeded, TooManyGuesses.
    """
    with database.transaction() as db:
        device = known_device_of(db, keys.signer, email, asker.device, now=now)
        subjects = [_on_device(keys, email, device)] if device else _elsewhere(keys, email, asker)
        (limit, subject), *networks = subjects
        so_far = counters.add_timed_attempt(db, limit, subject, now=now)
        if so_far.times == 1:
            counters.purge(db, now - COUNTER_KEPT)
        if so_far.times > limit.times:
            raise TooManyGuesses(minutes=minutes_left(limit, now))
        own = hurdles.hurdle_of_guesses(so_far.times - 1, last_at=so_far.last_at, now=now)
        hurdle = hurdles.highest(own, *_count_networks(db, networks, now))
        _require(db, keys, "log-in", email, asker, hurdle, minutes_left(limit, now), now)
        counters.mark_attempt(db, limit, subject, now=now)
    return Guess(tuple(subjects), is_known=device is not None)


def take_guess_back(db: Session, guess: Guess, *, now: datetime) -> None:
    """Count an attempt no longer, for its password was right. On a known device, earlier ones are good."""
    if guess.is_known:
        counters.forget(db, *guess.subjects[0], now=now)
        return
    for limit, subject in guess.subjects:
        counters.remove_attempt(db, limit, subject, now=now)


def forget_guesses(db: Session, keys: Keys, email: str, device: str | None, *, now: datetime) -> None:
    """Forget the guesses at a password that is no longer that of the account. device: as of Asker."""
    counters.forget(db, *keys.mailbox_subject(hurdles.GUESSES_ELSEWHERE, email), now=now)
    if known := known_device_of(db, keys.signer, email, device, now=now):
        counters.forget(db, *_on_device(keys, email, known), now=now)


def count_mail(
    database: Database, keys: Keys, kind: MailKind, email: str, asker: Asker, *, now: datetime
) -> bool:
    """Count one mail to a (clean) e-mail address that a visitor asked for.

    Returns whether it may be sent: if not, strangers had so many sent to this address that one more would
    only bury them, and the answer has to be the same as if it were sent. Raises MailsSent, ProofNeeded.
    """
    with database.transaction() as db:
        if device := known_device_of(db, keys.signer, email, asker.device, now=now):
            subject = keys.mailbox_subject(hurdles.MAILS_FROM_DEVICE, email, f":{device}")
            _count_recipient(db, subject, now)
            return True
        narrow, wide = networks_of(asker.address)
        recipient = keys.mailbox_subject(hurdles.MAILS_TO_RECIPIENT, email, f":{narrow}")
        _count_recipient(db, recipient, now)
        networks = (
            keys.subject(hurdles.MAILS_FROM_NETWORK, narrow),
            keys.subject(hurdles.MAILS_FROM_SITE, wide),
        )
        hurdle = hurdles.highest(*_count_networks(db, networks, now))
        minutes = minutes_left(hurdles.MAILS_FROM_NETWORK, now)
        _require(db, keys, "mail", email, asker, hurdle, minutes, now)
        return _count_in_all(db, keys, kind, email, asker, now)


def _on_device(keys: Keys, email: str, device: str) -> Subject:
    return keys.mailbox_subject(hurdles.GUESSES_ON_DEVICE, email, f":{device}")


def _elsewhere(keys: Keys, email: str, asker: Asker) -> list[Subject]:
    narrow, wide = networks_of(asker.address)
    return [
        keys.mailbox_subject(hurdles.GUESSES_ELSEWHERE, email),
        keys.subject(hurdles.GUESSES_FROM_NETWORK, narrow),
        keys.subject(hurdles.GUESSES_FROM_SITE, wide),
    ]


def _count_networks(db: Session, subjects: Iterable[Subject], now: datetime) -> list[Hurdle]:
    return [
        hurdles.hurdle_of_network(limit, counters.add_attempt(db, limit, subject, now=now) - 1)
        for limit, subject in subjects
    ] or [Hurdle()]


def _count_recipient(db: Session, counter: Subject, now: datetime) -> None:
    limit, subject = counter
    times = counters.add_attempt(db, limit, subject, now=now)
    if times == 1:
        counters.purge(db, now - COUNTER_KEPT)
    if times > limit.times:
        raise MailsSent(minutes=minutes_left(limit, now))


def _count_in_all(db: Session, keys: Keys, kind: MailKind, email: str, asker: Asker, now: datetime) -> bool:
    """Count a mail among those that all strangers have sent; those from a network of its owner apart."""
    network = wide_network(asker.address)
    own = network if sessions.has_session_from(db, email, network) else ""
    limit, subject = keys.subject(hurdles.MAILS_IN_ALL, f"{kind}:{mailbox_of(email)}:{own}")
    return counters.add_attempt(db, limit, subject, now=now) <= limit.times


def _require(
    db: Session,
    keys: Keys,
    purpose: Purpose,
    email: str,
    asker: Asker,
    hurdle: Hurdle,
    minutes: int,
    now: datetime,
) -> None:
    """Raise WaitFirst or ProofNeeded unless the request has taken the hurdle. minutes: of the window."""
    if hurdle.seconds:
        raise WaitFirst(seconds=hurdle.seconds)
    subject = keys.signer.keyed_digest(PROOF, f"{purpose}:{email}")[:DIGEST_LETTERS]
    if hurdle.bits and not _is_proven(db, keys, purpose, subject, asker, hurdle.bits, now):
        issued_at = now.replace(microsecond=0)
        challenge = Challenge(purpose, subject, hurdle.bits, issued_at, draw_nonce())
        raise ProofNeeded(
            challenge=f"{challenge}.{_signature(keys, str(challenge))}", bits=hurdle.bits, minutes=minutes
        )


def _is_proven(
    db: Session, keys: Keys, purpose: Purpose, subject: str, asker: Asker, bits: int, now: datetime
) -> bool:
    """Whether the request brings a proof that suffices; it is used up."""
    text, _, signature = asker.challenge.rpartition(".")
    if not hmac.compare_digest(_signature(keys, text).encode(), signature.encode()):
        return False
    challenge = Challenge.read(text)
    if challenge is None or not challenge.suffices(purpose, subject, bits, now=now):
        return False
    if not is_solved(asker.challenge, challenge.bits, asker.solution):
        return False
    limit, used = keys.subject(PROOFS_USED, text)
    return counters.add_attempt(db, limit, used, now=challenge.issued_at) <= limit.times


def _signature(keys: Keys, text: str) -> str:
    return keys.signer.keyed_digest(PROOF, text)
