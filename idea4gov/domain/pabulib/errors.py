"""The error for files that are not valid `.pb` files."""

from typing import Any

from idea4gov.domain.errors import N_, Invalid

_SHOWN = 60


class BadPabulib(Invalid):
    """The text is not a valid `.pb` file.

    line: number of the row's first line, from 1. reason: an English sentence (a msgid). detail: the values of
    its %(name)s parameters; long texts are shortened. To translate the error, translate `message` and
    `reason`. str() gives the English sentence.
    """

    code = "bad_pabulib"
    message = N_("Line %(line)s: %(reason)s")

    def __init__(self, line: int, reason: str, **detail: Any) -> None:
        self.line = line
        self.reason = reason
        self.detail = {name: _short(value) for name, value in detail.items()}
        super().__init__(line=line, reason=reason % self.detail)


def _short(value: Any) -> Any:
    # a hostile cell may hold megabytes; the sentence shall stay a sentence
    if isinstance(value, str) and len(value) > _SHOWN:
        return value[:_SHOWN] + "…"
    return value
