"""Tables of the lists of eligible people: digests alone, in lines that are the seats of a round."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from idea4gov.domain.identity.doors import VOTER_CLASSES, VoterClass
from idea4gov.domain.voter_lists import LIST_STATES, ListState
from idea4gov.store.base import Base, BigId, HasId, one_of


class VoterList(HasId, Base):
    """A list of people who may vote, of one local government.

    refusal: code of the error for which its sheet was refused. rows: of the sheet, once it was looked
    through. lines: digested so far; in the end the number of eligible people. refused: rows with problems;
    twice: those of them that stood on it already. problems: the first of them, as store.voter_lists writes
    it. heard_at: when its reader last wrote something.
    """

    __tablename__ = "voter_list"
    __table_args__ = (
        one_of("state", LIST_STATES),
        CheckConstraint("length(name) BETWEEN 1 AND 80", "name_length"),
        CheckConstraint("lines >= 0 AND refused >= 0 AND twice >= 0", "counts"),
        Index("ix_voter_list_local_government_code", "local_government_code", "id"),
    )

    local_government_code: Mapped[str] = mapped_column(ForeignKey("local_government.code"))
    name: Mapped[str]
    state: Mapped[ListState]
    refusal: Mapped[str | None]
    rows: Mapped[int | None]
    lines: Mapped[int] = mapped_column(default=0, server_default="0")
    refused: Mapped[int] = mapped_column(default=0, server_default="0")
    twice: Mapped[int] = mapped_column(default=0, server_default="0")
    problems: Mapped[list[Any]] = mapped_column(JSON, server_default=text("'[]'"))
    loaded_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    loaded_at: Mapped[datetime]
    heard_at: Mapped[datetime]


class VoterListLine(HasId, Base):
    """One eligible person: the seat of one vote in each round that has the list.

    line_no: of the office's sheet. number_digest: of the national number; name_code_digest: of house and
    name, or code, where the sheet has no number. house_digest: of the house alone. key_id: of the key that
    was laid around all three last; None once the line was erased, which leaves village and class.
    """

    __tablename__ = "voter_list_line"
    __table_args__ = (
        CheckConstraint(
            "(key_id IS NOT NULL AND line_no IS NOT NULL AND"
            " (number_digest IS NOT NULL OR name_code_digest IS NOT NULL)) OR (key_id IS NULL AND"
            " line_no IS NULL AND number_digest IS NULL AND name_code_digest IS NULL AND house_digest IS NULL"
            " AND birth_year IS NULL)",
            "names_somebody",
        ),
        CheckConstraint("village BETWEEN 1 AND 99", "village"),
        one_of("voter_class", VOTER_CLASSES),
        UniqueConstraint("list_id", "number_digest"),
        UniqueConstraint("list_id", "name_code_digest"),
        Index("ix_voter_list_line_key_id", "key_id", "id"),
    )

    list_id: Mapped[int] = mapped_column(ForeignKey("voter_list.id"))
    line_no: Mapped[int | None]
    number_digest: Mapped[str | None]
    name_code_digest: Mapped[str | None]
    house_digest: Mapped[str | None]
    key_id: Mapped[str | None]
    village: Mapped[int | None]
    birth_year: Mapped[int | None]
    voter_class: Mapped[VoterClass] = mapped_column(default="registered", server_default="registered")


class ListClaim(Base):
    """The line by which a person votes in a round: each line once, each person by one line. It stays."""

    __tablename__ = "list_claim"
    __table_args__ = (
        UniqueConstraint("round_id", "person_id"),
        Index("ix_list_claim_person_id", "person_id"),
        {"sqlite_with_rowid": False},
    )

    round_id: Mapped[int] = mapped_column(
        ForeignKey("budget_round.board_id"), primary_key=True, autoincrement=False
    )
    line_id: Mapped[int] = mapped_column(
        ForeignKey("voter_list_line.id"), primary_key=True, autoincrement=False
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    claimed_at: Mapped[datetime]


class RoundVoterList(Base):
    """The list of eligible people of a round; fixed with its rules."""

    __tablename__ = "round_voter_list"
    __table_args__ = (Index("ix_round_voter_list_list_id", "list_id"),)

    round_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("budget_round.board_id"), primary_key=True, autoincrement=False
    )
    list_id: Mapped[int] = mapped_column(ForeignKey("voter_list.id"))
