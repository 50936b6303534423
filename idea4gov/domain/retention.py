"""How long data about people is kept, and who deletes it: the worker deletes by it, and pages print it.

docs/operations.md says of every table of the database where its growth ends.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal, Protocol

from idea4gov.domain.devices import DEVICE_KEPT
from idea4gov.domain.errors import N_
from idea4gov.domain.export_jobs import KEPT as EXPORT_KEPT
from idea4gov.domain.imports import KEPT as SHEET_KEPT
from idea4gov.domain.photos import WAITS
from idea4gov.domain.sessions import KEPT_AFTER_END
from idea4gov.domain.throttle import COUNTER_KEPT

Kind = Literal[
    "account",
    "unconfirmed",
    "erased_mailboxes",
    "consents",
    "links",
    "sessions",
    "devices",
    "attempts",
    "notices",
    "mails",
    "photos",
    "sheets",
    "exports",
    "tokens",
    "posts",
    "supports",
    "residence",
    "identity_proofs",
    "ballot_links",
    "roll_hints",
    "roll",
    "voter_lists",
    "voter_codes",
    "security_events",
    "security_addresses",
    "traffic",
    "failures",
    "acts",
]
By = Literal["worker", "owner", "seal", "nobody"]
"""worker: it happens by itself. owner: the person has it erased. seal: the sealing of the urn destroys it.
nobody: it stays."""
DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Rule:
    """How long one kind of data is kept.

    what, why, ends: msgids; `ends` has %(time)s where there is a time. time: how long; None: there is none,
    or the setting of this name says how many days. tables: of the database, () for files.
    """

    what: str
    why: str
    ends: str
    by: By = "worker"
    time: timedelta | None = None
    setting: str = ""
    tables: tuple[str, ...] = ()


class Settings(Protocol):
    """What the settings say about times."""

    @property
    def mail_keep_days(self) -> int: ...
    @property
    def security_log_days(self) -> int: ...
    @property
    def traffic_log_days(self) -> int: ...


RULES: Final[Mapping[Kind, Rule]] = {
    "account": Rule(
        what=N_("E-mail address, name, password, province and choices of an account"),
        why=N_("To log in, and to show pages that fit"),
        ends=N_("until the owner has the account erased"),
        by="owner",
        tables=("account", "person", "board_follow", "report"),
    ),
    "unconfirmed": Rule(
        what=N_("An account whose e-mail address nobody confirmed"),
        why=N_("To wait for the confirmation"),
        ends=N_("%(time)s after registering"),
        time=30 * DAY,
        tables=("account", "person"),
    ),
    "erased_mailboxes": Rule(
        what=N_("Digest of the e-mail address of an erased account"),
        why=N_("So that nobody votes a second time by erasing and registering again"),
        ends=N_("%(time)s after the account was erased; for whoever voted, not before the round is final"),
        time=DAY,
        tables=("erased_mailbox",),
    ),
    "consents": Rule(
        what=N_("Which consent was given when, to which version, and when it ended"),
        why=N_("To show that it was given"),
        ends=N_("%(time)s after it ended"),
        time=365 * DAY,
        tables=("consent",),
    ),
    "links": Rule(
        what=N_("Links in mails"),
        why=N_("To confirm an address or to set a new password"),
        ends=N_("%(time)s after the link has become invalid"),
        time=30 * DAY,
        tables=("account_link",),
    ),
    "sessions": Rule(
        what=N_("Where an account is logged in"),
        why=N_("So that the owner sees it and can log out there"),
        ends=N_("at the log-out, else %(time)s after the end of the session"),
        time=KEPT_AFTER_END,
        tables=("login_session", "device_code"),
    ),
    "devices": Rule(
        what=N_("Devices on which somebody logged in"),
        why=N_("To tell the owner of a log-in from a new device"),
        ends=N_("%(time)s after the last log-in there"),
        time=DEVICE_KEPT,
        tables=("known_device",),
    ),
    "attempts": Rule(
        what=N_("Digests of network and e-mail addresses in counters of attempts"),
        why=N_("Against the guessing of passwords"),
        ends=N_("%(time)s after the time that they count"),
        time=COUNTER_KEPT,
        tables=("throttle",),
    ),
    "notices": Rule(
        what=N_("Notices"),
        why=N_("To tell what happened"),
        ends=N_("%(time)s after they were given"),
        time=365 * DAY,
        tables=("notice",),
    ),
    "mails": Rule(
        what=N_("Mails that could not be delivered"),
        why=N_("To try again"),
        ends=N_("%(time)s after they were given up; what was delivered at once"),
        setting="mail_keep_days",
        tables=("outgoing_mail",),
    ),
    "photos": Rule(
        what=N_("Photos of a form that was not accepted yet"),
        why=N_("So that they need not be chosen again"),
        ends=N_("after %(time)s"),
        time=WAITS,
        tables=("waiting_photo",),
    ),
    "sheets": Rule(
        what=N_("Sheets of a meeting that were not imported yet"),
        why=N_("So that officials can check and mend them"),
        ends=N_("after %(time)s"),
        time=SHEET_KEPT,
        tables=("sent_sheet",),
    ),
    "exports": Rule(
        what=N_("Files that somebody had made"),
        why=N_("To be downloaded"),
        ends=N_("after %(time)s"),
        time=EXPORT_KEPT,
        tables=("export_job",),
    ),
    "tokens": Rule(
        what=N_("Tokens with which systems act for an official"),
        why=N_("To know who acted"),
        ends=N_("%(time)s after their end"),
        time=365 * DAY,
        tables=("api_token",),
    ),
    "posts": Rule(
        what=N_("Boards, proposals, comments and their former versions"),
        why=N_("So that everybody can read and check them"),
        ends=N_("they stay; the name goes when the account is erased"),
        by="nobody",
        tables=("board", "proposal", "proposal_revision", "comment", "comment_revision"),
    ),
    "supports": Rule(
        what=N_("Supports"),
        why=N_("So that one person supports a proposal once"),
        ends=N_("until taken back; they stay counted when the account is erased"),
        by="nobody",
        tables=("support",),
    ),
    "residence": Rule(
        what=N_("Place in the house register, and year of birth"),
        why=N_("To see who may vote"),
        ends=N_(
            "%(time)s after the last vote, or after it was given if there was none; never before each round "
            "with a vote of this person is final"
        ),
        time=180 * DAY,
        tables=("residence",),
    ),
    "identity_proofs": Rule(
        what=N_("Residence and year of birth out of a proof of identity"),
        why=N_("To see who may vote, without asking again"),
        ends=N_("%(time)s after the last vote, and never before each round with a vote is final"),
        time=180 * DAY,
        tables=("identity_proof",),
    ),
    "ballot_links": Rule(
        what=N_("Who cast which ballot"),
        why=N_("So that a voter can change the ballot"),
        ends=N_("when the urn is sealed, for good"),
        by="seal",
        tables=("ballot", "ballot_line"),
    ),
    "roll_hints": Rule(
        what=N_("Digests of device and network, and the minute, of votes on the web"),
        why=N_("So that officials notice when many votes come from one hand"),
        ends=N_("when the round is final or cancelled"),
        tables=("roll_hint",),
    ),
    "roll": Rule(
        what=N_("That a person voted in a round"),
        why=N_("So that each votes once, and the result can be checked"),
        ends=N_("it stays as a record of the vote; it leads to no name once the account is erased"),
        by="nobody",
        tables=("voter_roll",),
    ),
    "voter_lists": Rule(
        what=N_("Lists of people who may vote, as digests"),
        why=N_("To see who may vote, and how many they are"),
        ends=N_("%(time)s after the last round with this list is final, or after loading if no round has it"),
        time=30 * DAY,
        tables=("voter_list", "voter_list_line", "round_voter_list"),
    ),
    "voter_codes": Rule(
        what=N_("For whom a letter with a code was"),
        why=N_("To hand it out, and to replace a lost one"),
        ends=N_("%(time)s after the round is final; the digest of the code stays with the roll"),
        time=30 * DAY,
        tables=("code_batch", "voter_code", "code_seat"),
    ),
    "security_events": Rule(
        what=N_("Security log: which account did what, without addresses"),
        why=N_("So that a break-in is noticed"),
        ends=N_("after %(time)s"),
        setting="security_log_days",
    ),
    "security_addresses": Rule(
        what=N_("Network addresses of the events in the security log"),
        why=N_("So that a break-in can be followed up"),
        ends=N_("after %(time)s"),
        time=90 * DAY,
    ),
    "traffic": Rule(
        what=N_("Traffic data: time, network address, account and kind of page of each request"),
        why=N_("Section 26 of the Computer Crime Act demands it of who runs a site"),
        ends=N_("after %(time)s"),
        setting="traffic_log_days",
    ),
    "failures": Rule(
        what=N_("Failures of the site, without names and addresses"),
        why=N_("To mend them"),
        ends=N_("after %(time)s"),
        time=30 * DAY,
    ),
    "acts": Rule(
        what=N_("What officials did, and when"),
        why=N_("So that it can be checked"),
        ends=N_("it stays as a record of the office"),
        by="nobody",
        tables=("audit_entry",),
    ),
}
BY: Final[Mapping[By, str]] = {
    "worker": N_("deleted by the system"),
    "owner": N_("deleted by its owner"),
    "seal": N_("destroyed by the sealing"),
    "nobody": N_("stays"),
}
"""{who deletes: as pages say it, a msgid}"""


def kept(kind: Kind) -> timedelta:
    """How long this kind is kept, of those whose time no setting says. Raises ValueError for the others."""
    time = RULES[kind].time
    if time is None:
        raise ValueError(f"no time of its own: {kind}")
    return time


def days_kept(rule: Rule, settings: Settings) -> int | None:
    """How many days a rule says, or its setting; None where there is no time."""
    if rule.setting:
        return int(getattr(settings, rule.setting))
    return rule.time.days if rule.time is not None else None
