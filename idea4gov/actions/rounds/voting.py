"""Use cases of voters: read the ballot paper, cast a ballot, replace it, withdraw it.

Saving is casting: what was saved last counts, until voting ends by the clock of the server.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from idea4gov.actions import mail
from idea4gov.actions.consents import record_consent
from idea4gov.actions.throttle import count_or_refuse
from idea4gov.domain.ballots.ballot_paper import BallotPaper
from idea4gov.domain.ballots.checking import check_new_ballot, marks_of
from idea4gov.domain.ballots.eligibility import (
    Eligibility,
    Residence,
    ResidenceProven,
    check_eligible,
    declared_residence,
)
from idea4gov.domain.errors import DomainError
from idea4gov.domain.identity.doors import Admission, admission_of
from idea4gov.domain.mailboxes import check_mailbox
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.rounds.receipts import Slip, commit, commitment_text
from idea4gov.domain.rounds.voting import (
    CHALLENGES,
    CHANGES,
    Channel,
    ResidenceInUse,
    StaleBallot,
    VotedOnPaper,
    require_voting,
)
from idea4gov.domain.thai import bangkok_date, format_datetime
from idea4gov.outside.disposable_domains import disposable_domains
from idea4gov.outside.random_tokens import draw_label
from idea4gov.store import accounts, list_claims, residences
from idea4gov.store.accounts import AccountCard
from idea4gov.store.rounds import ballot_paper, locking, urn_log, voting
from idea4gov.store.rounds.locking import VotingRound
from idea4gov.store.rounds.voting import Cast


class BallotPage(NamedTuple):
    """All that a voter's pages show. marks: of the ballot that is cast now.

    obstacle: why they may not vote.
    """

    round: VotingRound
    paper: BallotPaper
    rule: Eligibility
    residence: Residence | None
    cast: Cast | None
    marks: dict[int, int]
    obstacle: DomainError | None

    @property
    def commitment(self) -> str | None:
        """Of the leaf of the ballot that is cast now; None without one, or for one older than the log."""
        cast = self.cast
        if cast is None or cast.nonce is None:
            return None
        return commit(commitment_text(self.round.id, cast.receipt_digest, cast.nonce, cast.lines))


def get_ballot_page(
    db: Session, viewer: Viewer, round_id: int, *, language: str, now: datetime
) -> BallotPage:
    """The ballot paper for this voter, in a language. Raises NotFound.

    The obstacle is NotVoting outside the days of voting, VotedOnPaper, NewMailbox, or what admission_of
    raises.
    """
    round_ = locking.get_voting_round(db, round_id)
    paper = ballot_paper.get_ballot_paper(db, round_id, language=language)
    rule = locking.get_eligibility(db, round_)
    residence = residences.find_residence(db, viewer.person_id)
    account = accounts.get_account(db, viewer.account_id)
    cast = voting.find_ballot(db, round_id, viewer.person_id)
    channel = voting.find_channel(db, round_id, viewer.person_id)
    obstacle = None
    try:
        require_voting(round_, now)
        _require_online(channel)
        by_list = _by_list(db, round_, viewer.person_id)
        _admit(round_, residence, account, rule, by_list, viewer.language, now)
    except DomainError as error:
        obstacle = error
    marks = marks_of(paper, cast.lines) if cast else {}
    return BallotPage(round_, paper, rule, residence, cast, marks, obstacle)


def cast_ballot(
    db: Session,
    viewer: Viewer,
    round_id: int,
    *,
    marks: Mapping[int, int],
    version: int,
    slip: Slip,
    ballot_url: str,
    now: datetime,
) -> int:
    """Cast a ballot, which replaces the voter's earlier one. Returns its version.

    marks: {project id: 1, or points, or rank}. version: of the ballot that the voter saw, 0 for none. slip:
    as the server drew it; the same ballot sent again with it is a double click; its code is not stored.
    ballot_url: for the mail with the receipt. Raises NotFound, NotVoting, VotedOnPaper, StaleBallot with the
    cast marks, ReceiptTaken, TooMany, NewMailbox, what admission_of raises, and what check_new_ballot raises.
    """
    digest = slip.receipt_digest
    round_ = locking.lock_round_shared(db, round_id)
    require_voting(round_, now)
    account = accounts.get_account(db, viewer.account_id)
    residence = residences.find_residence(db, viewer.person_id)
    rule = locking.get_eligibility(db, round_)
    by_list = _by_list(db, round_, viewer.person_id)
    admission = _admit(round_, residence, account, rule, by_list, viewer.language, now)
    paper = ballot_paper.get_ballot_paper(db, round_id, language=viewer.language)
    lines = check_new_ballot(paper, marks)
    _require_online(voting.enter_roll(db, round_id, viewer.person_id, admission, now=now))
    kept = voting.find_ballot(db, round_id, viewer.person_id, lock=True)
    if kept is not None and kept.receipt_digest == digest and kept.lines == lines:
        return kept.version
    _require_fresh(paper, kept, version)
    if kept is None:
        voting.add_ballot(db, round_id, viewer.person_id, lines, slip=slip, now=now)
    else:
        count_or_refuse(db, CHANGES, str(viewer.account_id), now=now)
        voting.replace_ballot(db, round_id, kept, lines, slip=slip, now=now)
    _send_receipt(db, account, round_, ballot_url=ballot_url, now=now)
    return version + 1


def open_commitment(
    db: Session, viewer: Viewer, round_id: int, *, marks: Mapping[int, int], slip: Slip, now: datetime
) -> str:
    """The text whose SHA-256 a ballot's commitment is, which is spoiled by it: it can never be cast.

    Raises NotFound, NotVoting, TooMany, ReceiptTaken if it is cast, and what check_new_ballot raises.
    """
    round_ = locking.lock_round_shared(db, round_id)
    require_voting(round_, now)
    paper = ballot_paper.get_ballot_paper(db, round_id, language=viewer.language)
    text = commitment_text(round_id, slip.receipt_digest, slip.nonce, check_new_ballot(paper, marks))
    count_or_refuse(db, CHALLENGES, str(viewer.account_id), now=now)
    urn_log.spoil(db, round_id, commit(text), now=now)
    return text


def withdraw_ballot(db: Session, viewer: Viewer, round_id: int, *, version: int, now: datetime) -> None:
    """Withdraw the ballot, and take the voter off the roll, as if they had never voted.

    version: of the ballot that the voter saw. Raises NotFound, NotVoting, StaleBallot, TooMany.
    """
    round_ = locking.lock_round_shared(db, round_id)
    require_voting(round_, now)
    if voting.find_channel(db, round_id, viewer.person_id, lock=True) is None:
        # A double click: the first request did it. Without a line of the roll, do not lock the ballot:
        # a request that casts one now holds that line and wants the ballot, and the two would deadlock.
        return
    kept = voting.find_ballot(db, round_id, viewer.person_id, lock=True)
    if kept is None:
        return
    _require_fresh(ballot_paper.get_ballot_paper(db, round_id, language=viewer.language), kept, version)
    count_or_refuse(db, CHANGES, str(viewer.account_id), now=now)
    voting.delete_ballot(db, round_id, kept, commitment=draw_label(), now=now)
    voting.leave_roll(db, round_id, viewer.person_id, channel="online")


def declare_residence(db: Session, viewer: Viewer, residence: Residence, *, now: datetime) -> None:
    """Store the residence and year of birth of the viewer's person.

    Raises ResidenceProven, and ResidenceInUse while they vote with another residence.
    """
    known = residences.find_residence(db, viewer.person_id)
    if known == residence:
        return
    if known is not None and known.source != "declared":
        raise ResidenceProven()
    if residences.votes_elsewhere(db, viewer.person_id, residence):
        raise ResidenceInUse()
    residences.save_residence(db, viewer.person_id, residence, now=now)
    record_consent(db, viewer.person_id, "residence", now=now)


def declare_for_round(
    db: Session, viewer: Viewer, round_id: int, *, place: str, birth_year: str, now: datetime
) -> None:
    """Store the residence and year of birth that a round asks a voter for, and check whether they may vote.

    place, birth_year: as of declared_residence. Raises NotFound, OutsideArea, TooYoung, ResidenceInUse, and
    Invalid with data `field`.
    """
    round_ = locking.get_voting_round(db, round_id)
    rule = locking.get_eligibility(db, round_)
    known = residences.find_residence(db, viewer.person_id)
    year = bangkok_date(now).year
    residence = declared_residence(rule, known, place=place, birth_year=birth_year, year=year)
    declare_residence(db, viewer, residence, now=now)
    check_eligible(residence, rule)


def _by_list(db: Session, round_: VotingRound, person_id: int) -> Admission | None:
    """How a person comes by the line of the list that they have, in a round with this door."""
    found = list_claims.find_claim(db, round_.id, person_id) if "list" in round_.doors else None
    return Admission("list", found.village, found.voter_class) if found else None


def _admit(
    round_: VotingRound,
    residence: Residence | None,
    account: AccountCard,
    rule: Eligibility,
    by_list: Admission | None,
    language: str,
    now: datetime,
) -> Admission:
    admission = admission_of(round_.doors, residence, rule, by_list)
    if admission.door == "email":
        check_mailbox(
            account.email,
            domains=disposable_domains(),
            since=account.email_confirmed_at,
            language=language,
            now=now,
        )
    return admission


def _require_online(channel: Channel | None) -> None:
    if channel == "paper":
        raise VotedOnPaper()


def _require_fresh(paper: BallotPaper, kept: Cast | None, version: int) -> None:
    known = kept.version if kept else 0
    if known != version:
        raise StaleBallot(version=known, marks=marks_of(paper, kept.lines) if kept else {})


def _send_receipt(
    db: Session,
    account: AccountCard,
    round_: VotingRound,
    *,
    ballot_url: str,
    now: datetime,
) -> None:
    """Tell the voter that a ballot was received: neither what was chosen nor the code, which others read."""
    mail.enqueue(
        db,
        recipient=account.email,
        template="ballot_receipt",
        language=account.language,
        reader=account.display_name,
        now=now,
        round_id=round_.id,
        title=round_.title,
        time=format_datetime(now, account.language),
        end=format_datetime(round_.last_minute, account.language),
        link=ballot_url,
    )
