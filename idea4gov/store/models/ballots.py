"""Tables of ballots: the roll of who voted, what they chose until the urn is sealed, and the paper ones.

The constraints are the rules: a person stands once on the roll of a round, by one channel; an online ballot
needs its line there; a mark names a project of its ballot's own round; two people enter each paper.
"""

from datetime import datetime
from typing import get_args

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from idea4gov.domain.ballots.eligibility import ResidenceSource
from idea4gov.domain.identity.doors import VOTER_CLASSES, Door, VoterClass
from idea4gov.domain.rounds.paper_ballots import VOID_KINDS, PaperBallotState, VoidKind
from idea4gov.domain.rounds.voting import Channel, OnlineChannel
from idea4gov.store.base import Base, BigId, HasId, one_of


class Residence(Base):
    """Where a person is in the house register, and their year of birth (A.D.).

    source: "declared" by themselves, or the door that proved it, which no declaration overwrites.
    """

    __tablename__ = "residence"
    __table_args__ = (
        CheckConstraint("birth_year BETWEEN 1850 AND 2200", "birth_year"),
        one_of("source", get_args(ResidenceSource)),
        ForeignKeyConstraint(
            ["local_government_code", "province_code"],
            ["local_government.code", "local_government.province_code"],
        ),
        ForeignKeyConstraint(
            ["subdistrict_code", "province_code"], ["subdistrict.code", "subdistrict.province_code"]
        ),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, autoincrement=False)
    province_code: Mapped[str] = mapped_column(ForeignKey("province.code"))
    local_government_code: Mapped[str | None]
    subdistrict_code: Mapped[str | None]
    birth_year: Mapped[int | None]
    declared_at: Mapped[datetime]
    source: Mapped[ResidenceSource] = mapped_column(default="declared", server_default="declared")


class RoundDoor(Base):
    """A way by which one may vote in a round; frozen with its rules.

    is_binding: of the round, so that no result that binds is open to mailboxes.
    """

    __tablename__ = "round_door"
    __table_args__ = (
        ForeignKeyConstraint(
            ["round_id", "is_binding"], ["budget_round.board_id", "budget_round.is_binding"]
        ),
        one_of("door", get_args(Door)),
        CheckConstraint("NOT (is_binding AND door = 'email')", "binding_without_email"),
        {"sqlite_with_rowid": False},
    )

    round_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    door: Mapped[Door] = mapped_column(primary_key=True)
    is_binding: Mapped[bool]


class VoterRoll(HasId, Base):
    """A line of the roll of a round: somebody voted, not what.

    person_id: None for a voter in the hall who has no account here. door: by which they came, one of the
    round's. village: number of the village in their subdistrict, where the door knows it. form_key: of
    domain.sending, so that a double click marks one voter.
    """

    __tablename__ = "voter_roll"
    __table_args__ = (
        ForeignKeyConstraint(["round_id", "door"], ["round_door.round_id", "round_door.door"]),
        CheckConstraint("village BETWEEN 1 AND 99", "village"),
        one_of("door", get_args(Door)),
        one_of("voter_class", VOTER_CLASSES),
        UniqueConstraint("round_id", "person_id"),
        # A ballot refers to all three, so that a voter by paper can have none.
        UniqueConstraint("round_id", "person_id", "channel"),
        one_of("channel", get_args(Channel)),
        UniqueConstraint("marked_by_id", "form_key"),
        CheckConstraint("(channel = 'paper') = (marked_by_id IS NOT NULL)", "paper_has_official"),
        CheckConstraint("channel = 'paper' OR person_id IS NOT NULL", "online_has_person"),
        Index("ix_voter_roll_person_id", "person_id"),
    )

    round_id: Mapped[int] = mapped_column(BigId)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    channel: Mapped[Channel]
    marked_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    form_key: Mapped[str | None]
    marked_at: Mapped[datetime]
    door: Mapped[Door]
    village: Mapped[int | None]
    voter_class: Mapped[VoterClass] = mapped_column(default="registered", server_default="registered")


class RollHint(Base):
    """From where a voter on the web voted first, until the round is final: for officials to notice clusters.

    device, network: keyed digests that differ from round to round; None where there was nothing to tell.
    minute: when, without the seconds.
    """

    __tablename__ = "roll_hint"
    __table_args__ = (
        ForeignKeyConstraint(
            ["round_id", "person_id"], ["voter_roll.round_id", "voter_roll.person_id"], ondelete="CASCADE"
        ),
        CheckConstraint("length(device) = 32", "device_length"),
        CheckConstraint("length(network) = 32", "network_length"),
        {"sqlite_with_rowid": False},
    )

    round_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    person_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    device: Mapped[str | None]
    network: Mapped[str | None]
    minute: Mapped[datetime]


