"""Tables of imports: a sheet that waits to be imported, and which proposals came from which import."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from idea4gov.store.base import Base, HasId


class SentSheet(HasId, Base):
    """A file of proposals for a board, until it is imported or a day has passed.

    shown: index of the page that is looked at first. pages: what a reader sees of each, as store.imports
    writes it.
    """

    __tablename__ = "sent_sheet"
    __table_args__ = (
        CheckConstraint("length(file_name) BETWEEN 1 AND 100", "file_name_length"),
        Index("ix_sent_sheet_sent_at", "sent_at"),
    )

    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"))
    sent_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    file_name: Mapped[str]
    sent_at: Mapped[datetime]
    shown: Mapped[int] = mapped_column(default=0, server_default="0")
    pages: Mapped[list[dict[str, Any]]] = mapped_column(JSON, server_default=text("'[]'"))


class SheetImport(HasId, Base):
    """An import that was carried out. taken_back_at: None while its proposals stand."""

    __tablename__ = "sheet_import"
    __table_args__ = (
        CheckConstraint("length(file_name) BETWEEN 1 AND 100", "file_name_length"),
        CheckConstraint("taken_back_at >= imported_at", "taken_back_later"),
        Index("ix_sheet_import_board_id", "board_id", "id"),
    )

    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"))
    imported_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    file_name: Mapped[str]
    imported_at: Mapped[datetime]
    taken_back_at: Mapped[datetime | None]


class ImportedProposal(Base):
    """A proposal that came from a sheet, and what the sheet said of it that no other table holds.

    line: in the file. hands: raised for it in the hall. proposer: who proposed it there. note: the columns
    that have no field here, with their headings. Only officials see the last three.
    """

    __tablename__ = "imported_proposal"
    __table_args__ = (
        CheckConstraint("line >= 1", "line"),
        CheckConstraint("hands >= 0", "hands"),
        CheckConstraint("length(proposer) BETWEEN 1 AND 200", "proposer_length"),
        CheckConstraint("length(note) BETWEEN 1 AND 2000", "note_length"),
        Index("ix_imported_proposal_import_id", "import_id"),
    )

    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("sheet_import.id"))
    line: Mapped[int]
    hands: Mapped[int | None]
    proposer: Mapped[str | None]
    note: Mapped[str | None]
