"""The form field that an error belongs to, and the errors of all fields at once."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager

from idea4gov.domain.errors import N_, Invalid


class InvalidFields(Invalid):
    """Several fields cannot be accepted. errors: of each, most with data `field`."""

    code = "invalid_fields"
    message = N_("Several fields cannot be accepted as they are.")

    def __init__(self, errors: Sequence[Invalid]) -> None:
        super().__init__()
        self.errors = tuple(errors)

    def __str__(self) -> str:
        return " ".join(str(error) for error in self.errors)


@contextmanager
def at_field(name: str) -> Iterator[None]:
    """Set data["field"] = name on every Invalid raised in the block, unless it has a field already."""
    try:
        yield
    except Invalid as error:
        error.data.setdefault("field", name)
        raise


@contextmanager
def all_fields() -> Iterator[Callable[[str], AbstractContextManager[None]]]:
    """Collect the errors of all fields, and raise them behind the block.

    Gives at(name), within which an Invalid ends that inner block alone; names are as in at_field. What inner
    blocks assign is whole behind the outer one only. Raises the error if there is one, else InvalidFields; of
    each field the first error counts.
    """
    errors: list[Invalid] = []

    @contextmanager
    def at(name: str) -> Iterator[None]:
        try:
            with at_field(name):
                yield
        except Invalid as error:
            errors.extend(error.errors if isinstance(error, InvalidFields) else (error,))

    yield at
    errors = _first_of_each_field(errors)
    if errors:
        raise errors[0] if len(errors) == 1 else InvalidFields(errors)


def _first_of_each_field(errors: Iterable[Invalid]) -> list[Invalid]:
    """The errors without those of a field that has one already; all of those that name no field."""
    found: dict[object, Invalid] = {}
    for error in errors:
        found.setdefault(error.data.get("field", id(error)), error)
    return list(found.values())