class CastBallot(HasId, Base):
    """What a person cast last, until sealing destroys it. version: 1.. , one more at each replacement.

    label: its name in the urn. nonce: of its commitment in the log; None for one from before there was a log.
    """

    __tablename__ = "ballot"
    __table_args__ = (
        UniqueConstraint("round_id", "person_id"),
        UniqueConstraint("id", "round_id"),
        UniqueConstraint("round_id", "receipt_digest"),
        UniqueConstraint("round_id", "label"),
        ForeignKeyConstraint(
            ["round_id", "person_id", "channel"],
            ["voter_roll.round_id", "voter_roll.person_id", "voter_roll.channel"],
        ),
        one_of("channel", get_args(OnlineChannel)),
        CheckConstraint("version >= 1", "version"),
        CheckConstraint("length(receipt_digest) = 64", "receipt_digest_length"),
        CheckConstraint("length(label) = 64", "label_length"),
        CheckConstraint("length(nonce) = 32", "nonce_length"),
    )

    round_id: Mapped[int] = mapped_column(BigId)
    person_id: Mapped[int] = mapped_column(BigId)
    channel: Mapped[OnlineChannel] = mapped_column(default="online")
    version: Mapped[int]
    receipt_digest: Mapped[str]
    label: Mapped[str]
    nonce: Mapped[str | None]
    cast_at: Mapped[datetime]


class BallotLine(Base):
    """One mark. position: 1.. , which ranks ranked ballots. points: of cumulative ones."""

    __tablename__ = "ballot_line"
    __table_args__ = (
        ForeignKeyConstraint(["ballot_id", "round_id"], ["ballot.id", "ballot.round_id"]),
        ForeignKeyConstraint(["project_id", "round_id"], ["budget_project.id", "budget_project.round_id"]),
        UniqueConstraint("ballot_id", "position"),
        CheckConstraint("position >= 1", "position"),
        CheckConstraint("points >= 1", "points"),
        Index("ix_ballot_line_project_id", "project_id"),
        {"sqlite_with_rowid": False},
    )

    ballot_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    project_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    round_id: Mapped[int] = mapped_column(BigId)
    position: Mapped[int]
    points: Mapped[int | None]


class PaperBallot(HasId, Base):
    """A paper from the ballot box, by its printed serial number; it leads to nobody.

    state: "once" (entered by one official), "differs" (two entries that are not the same), "agreed", "void".
    counted_entry: 1 or 2, the entry that counts. void_kind: "spoiled" and "missing" (not put into the box)
    have their voter on the roll; "surplus" has none.
    """

    __tablename__ = "paper_ballot"
    __table_args__ = (
        UniqueConstraint("round_id", "serial"),
        UniqueConstraint("id", "round_id"),
        CheckConstraint("serial BETWEEN 1 AND 999999", "serial"),
        one_of("state", get_args(PaperBallotState)),
        CheckConstraint("second_by_id <> first_by_id", "two_officials"),
        CheckConstraint("state NOT IN ('differs', 'agreed') OR second_by_id IS NOT NULL", "entered_twice"),
        CheckConstraint("(state = 'agreed') = (counted_entry IS NOT NULL)", "agreed_counts"),
        CheckConstraint("counted_entry IN (1, 2)", "counted_entry"),
        CheckConstraint("(state = 'void') = (void_kind IS NOT NULL)", "void_has_kind"),
        CheckConstraint("(void_kind IS NULL) = (void_reason IS NULL)", "void_has_reason"),
        one_of("void_kind", VOID_KINDS),
    )

    round_id: Mapped[int] = mapped_column(ForeignKey("budget_round.board_id"))
    serial: Mapped[int]
    state: Mapped[PaperBallotState]
    first_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    first_at: Mapped[datetime]
    second_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    second_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    counted_entry: Mapped[int | None]
    void_kind: Mapped[VoidKind | None]
    void_reason: Mapped[str | None]


class PaperBallotLine(Base):
    """One mark on a paper as one official entered it. entry: 1 or 2."""

    __tablename__ = "paper_ballot_line"
    __table_args__ = (
        ForeignKeyConstraint(["paper_ballot_id", "round_id"], ["paper_ballot.id", "paper_ballot.round_id"]),
        ForeignKeyConstraint(["project_id", "round_id"], ["budget_project.id", "budget_project.round_id"]),
        UniqueConstraint("paper_ballot_id", "entry", "position"),
        CheckConstraint("entry IN (1, 2)", "entry"),
        CheckConstraint("position >= 1", "position"),
        CheckConstraint("points >= 1", "points"),
        Index("ix_paper_ballot_line_project_id", "project_id"),
        {"sqlite_with_rowid": False},
    )

    paper_ballot_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    entry: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    project_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    round_id: Mapped[int] = mapped_column(BigId)
    position: Mapped[int]
    points: Mapped[int | None]


class UrnSeal(Base):
    """What was put into the urn at once: the online ballots at closing, later the paper ones behind them.

    roll_count: voters on the roll by this channel. ballot_count: ballots put in. void_count: voters whose
    paper is void. digest: SHA-256 of the canonical `.pb` text of the whole urn as it was then.
    """

    __tablename__ = "urn_seal"
    __table_args__ = (
        one_of("channel", get_args(Channel)),
        CheckConstraint("ballot_count >= 0 AND void_count >= 0", "counts"),
        # Nobody's ballot is lost, and none is in the urn for whom nobody voted.
        CheckConstraint("roll_count = ballot_count + void_count", "roll_is_urn"),
        CheckConstraint("channel = 'paper' OR void_count = 0", "online_has_no_void"),
        CheckConstraint("length(digest) = 64", "digest_length"),
    )

    round_id: Mapped[int] = mapped_column(
        ForeignKey("budget_round.board_id"), primary_key=True, autoincrement=False
    )
    channel: Mapped[Channel] = mapped_column(primary_key=True)
    roll_count: Mapped[int]
    ballot_count: Mapped[int]
    void_count: Mapped[int]
    digest: Mapped[str]
    sealed_at: Mapped[datetime]
