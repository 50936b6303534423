"""A ballot between looking it over and casting it: what the server drew for it, sealed into the form."""

import json
from typing import NamedTuple

from idea4gov.domain.rounds.receipts import Slip
from idea4gov.outside.signing import Signer


class Draft(NamedTuple):
    """A ballot that was looked over. version: of the ballot that it replaces, or 0. marks: {id: mark}."""

    slip: Slip
    version: int
    marks: dict[int, int]


def seal_draft(signer: Signer, person_id: int, round_id: int, draft: Draft) -> str:
    """The draft as text that the voter's browser brings back, and can neither read nor change."""
    content = [*draft.slip, draft.version, sorted(draft.marks.items())]
    return signer.seal(_purpose(person_id, round_id), json.dumps(content))


def open_draft(signer: Signer, person_id: int, round_id: int, sealed: str) -> Draft | None:
    """The draft of seal_draft, for the same voter and round; None for anything else."""
    content = signer.unseal(_purpose(person_id, round_id), sealed)
    if content is None:
        return None
    code, nonce, label, version, marks = json.loads(content)
    return Draft(Slip(code, nonce, label), version, dict(marks))


def _purpose(person_id: int, round_id: int) -> str:
    return f"ballot:{person_id}:{round_id}"
