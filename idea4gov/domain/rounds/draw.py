"""The public draw: what was drawn in front of people becomes the seed of the lots that settle ties."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from idea4gov.domain.errors import N_, Conflict, Invalid
from idea4gov.domain.fields import at_field
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.tally.ties import seed_of
from idea4gov.domain.text import clean_line
from idea4gov.domain.thai import arabic_digits

WORDS_MAX_LENGTH, ABOUT_MAX_LENGTH = 200, 300
MIN_SIGNS = 4


class TooFewSigns(Invalid):
    """Where only a few results are possible, somebody could try them all beforehand."""

    code = "too_few_signs"
    message = N_("Write at least %(least)s digits or letters: draw more than one number.")


class HiddenSigns(Invalid):
    """What nobody sees would change the seed."""

    code = "hidden_signs"
    message = N_("This contains invisible characters. Please type it instead of pasting it.")


class AlreadyDrawn(Conflict):
    """The lots of a round are drawn once."""

    code = "already_drawn"
    message = N_("The draw of this round is entered already, and it cannot be changed. Look at it once more.")


class NotDrawn(Conflict):
    """Only what was entered can be corrected."""

    code = "not_drawn"
    message = N_("No public draw is entered in this round yet. Enter it first.")


class SameDraw(Invalid):
    """A correction that corrects nothing."""

    code = "same_draw"
    message = N_("This is what was entered. Change what was typed wrongly.")


class CorrectionStands(Conflict):
    """Whoever may correct again and again can choose."""

    code = "correction_stands"
    message = N_(
        "A correction waits to be signed, or was signed already. A draw is corrected once; whoever sees "
        "another slip can contest the result."
    )


class CorrectionOpen(Conflict):
    """Nothing is counted with lots of which an official says that they are wrong."""

    code = "correction_open"
    message = N_("A correction of the public draw waits for another official, who signs or refuses it.")


class NoCorrection(Conflict):
    """Somebody was faster, or there is another correction by now."""

    code = "no_correction"
    message = N_("This correction is settled already. Look at the page once more.")


class OwnCorrection(Conflict):
    """Four eyes, and none of them those that typed the first entry."""

    code = "own_correction"
    message = N_("You entered this draw or its correction yourself. An official who did neither has to sign.")


@dataclass(frozen=True, slots=True)
class Draw:
    """A public draw. words: what was drawn, as kept. occasion: where and when. witnesses: who saw it."""

    words: str
    occasion: str
    witnesses: str

    @property
    def seed(self) -> str:
        """SHA-256 of the words in UTF-8, as hex."""
        return seed_of(self.words)


def clean_draw(words: str, occasion: str, witnesses: str) -> Draw:
    """Accept a draw as it was typed. Raises TooFewSigns, HiddenSigns, Invalid; data `field`."""
    with at_field("words"):
        words = clean_words(words)
    with at_field("occasion"):
        occasion = clean_line(occasion, max_length=ABOUT_MAX_LENGTH)
    with at_field("witnesses"):
        return Draw(words, occasion, clean_line(witnesses, max_length=ABOUT_MAX_LENGTH))


def clean_words(words: str) -> str:
    """What was drawn, in the one form that the seed is made of.

    Arabic digits, single spaces, none around it, NFC; letters stay as they are.
    Raises TooFewSigns, HiddenSigns and whatever clean_line raises.
    """
    kept = clean_line(re.sub(r"\s+", " ", arabic_digits(words)), max_length=WORDS_MAX_LENGTH)
    if any(unicodedata.category(sign) == "Cf" for sign in kept):
        raise HiddenSigns()
    if sum(sign.isalnum() for sign in kept) < MIN_SIGNS:
        raise TooFewSigns(least=MIN_SIGNS)
    return kept


def is_other(viewer: Viewer, accounts: Collection[int], persons: Collection[int]) -> bool:
    """Whether an official entered neither the draw nor its correction, by whichever account."""
    return viewer.account_id not in accounts and viewer.person_id not in persons


def require_other(viewer: Viewer, accounts: Collection[int], persons: Collection[int]) -> None:
    """Raise OwnCorrection unless the one who signs is another one."""
    if not is_other(viewer, accounts, persons):
        raise OwnCorrection()
