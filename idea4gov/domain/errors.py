"""The tree of domain errors: what a rule refuses, with its data. How people are told is the web's affair."""

from typing import Any, ClassVar


def N_(text: str) -> str:  # noqa: N802 - the customary name of the gettext marker
    """Mark a message for translation where it is written; it is translated where it is shown."""
    return text


class DomainError(Exception):
    """A rule said no.

    code: stable machine name. message: English sentence (a msgid) with %(name)s places that `data` fills.
    """

    code: ClassVar[str] = "error"
    message: ClassVar[str] = N_("Something is not as the rules want it.")

    def __init__(self, **data: Any) -> None:
        super().__init__(data)
        self.data = data

    def __str__(self) -> str:
        return self.message % self.data


class NotFound(DomainError):
    """It is not there, or this person may not know that it is."""

    code = "not_found"
    message = N_("We cannot find what you are looking for.")


class Forbidden(DomainError):
    """The person is known and may see it, but may not do this."""

    code = "forbidden"
    message = N_("You do not have permission to do this.")


class Conflict(DomainError):
    """The state of the thing does not allow it (any more)."""

    code = "conflict"
    message = N_("Someone changed this in the meantime. Look at it once more and try again.")


class Invalid(DomainError):
    """What was given cannot be accepted as it is."""

    code = "invalid"
    message = N_("What you sent cannot be accepted as it is. Please check it and try again.")


class TooMany(DomainError):
    """Too often in too short a time."""

    code = "too_many"
    message = N_("Too many attempts. Please wait %(minutes)s minutes and try again.")
