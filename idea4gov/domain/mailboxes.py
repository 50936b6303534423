"""Which mailbox an e-mail address leads to: many spellings of an address, one person who reads them.

By what the providers say of their own addresses. Where a rule took two mailboxes for one, the second owner
could not register; so a rule stands here only where the provider states it. "+tag" is left out everywhere:
servers that know it deliver to the part before (RFC 5233), and hardly any other gives out such an address.
"""

from collections.abc import Container
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from idea4gov.domain.errors import N_, Forbidden
from idea4gov.domain.thai import format_datetime

WAITING: Final = timedelta(days=7)
"""How long after its confirmation an account with a throw-away address waits before it votes in a round."""


class Provider(NamedTuple):
    """What one provider ignores. domain: the one of its mailboxes. ignored: signs without a meaning.

    same: pairs (sign, sign) that mean the same. tag: what begins the part of the owner's choice.
    """

    domain: str
    ignored: str = ""
    same: tuple[str, str] = ("", "")
    tag: str = "+"


_GMAIL = Provider("gmail.com", ignored=".")
_PROTON = Provider("proton.me", ignored=".-_")
_APPLE = Provider("icloud.com")
_YANDEX = Provider("yandex.com", same=(".", "-"))
_YAHOO = ("yahoo.com", "yahoo.co.th", "yahoo.co.uk", "yahoo.co.jp", "ymail.com", "rocketmail.com")
PROVIDERS: Final[dict[str, Provider]] = {
    **dict.fromkeys(("gmail.com", "googlemail.com"), _GMAIL),
    **dict.fromkeys(("proton.me", "protonmail.com", "protonmail.ch", "pm.me"), _PROTON),
    **dict.fromkeys(("icloud.com", "me.com", "mac.com"), _APPLE),
    **dict.fromkeys(("yandex.com", "yandex.ru", "ya.ru", "yandex.by", "yandex.kz", "yandex.ua"), _YANDEX),
    # Throw-away addresses of Yahoo are "nickname-keyword": all of an owner share the nickname.
    **{domain: Provider(domain, tag="-") for domain in _YAHOO},
}
"""{domain: its provider}, for those that read an address in a way of their own"""
SUBDOMAINS: Final = ("fastmail.com", "fastmail.fm")
"""ANYTHING@NAME.fastmail.com is NAME@fastmail.com. The same name at the other is somebody else's: the domain
is part of the name of an account there (Fastmail, "How to change your username")."""


class NewMailbox(Forbidden):
    """The account has a throw-away address, and is too young to vote. moment: from when it may."""

    code = "new_mailbox"
    message = N_(
        "Anybody gets an address at this provider for some minutes, so a new account with one votes from "
        "%(moment)s on. You can propose and comment now, or register with an address that stays yours."
    )


def mailbox_of(address: str) -> str:
    """The mailbox of a clean address. It is an address, too, and its own mailbox.

    Mail goes to the address that its owner typed, never to this.
    """
    local, _, domain = address.rpartition("@")
    name, _, above = domain.partition(".")
    if above in SUBDOMAINS:
        local, domain = name, above
    provider = PROVIDERS.get(domain, Provider(domain))
    name = local.split("+", 1)[0].split(provider.tag, 1)[0]
    for sign in provider.ignored:
        name = name.replace(sign, "")
    name = name.replace(*provider.same) if provider.same[0] else name
    # What is left of an address like "+@example.com" would be the mailbox of all of them.
    return f"{name or local}@{provider.domain}"


def is_throw_away(address: str, domains: Container[str]) -> bool:
    """Whether anybody gets an address at its provider, or below its domain, for some minutes.

    domains: of all such providers.
    """
    parts = address.rpartition("@")[2].split(".")
    return any(".".join(parts[place:]) in domains for place in range(len(parts) - 1))


def check_mailbox(
    address: str, *, domains: Container[str], since: datetime | None, language: str, now: datetime
) -> None:
    """Raise NewMailbox for a throw-away address that was confirmed less than WAITING ago.

    domains: as of is_throw_away. since: when it was confirmed; None: it was not.
    """
    begins = (since or now) + WAITING
    if now < begins and is_throw_away(address, domains):
        raise NewMailbox(moment=format_datetime(begins, language))
