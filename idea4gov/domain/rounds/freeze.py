"""The freeze: the rules and projects of a round as one text, whose SHA-256 is public from preview on.

The text is canonical JSON (sorted keys, no spaces, UTF-8). It can be downloaded, so that anyone can compute
the digest.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from idea4gov.domain.audit import canonical_json
from idea4gov.domain.ballots.ballot_paper import BallotMode
from idea4gov.domain.ballots.eligibility import EligibleScope
from idea4gov.domain.identity.doors import FIRST_DOORS, Door
from idea4gov.domain.rounds.receipts import ReceiptKind


@dataclass(frozen=True, slots=True)
class FrozenArea:
    """An area of a frozen round. position: from 1, in the order shown."""

    position: int
    name_th: str
    budget_baht: int
    is_citywide: bool


@dataclass(frozen=True, slots=True)
class FrozenProject:
    """A project of a frozen round.

    area: position of its area. incompatible: codes of other projects, sorted.
    """

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
    """The rules that cannot change any more: who may vote, how, and how the ballots are counted."""

    round_id: int
    fiscal_year: int
    budget_baht: int
    ballot_mode: BallotMode
    min_projects: int | None
    max_projects: int | None
    points_total: int | None
    points_per_project: int | None
    rule: Mapping[str, Any]
    eligible_scope: EligibleScope
    eligible_subdistricts: tuple[str, ...]
    local_government: str
    minimum_age: int | None
    is_draw_planned: bool
    is_binding: bool
    doors: tuple[Door, ...]
    receipt_kind: ReceiptKind


def frozen_text(rules: FrozenRules, areas: Sequence[FrozenArea], projects: Sequence[FrozenProject]) -> str:
    """The canonical JSON of a frozen round.

    is_draw_planned is in it only where it is true; what binds, the doors and the kind of the receipts only
    where one of them is not what it was for every round before there was a choice.
    """
    stated = asdict(rules)
    # Rounds that were frozen before there were these rules keep their digests.
    if not rules.is_draw_planned:
        del stated["is_draw_planned"]
    if (rules.is_binding, frozenset(rules.doors), rules.receipt_kind) == (False, FIRST_DOORS, "findable"):
        for name in ("is_binding", "doors", "receipt_kind"):
            del stated[name]
    return canonical_json(
        {
            "rules": stated,
            "areas": [asdict(area) for area in areas],
            "projects": [asdict(project) for project in projects],
        }
    )


def digest_text(text: str) -> str:
    """SHA-256, in hex, of a text in UTF-8, as `sha256sum` prints it for the file."""
    return hashlib.sha256(text.encode()).hexdigest()
