"""Consents: what a person agreed to or was told of, for which purpose, on which basis, in which version.

A version is the number of the words that were shown when it was given. Whoever changes the words of a purpose
so that they say something else gives them the next number here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, NamedTuple, get_args

from idea4gov.domain.accounts import CONSENT_VERSION
from idea4gov.domain.errors import N_, Conflict, Invalid

NotedPurpose = Literal["residence", "notice_mail", "check_in", "list"]
Purpose = Literal["terms", NotedPurpose]
"""terms: an account, which notes it itself. residence: to see who may vote. notice_mail: mails about notices.
check_in: an official saw the card. list: an official found the person on a list of people who may vote."""
PURPOSES: Final[tuple[Purpose, ...]] = get_args(Purpose)
Basis = Literal["consent", "contract", "public_task", "legitimate_interest", "legal_duty"]
"""On which the Personal Data Protection Act B.E. 2562 lets data be processed."""

BASES: Final[Mapping[Basis, str]] = {
    "consent": N_("consent (section 19)"),
    "contract": N_("what was asked for cannot be done without it (section 24(3))"),
    "public_task": N_("a task in the public interest (section 24(4))"),
    "legitimate_interest": N_("a legitimate interest (section 24(5))"),
    "legal_duty": N_("a duty by law (section 24(6))"),
}
"""{basis: as pages say it, a msgid}"""


class NotWithdrawable(Conflict):
    """The law lets this be kept whether the person agrees or not."""

    code = "not_withdrawable"
    message = N_("This cannot be withdrawn here, for it does not rest on your consent alone.")


class ConsentInUse(Conflict):
    """The data decides whether a ballot counts that was cast already."""

    code = "consent_in_use"
    message = N_(
        "You have voted in a round that is not final yet, and your place in the house register is needed to "
        "show that you might. Withdraw your ballot while voting is on, or wait until the round is final."
    )


class UnknownPurpose(Invalid):
    """There is no consent for this purpose."""

    code = "unknown_purpose"
    message = N_("Please choose what to withdraw.")


@dataclass(frozen=True)
class Consent:
    """What is agreed to. name, says, ends: msgids; ends: how to withdraw it, or why one cannot."""

    name: str
    says: str
    basis: Basis
    version: str
    ends: str
    is_withdrawable: bool = False


CONSENTS: Final[Mapping[Purpose, Consent]] = {
    "terms": Consent(
        name=N_("An account"),
        says=N_("E-mail address, name, province and what you write are kept as the privacy notice says."),
        basis="consent",
        version=CONSENT_VERSION,
        ends=N_("Erase your account, and it ends at once."),
    ),
    "residence": Consent(
        name=N_("Place in the house register, and year of birth"),
        says=N_("They are compared with the rules of a round, to see whether you may vote."),
        basis="public_task",
        version="1",
        ends=N_("You can have them deleted here, unless you voted in a round that is not final yet."),
        is_withdrawable=True,
    ),
    "notice_mail": Consent(
        name=N_("Mails about notices"),
        says=N_("What happens to what you follow and wrote is also sent to you by mail."),
        basis="legitimate_interest",
        version="1",
        ends=N_("You can stop them at any time, here or by the link in each mail."),
        is_withdrawable=True,
    ),
    "check_in": Consent(
        name=N_("An official checked your card"),
        says=N_("Kept are a digest of the number, by whom and when it was checked, and that you voted."),
        basis="public_task",
        version="1",
        ends=N_("It stays while it shows that your ballot counts; object at the office that ran the round."),
    ),
    "list": Consent(
        name=N_("An official found you on the list of people who may vote"),
        says=N_("Kept are a digest of your line of the list, and that you voted."),
        basis="public_task",
        version="1",
        ends=N_("It stays while it shows that your ballot counts; object at the office that ran the round."),
    ),
}


class Given(NamedTuple):
    """A consent that somebody gave. ended_at: None while it holds."""

    purpose: Purpose
    version: str
    given_at: datetime
    ended_at: datetime | None


def check_withdrawable(text: str) -> NotedPurpose:
    """The purpose of a form that withdraws. Raises UnknownPurpose, NotWithdrawable."""
    for purpose, consent in CONSENTS.items():
        if purpose == text:
            if purpose == "terms" or not consent.is_withdrawable:
                raise NotWithdrawable()
            return purpose
    raise UnknownPurpose()
