"""The public draw: the tie-break seed of a round is made of what was drawn in front of witnesses."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from idea4gov.domain.errors import N_, Conflict, Invalid
from idea4gov.domain.fields import all_fields
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.rounds.calendar import day_end
from idea4gov.domain.rounds.phases import RoundClock
from idea4gov.domain.tally.ties import seed_of
from idea4gov.domain.text import clean_line
from idea4gov.domain.thai import arabic_digits, bangkok_date

CorrectionState = Literal["open", "signed", "refused"]
STANDING_STATES: Final[tuple[CorrectionState, ...]] = ("open", "signed")
"""Of these a round has one correction at most."""
WORDS_MAX_LENGTH, ABOUT_MAX_LENGTH = 200, 300
MIN_SIGNS = 4


class TooFewSigns(Invalid):
    """The draw has so few possible results that the outcome could be computed for each of them in advance.

    least: fewest letters and digits that are accepted.
    """

    code = "too_few_signs"
    message = N_("Write at least %(least)s digits or letters: draw more than one number.")


class HiddenSigns(Invalid):
    """The text holds invisible characters: two draws that look the same would give different seeds."""

    code = "hidden_signs"
    message = N_("This contains invisible characters. Please type it instead of pasting it.")


class AlreadyDrawn(Conflict):
    """The round has a public draw; there is one draw per round."""

    code = "already_drawn"
    message = N_("The draw of this round is entered already, and it cannot be changed. Look at it once more.")


class DrawAwaited(Conflict):
    """A public draw was planned: nobody announces a result without it before its last day has passed."""

    code = "draw_awaited"
    message = N_(
        "A public draw of the lots is planned for this round, so the result waits for it. "
        "Enter the draw first."
    )


class NotDrawn(Conflict):
    """The round has no public draw that could be corrected."""

    code = "not_drawn"
    message = N_("No public draw is entered in this round yet. Enter it first.")


class SameDraw(Invalid):
    """The correction is the same as the draw that was entered."""

    code = "same_draw"
    message = N_("This is what was entered. Change what was typed wrongly.")


class CorrectionStands(Conflict):
    """The draw has a correction. A second one is refused: repeated corrections could choose the outcome."""

    code = "correction_stands"
    message = N_(
        "A correction waits to be signed, or was signed already. A draw is corrected once; whoever sees "
        "another slip can contest the result."
    )


class CorrectionOpen(Conflict):
    """A correction of the draw waits for a signature, so the round cannot be counted yet."""

    code = "correction_open"
    message = N_("A correction of the public draw waits for another official, who signs or refuses it.")


class NoCorrection(Conflict):
    """No correction waits for a signature: another official settled it, or there is a newer one."""

    code = "no_correction"
    message = N_("This correction is settled already. Look at the page once more.")


class OwnCorrection(Conflict):
    """The signer entered the draw or its correction. The signature must come from a third official."""

    code = "own_correction"
    message = N_("You entered this draw or its correction yourself. An official who did neither has to sign.")


@dataclass(frozen=True, slots=True)
class Draw:
    """A public draw.

    words: what was drawn, in the form of `clean_words`. occasion: where and when. witnesses: who saw it.
    """

    words: str
    occasion: str
    witnesses: str

    @property
    def seed(self) -> str:
        """The tie-break seed: SHA-256 of the words in UTF-8, in hex."""
        return seed_of(self.words)


def clean_draw(words: str, occasion: str, witnesses: str) -> Draw:
    """Check and normalize a draw as typed. Raises TooFewSigns, HiddenSigns, Invalid, with data `field`."""
    with all_fields() as at:
        with at("words"):
            words = clean_words(words)
        with at("occasion"):
            occasion = clean_line(occasion, max_length=ABOUT_MAX_LENGTH)
        with at("witnesses"):
            witnesses = clean_line(witnesses, max_length=ABOUT_MAX_LENGTH)
    return Draw(words, occasion, witnesses)


def clean_words(words: str) -> str:
    """Normalize what was drawn; the seed is the digest of the result.

    Thai digits become Arabic ones, white space becomes single spaces, with none at the ends, and characters
    are composed (NFC). Letters stay as they are. Raises TooFewSigns, HiddenSigns, and what clean_line raises.
    """
    kept = clean_line(re.sub(r"\s+", " ", arabic_digits(words)), max_length=WORDS_MAX_LENGTH)
    if any(unicodedata.category(sign) == "Cf" for sign in kept):
        raise HiddenSigns()
    if sum(sign.isalnum() for sign in kept) < MIN_SIGNS:
        raise TooFewSigns(least=MIN_SIGNS)
    return kept


def draw_ends_at(provisional_at: datetime) -> datetime:
    """The end of the last day of a planned draw, which is the day of the announcement. Aware UTC."""
    return day_end(bangkok_date(provisional_at))


def awaits_draw(clock: RoundClock, now: datetime) -> bool:
    """Whether a planned public draw is not entered yet, and its last day has not passed."""
    if not clock.is_draw_planned or clock.tie_seed is not None or clock.provisional_at is None:
        return False
    return now < draw_ends_at(clock.provisional_at)


def require_draw(clock: RoundClock, now: datetime) -> None:
    """Raise DrawAwaited while a planned draw is awaited."""
    if awaits_draw(clock, now):
        raise DrawAwaited()


def is_other(viewer: Viewer, accounts: Collection[int], persons: Collection[int]) -> bool:
    """Whether an official entered neither the draw nor its correction.

    accounts, persons: ids of those who entered them; a person may have several accounts.
    """
    return viewer.account_id not in accounts and viewer.person_id not in persons


def require_other(viewer: Viewer, accounts: Collection[int], persons: Collection[int]) -> None:
    """Raise OwnCorrection unless `is_other`."""
    if not is_other(viewer, accounts, persons):
        raise OwnCorrection()


def require_different(draw: Draw, standing: Draw) -> None:
    """Raise SameDraw, with data `field`, if a correction changes nothing."""
    if draw == standing:
        raise SameDraw(field="words")
