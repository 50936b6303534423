"""The register of processing (Personal Data Protection Act B.E. 2562, section 39): for what data is used.

What is kept and for how long stands in domain.retention, so that register, privacy notice and worker agree.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from idea4gov.domain.consents import Basis
from idea4gov.domain.errors import N_
from idea4gov.domain.retention import Kind

Activity = Literal[
    "accounts", "taking_part", "eligibility", "voting", "watching_votes", "notices", "offices", "security"
]


@dataclass(frozen=True)
class Processing:
    """One activity. name, purpose, people, shared: msgids; people: whose data it is; shared: who sees it."""

    name: str
    purpose: str
    people: str
    basis: Basis
    shared: str
    kinds: tuple[Kind, ...]


ACTIVITIES: Final[Mapping[Activity, Processing]] = {
    "accounts": Processing(
        name=N_("Accounts"),
        purpose=N_("To let people log in, and to protect their accounts"),
        people=N_("Everybody with an account"),
        basis="consent",
        shared=N_("The display name is public. Of the rest nobody but the owner sees anything."),
        kinds=(
            "account",
            "unconfirmed",
            "consents",
            "links",
            "sessions",
            "devices",
            "attempts",
        ),
    ),
    "taking_part": Processing(
        name=N_("Proposals, comments and supports"),
        purpose=N_("To collect what the people of a place want, in public"),
        people=N_("Everybody who posts or supports"),
        basis="consent",
        shared=N_(
            "Posts are public, and in the open data under a pseudonym. Of supports only the number is."
        ),
        kinds=("posts", "supports", "photos"),
    ),
    "eligibility": Processing(
        name=N_("Who may vote"),
        purpose=N_("To see whether somebody may vote in a budget round, and that each votes once"),
        people=N_("Voters, and people on a list of those who may vote"),
        basis="public_task",
        shared=N_("Officials of the local government, as far as they check the roll"),
        kinds=("residence", "identity_proofs", "voter_lists", "voter_codes"),
    ),
    "voting": Processing(
        name=N_("Voting"),
        purpose=N_("To take ballots and count them, so that the result can be checked"),
        people=N_("Voters"),
        basis="public_task",
        shared=N_(
            "Officials of the local government see who voted, never what. The sealed urn is public and names "
            "nobody."
        ),
        kinds=("ballot_links", "roll"),
    ),
    "watching_votes": Processing(
        name=N_("Hints of irregular votes"),
        purpose=N_("To notice before the announcement when many votes come from one hand"),
        people=N_("Voters on the web"),
        basis="legitimate_interest",
        shared=N_("Officials of the local government see sizes of groups and line numbers of the roll."),
        kinds=(
            "erased_mailboxes",
            "roll_hints",
        ),
    ),
    "notices": Processing(
        name=N_("Notices and mails"),
        purpose=N_("To tell people what happens to what they wrote and follow"),
        people=N_("Everybody with an account"),
        basis="legitimate_interest",
        shared=N_("The mail server that this site uses"),
        kinds=("notices", "mails"),
    ),
    "offices": Processing(
        name=N_("Work of officials"),
        purpose=N_("To answer, moderate and run budget rounds, so that it can be checked who did what"),
        people=N_("Officials, and people named in the sheet of a meeting"),
        basis="public_task",
        shared=N_("Officials and auditors of the place; the public log names nobody"),
        kinds=("acts", "tokens", "sheets", "exports"),
    ),
    "security": Processing(
        name=N_("Security and traffic data"),
        purpose=N_("To notice break-ins, and to keep what the Computer Crime Act demands"),
        people=N_("Everybody who uses the site"),
        basis="legal_duty",
        shared=N_("Officers under the Computer Crime Act, for one case each, which the audit log tells"),
        kinds=("security_events", "security_addresses", "traffic", "failures"),
    ),
}
MEASURES: Final = (
    N_("Only digests are kept of passwords, codes and links; ways to other machines are encrypted."),
    N_("Officials open pages of their own place alone, on devices that a mailed code has confirmed."),
    N_("Reading a roll, papers or reports is told by the security log, and every act by the audit log."),
    N_("Who cast which ballot is destroyed when the urn is sealed, also on the disk."),
    N_("What is over is deleted by the system itself, every minute."),
)
"""How data is protected (section 37(1)), as msgids."""
RIGHTS: Final = (
    N_("Everybody sees and downloads their own data, ends consents and erases the account on “My page”."),
    N_("Other requests go to the data protection officer, and are answered within 30 days (section 30)."),
    N_("The office writes down each request that it refuses, with its reasons (sections 30, 31, 32, 36)."),
)
"""How people use their rights, and what becomes of requests, as msgids."""
