"""Official documents as PDF or DOCX files."""

from typing import Literal

from idea4gov.domain.documents.blocks import Document
from idea4gov.outside.typesetting import typeset
from idea4gov.outside.word_files import write_word

DocumentFormat = Literal["pdf", "docx"]


def render_document(document: Document, document_format: DocumentFormat) -> bytes:
    """The document as the bytes of a PDF or DOCX file."""
    return typeset(document) if document_format == "pdf" else write_word(document)
