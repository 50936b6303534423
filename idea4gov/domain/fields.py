"""The form field that an error belongs to."""

from collections.abc import Iterator
from contextlib import contextmanager

from idea4gov.domain.errors import Invalid


@contextmanager
def at_field(name: str) -> Iterator[None]:
    """Set data["field"] = name on every Invalid raised in the block, unless it has a field already."""
    try:
        yield
    except Invalid as error:
        error.data.setdefault("field", name)
        raise
