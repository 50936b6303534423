"""The files of official documents: as PDF or as DOCX."""

from typing import Literal

from idea4gov.domain.documents.blocks import Document
from idea4gov.outside.typesetting import typeset
from idea4gov.outside.word_files import write_word

PaperFormat = Literal["pdf", "docx"]


def lay_out(document: Document, paper_format: PaperFormat) -> bytes:
    """The bytes of a document's file."""
    return typeset(document) if paper_format == "pdf" else write_word(document)
