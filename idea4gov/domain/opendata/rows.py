"""Public rows: without accounts and names, with values that JSON has."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from idea4gov.domain.opendata.datasets import DATASETS
from idea4gov.domain.rounds.imports import currency_of

Row = Mapping[str, Any]
PSEUDONYM_LENGTH = 16

_PAGES = {
    "provinces": "/provinces/{code}",
    "boards": "/boards/{id}",
    "proposals": "/proposals/{id}",
    "answers": "/proposals/{proposal_id}",
    "results": "/boards/{board_id}/results",
    "rounds": "/rounds/{id}",
}


@dataclass(frozen=True)
class Publisher:
    """Turns rows of the store into public ones.

    base_url: of this site, without a slash at the end. digest: keyed digest, in hex, of a text.
    """

    base_url: str
    digest: Callable[[str], str]

    def pseudonym(self, board_id: int, account_id: int) -> str:
        """The pseudonym of an author in the data of one board. Without the key nobody can tell who it is."""
        return self.digest(f"{board_id}:{account_id}")[:PSEUDONYM_LENGTH]


def public_row(name: str, row: Row, publisher: Publisher) -> dict[str, Any]:
    """A row of the store as the data set `name` publishes it: its fields, in their order."""
    dataset = DATASETS[name]
    extra: dict[str, Any] = {}
    if "author" in dataset.columns:
        extra["author"] = _author(row, publisher)
    if name in _PAGES:
        extra["url"] = publisher.base_url + _PAGES[name].format_map(row)
    if name == "rounds":
        extra["currency"] = currency_of({pair[0]: pair[1] for pair in row["meta"]})
        extra["urn_url"] = f"{extra['url']}.pb" if row["digest"] else None
    if name == "boards" and row["kind"] == "budget":
        extra["url"] = f"{publisher.base_url}/rounds/{row['id']}"
    values = {**row, **extra}
    return {column: _plain(values[column]) for column in dataset.columns}


def _author(row: Row, publisher: Publisher) -> str | None:
    if row["author_id"] is None:
        return None
    board_id = row["board_id"] if "board_id" in row else row["id"]
    return publisher.pseudonym(board_id, row["author_id"])


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return value
