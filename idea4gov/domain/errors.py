"""The classes of domain errors. The rooms web, api and cli decide how they are shown."""

from typing import Any, ClassVar


def N_(text: str) -> str:  # noqa: N802 - the customary name of the gettext marker
    """Mark a message for translation; it is translated where it is shown."""
    return text


class DomainError(Exception):
    """A rule of the domain refuses an act.

    code: stable machine-readable name. message: an English sentence (a msgid); `data` holds the values of its
    %(name)s parameters.
    """

    code: ClassVar[str] = "error"
    message: ClassVar[str] = N_("Something is not as the rules want it.")

    def __init__(self, **data: Any) -> None:
        super().__init__(data)
        self.data = data

    def __str__(self) -> str:
        return self.message % self.data


class NotFound(DomainError):
    """The thing does not exist, or the person may not know that it exists."""

    code = "not_found"
    message = N_("We cannot find what you are looking for.")


class Forbidden(DomainError):
    """The person may see the thing, but may not do this."""

    code = "forbidden"
    message = N_("You do not have permission to do this.")


class Conflict(DomainError):
    """The state of the thing does not allow this, or does not allow it any more."""

    code = "conflict"
    message = N_("Someone changed this in the meantime. Look at it once more and try again.")


class Invalid(DomainError):
    """The input cannot be accepted."""

    code = "invalid"
    message = N_("What you sent cannot be accepted as it is. Please check it and try again.")


class Busy(DomainError):
    """The process has as much work as it may take at a time. It has done nothing of what was asked."""

    code = "busy"
    message = N_(
        "Many people are logging in at this moment. Nothing was changed. Please try again in a moment."
    )


class TooMany(DomainError):
    """Too many attempts in a period of time. minutes: until the next attempt is possible."""

    code = "too_many"
    message = N_("Too many attempts. Please wait %(minutes)s minutes and try again.")
