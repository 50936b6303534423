"""Rules of personal tokens, with which a system of a municipality acts in the name of an official."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from idea4gov.domain.errors import N_, Conflict, Forbidden, Invalid
from idea4gov.domain.fields import at_field
from idea4gov.domain.text import clean_line
from idea4gov.domain.throttle import Limit

PURPOSE = "api-token"
SCOPES: Final = ("answers", "milestones")
"""What a token can allow: answering proposals, reporting on projects."""
LIFETIMES_DAYS: Final = (30, 90, 365)
NAME_MAX_LENGTH = 60
MOST = 10
WRITES = Limit("api-write", 60, timedelta(minutes=1))


class NoScope(Invalid):
    """The token would allow nothing."""

    code = "no_scope"
    message = N_("Choose at least one thing that the token may do.")


class UnknownLifetime(Invalid):
    """The lifetime is not one of LIFETIMES_DAYS."""

    code = "unknown_lifetime"
    message = N_("Choose how long the token is valid.")


class TooManyTokens(Conflict):
    """The account has as many valid tokens as it may have."""

    code = "too_many_tokens"
    message = N_("You have 10 valid tokens already. Revoke one that you no longer need.")


class OutOfScope(Forbidden):
    """The token does not allow this. scope: the one that is needed."""

    code = "out_of_scope"
    message = N_("This token was not made for this. Make one that may: %(scope)s.")


def clean_token_name(name: str) -> str:
    """Check and normalize the name of a token. Raises Invalid with data `field`."""
    with at_field("name"):
        return clean_line(name, max_length=NAME_MAX_LENGTH)


def clean_scopes(scopes: Iterable[str]) -> tuple[str, ...]:
    """The chosen scopes, in the order of SCOPES. Raises NoScope with data `field`."""
    chosen = set(scopes)
    known = tuple(scope for scope in SCOPES if scope in chosen)
    if not known or not chosen <= set(SCOPES):
        raise NoScope(field="scopes")
    return known


def clean_lifetime(days: str) -> timedelta:
    """The lifetime for one of LIFETIMES_DAYS. Raises UnknownLifetime with data `field`."""
    if days not in map(str, LIFETIMES_DAYS):
        raise UnknownLifetime(field="days")
    return timedelta(days=int(days))
