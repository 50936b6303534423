"""The freeze: rules and projects of a round as one text, whose SHA-256 stands on its page from preview on.

The text is canonical JSON (sorted keys, no spaces, UTF-8), offered as a file: anyone can hash it again.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from idea4gov.domain.audit import canonical_json


@dataclass(frozen=True, slots=True)
class FrozenArea:
    """An area with its money. position: 1.. in the order shown."""

    position: int
    name_th: str
    budget_baht: int
    is_citywide: bool


@dataclass(frozen=True, slots=True)
class FrozenProject:
    """A line of the ballot paper. area: its position. incompatible: codes, sorted."""

    code: str
    title: str
    cost_baht: int
    area: int
    category: str
    location: str
    description_html: str
    incompatible: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FrozenRules:
    """What may not change: who votes, how, and how it is counted."""

    round_id: int
    fiscal_year: int
    budget_baht: int
    ballot_mode: str
    min_projects: int | None
    max_projects: int | None
    points_total: int | None
    points_per_project: int | None
    rule: Mapping[str, Any]
    eligible_scope: str
    eligible_subdistricts: tuple[str, ...]
    local_government: str
    minimum_age: int | None


def frozen_text(rules: FrozenRules, areas: Sequence[FrozenArea], projects: Sequence[FrozenProject]) -> str:
    """The canonical JSON of a frozen round."""
    return canonical_json(
        {
            "rules": asdict(rules),
            "areas": [asdict(area) for area in areas],
            "projects": [asdict(project) for project in projects],
        }
    )


def digest_text(text: str) -> str:
    """SHA-256, as hex, of a text in UTF-8; `sha256sum` prints the same for the file."""
    return hashlib.sha256(text.encode()).hexdigest()
