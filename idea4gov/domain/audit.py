"""The audit log as a chain: each entry's digest covers the entry and the digest of the one before."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from idea4gov.domain.errors import N_

FIRST_PREVIOUS = "0" * 64
"""What stands for the digest before the first entry."""

ACTS: Mapping[str, str] = {
    "hide_proposal": N_("Hid a proposal"),
    "restore_proposal": N_("Restored a proposal"),
    "hide_comment": N_("Hid a comment"),
    "restore_comment": N_("Restored a comment"),
    "hide_board": N_("Hid a board"),
    "restore_board": N_("Restored a board"),
    "dismiss_reports": N_("Dismissed reports of a post"),
    "keep_hidden": N_("Kept a post hidden after an appeal"),
    "answer_proposal": N_("Answered a proposal"),
    "edit_answer": N_("Edited an official answer"),
    "edit_board": N_("Edited a board"),
    "adopt_board": N_("Adopted a board"),
    "close_board": N_("Closed a board"),
    "create_account": N_("Created an account"),
    "erase_account": N_("Erased their own account"),
    "make_token": N_("Made a token for a system"),
    "revoke_token": N_("Revoked a token"),
    "grant_role": N_("Granted a role"),
    "revoke_role": N_("Took a role back"),
    "edit_letterhead": N_("Changed the letterhead of documents"),
    "import_proposals": N_("Imported proposals from a sheet"),
    "import_round": N_("Imported a budget round"),
    "mark_voter": N_("Marked a voter on paper on the roll"),
    "unmark_voter": N_("Took a voter on paper off the roll"),
    "settle_paper": N_("Settled a paper ballot"),
    "void_paper": N_("Declared a paper ballot void"),
    "seal_urn": N_("Sealed the urn"),
    "enter_draw": N_("Entered the public draw of the lots for ties"),
    "correct_draw": N_("Entered a correction of the public draw"),
    "sign_draw_correction": N_("Signed a correction of the public draw"),
    "refuse_draw_correction": N_("Refused a correction of the public draw"),
    "draw_seed": N_("Drew the lots for ties"),
    "count_with_draw": N_("Counted with the public draw"),
    "create_round": N_("Drafted a budget round"),
    "edit_round": N_("Edited a budget round"),
    "delete_round": N_("Deleted the draft of a budget round"),
    "publish_round": N_("Published a budget round"),
    "enter_phase": N_("A budget round entered its next phase"),
    "step_back_round": N_("Took a budget round one phase back"),
    "change_round_dates": N_("Moved the days of a budget round"),
    "extend_voting": N_("Extended the voting"),
    "suspend_round": N_("Suspended a budget round"),
    "resume_round": N_("Resumed a budget round"),
    "cancel_round": N_("Cancelled a budget round"),
    "bring_proposals": N_("Brought proposals into a budget round"),
    "decide_proposal": N_("Decided on a proposal of a budget round"),
    "sign_proposal": N_("Signed a decision on a proposal"),
    "correct_project": N_("Corrected the words of a project"),
    "answer_objection": N_("Answered an objection"),
    "add_milestone": N_("Reported on a project"),
    "remove_milestone_photos": N_("Removed photos from a report on a project"),
}
"""What each act is called on the log's page (msgids)."""


@dataclass(frozen=True)
class Entry:
    """One act. id: 1.. without gaps. at: aware. data: JSON values under string keys, naming nobody."""

    id: int
    at: datetime
    actor_id: int | None
    act: str
    subject_kind: str
    subject_id: str
    province_code: str | None
    local_government_code: str | None
    data: Mapping[str, Any]


def canonical_json(value: Any) -> str:
    """JSON with one way to write it: sorted keys, no spaces, characters as themselves (UTF-8).

    Raises ValueError for NaN and infinities, TypeError for what JSON does not know.
    """
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def digest_entry(entry: Entry, previous_digest: str) -> str:
    """SHA-256, as hex, of the canonical JSON of all fields and `previous_digest`.

    `at` is written in ISO 8601, UTC, with microseconds.
    """
    fields = asdict(entry)
    fields["at"] = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    fields["previous_digest"] = previous_digest
    return hashlib.sha256(canonical_json(fields).encode()).hexdigest()


def act_name(act: str) -> str:
    """The msgid of an act's name; an act that this version does not know keeps its own."""
    return ACTS.get(act, act)
