"""Which mailbox an e-mail address leads to: many spellings of an address, one person who reads them.

By what the providers say of their own addresses. Where a rule took two mailboxes for one, the second owner
could not register; so a rule stands here only where the provider states it. "+tag" is left out everywhere:
servers that know it deliver to the part before (RFC 5233), and hardly any other gives out such an address.
"""

from datetime import datetime, timedelta
from typing import Final, NamedTuple

from idea4gov.domain.errors import N_, Forbidden
from idea4gov.domain.thai import format_datetime

WAITING: Final = timedelta(days=7)
"""How long after registering an account with a throw-away address waits before it votes in a round."""


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
_FASTMAIL = Provider("fastmail.com")
_YAHOO = ("yahoo.com", "yahoo.co.th", "yahoo.co.uk", "yahoo.co.jp", "ymail.com", "rocketmail.com")
PROVIDERS: Final[dict[str, Provider]] = {
    **dict.fromkeys(("gmail.com", "googlemail.com"), _GMAIL),
    **dict.fromkeys(("proton.me", "protonmail.com", "protonmail.ch", "pm.me"), _PROTON),
    **dict.fromkeys(("icloud.com", "me.com", "mac.com"), _APPLE),
    **dict.fromkeys(("yandex.com", "yandex.ru", "ya.ru", "yandex.by", "yandex.kz", "yandex.ua"), _YANDEX),
    **dict.fromkeys(("fastmail.com", "fastmail.fm"), _FASTMAIL),
    # Throw-away addresses of Yahoo are "nickname-keyword": all of an owner share the nickname.
    **{domain: Provider(domain, tag="-") for domain in _YAHOO},
}
"""{domain: its provider}, for those that read an address in a way of their own"""
_THROW_AWAY = """
10minutemail.com 20minutemail.com anonbox.net burnermail.io byom.de discard.email dispostable.com
dropmail.me emailondeck.com emlhub.com emlpro.com fakeinbox.com fakemail.net getairmail.com
getnada.com grr.la guerrillamail.biz guerrillamail.com guerrillamail.de guerrillamail.info
guerrillamail.net guerrillamail.org guerrillamailblock.com harakirimail.com inboxkitten.com
incognitomail.org jetable.org mailcatch.com maildrop.cc mailinator.com mailinator.net mailnesia.com
mailnull.com mailpoof.com mailsac.com mintemail.com moakt.com mohmal.com mytemp.email nada.email
pokemail.net sharklasers.com spam4.me spambox.us spamgourmet.com temp-mail.io temp-mail.org
tempail.com tempinbox.com tempm.com tempmail.dev tempmail.net tempmailo.com tempr.email
throwaway.email throwawaymail.com trash-mail.com trashmail.com trashmail.de trashmail.net
yopmail.com yopmail.fr yopmail.net
"""
THROW_AWAY: Final = frozenset(_THROW_AWAY.split())
"""Domains whose mailboxes anybody gets for some minutes, without saying who they are."""


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
    provider = PROVIDERS.get(domain, Provider(domain))
    name = local.split("+", 1)[0].split(provider.tag, 1)[0]
    for sign in provider.ignored:
        name = name.replace(sign, "")
    name = name.replace(*provider.same) if provider.same[0] else name
    # What is left of an address like "+@example.com" would be the mailbox of all of them.
    return f"{name or local}@{provider.domain}"


def is_throw_away(address: str) -> bool:
    """Whether anybody gets an address at its provider, or below its domain, for some minutes."""
    parts = address.rpartition("@")[2].split(".")
    return any(".".join(parts[place:]) in THROW_AWAY for place in range(len(parts) - 1))


def check_mailbox(address: str, *, since: datetime, language: str, now: datetime) -> None:
    """Raise NewMailbox for a throw-away address that registered less than WAITING ago. since: when it did."""
    if is_throw_away(address) and now < since + WAITING:
        raise NewMailbox(moment=format_datetime(since + WAITING, language))
