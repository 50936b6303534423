"""The audit log as a hash chain: the digest of each entry covers the entry and the digest before it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from idea4gov.domain.errors import N_
from idea4gov.domain.moderation import PostAct

FIRST_PREVIOUS = "0" * 64
"""The previous digest of the first entry."""

AuditAct = Literal[
    PostAct,
    "dismiss_reports",
    "keep_hidden",
    "answer_proposal",
    "edit_answer",
    "edit_board",
    "adopt_board",
    "close_board",
    "create_account",
    "confirm_device",
    "erase_account",
    "make_token",
    "revoke_token",
    "grant_role",
    "revoke_role",
    "edit_letterhead",
    "import_proposals",
    "take_back_import",
    "import_round",
    "mark_voter",
    "unmark_voter",
    "draw_sample",
    "look_at_sample",
    "record_sample",
    "confirm_sample",
    "state_papers",
    "sign_papers",
    "settle_paper",
    "void_paper",
    "seal_urn",
    "enter_draw",
    "correct_draw",
    "sign_draw_correction",
    "refuse_draw_correction",
    "draw_seed",
    "count_with_draw",
    "create_round",
    "edit_round",
    "delete_round",
    "publish_round",
    "enter_phase",
    "step_back_round",
    "change_round_dates",
    "extend_voting",
    "suspend_round",
    "resume_round",
    "cancel_round",
    "bring_proposals",
    "decide_proposal",
    "sign_proposal",
    "correct_project",
    "answer_objection",
    "add_milestone",
    "remove_milestone_photos",
    "accept_clock",
    "resend_mails",
    "drop_mails",
    "export_traffic",
    "load_voter_list",
    "delete_voter_list",
    "give_voter_list",
    "take_voter_list",
]
"""What an official or the system did. Each has its name in ACTS."""

ACTS: Mapping[AuditAct, str] = {
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
    "confirm_device": N_("Confirmed a device of an account"),
    "erase_account": N_("Erased their own account"),
    "make_token": N_("Made a token for a system"),
    "revoke_token": N_("Revoked a token"),
    "grant_role": N_("Granted a role"),
    "revoke_role": N_("Took a role back"),
    "edit_letterhead": N_("Changed the letterhead of documents"),
    "import_proposals": N_("Imported proposals from a sheet"),
    "take_back_import": N_("Took an import of proposals back"),
    "import_round": N_("Imported a budget round"),
    "mark_voter": N_("Marked a voter on paper on the roll"),
    "unmark_voter": N_("Took a voter on paper off the roll"),
    "draw_sample": N_("Drew the lines of the roll that are looked up"),
    "look_at_sample": N_("Looked at who stands at the drawn lines of the roll"),
    "record_sample": N_("Recorded what the house register says of a line of the roll"),
    "confirm_sample": N_("Confirmed what the house register says of a line of the roll"),
    "state_papers": N_("Stated how many papers were handed out"),
    "sign_papers": N_("Signed how many papers were handed out, and closed the table"),
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
    "accept_clock": N_("Took the clock of the server for right"),
    "resend_mails": N_("Had mails sent again"),
    "drop_mails": N_("Deleted mails that were not sent"),
    "export_traffic": N_("Took an extract of the traffic data for a case"),
    "load_voter_list": N_("Confirmed a list of eligible people"),
    "delete_voter_list": N_("Deleted a list of eligible people"),
    "give_voter_list": N_("Gave a budget round its list of eligible people"),
    "take_voter_list": N_("Took its list of eligible people from a budget round"),
}
"""{act: its name on the page of the log, a msgid}"""


@dataclass(frozen=True)
class ChainEntry:
    """An entry of the log.

    id: from 1, without gaps. at: aware. data: JSON values under string keys; it names no person.
    """

    id: int
    at: datetime
    actor_id: int | None
    act: AuditAct
    subject_kind: str
    subject_id: str
    province_code: str | None
    local_government_code: str | None
    data: Mapping[str, Any]


def canonical_json(value: Any) -> str:
    """JSON in one canonical form: sorted keys, no spaces, characters unescaped.

    Raises ValueError for NaN and infinity, and TypeError for types that JSON does not have.
    """
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def digest_entry(entry: ChainEntry, previous_digest: str) -> str:
    """SHA-256, in hex, of the canonical JSON of all fields and of `previous_digest`, in UTF-8.

    `at` is written in ISO 8601, in UTC, with microseconds.
    """
    fields = asdict(entry)
    fields["at"] = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    fields["previous_digest"] = previous_digest
    return hashlib.sha256(canonical_json(fields).encode()).hexdigest()


def act_name(act: AuditAct) -> str:
    """The name of an act, a msgid. One that a later version of the program wrote is its own name."""
    return ACTS.get(act, act)
