"""Which field of a form a refused text came from."""

from collections.abc import Iterator
from contextlib import contextmanager

from idea4gov.domain.errors import Invalid


@contextmanager
def at_field(name: str) -> Iterator[None]:
    """Give every Invalid that leaves the block `data["field"] = name`, unless it names a field already."""
    try:
        yield
    except Invalid as error:
        error.data.setdefault("field", name)
        raise
