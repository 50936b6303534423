"""Use cases of budget rounds: held here from the call to the last milestone, or imported when done."""

from idea4gov.actions.rounds.conducting import (
    cancel_round,
    change_dates,
    extend_voting,
    is_due,
    resume_round,
    settle_phase,
    step_back,
    suspend_round,
)
from idea4gov.actions.rounds.counting import find_outcome, keep_result
from idea4gov.actions.rounds.following import (
    add_milestone,
    answer_objection,
    correct_project,
    object_to_round,
    remove_photos,
)
from idea4gov.actions.rounds.making import create_round, delete_draft, edit_round, publish_round
from idea4gov.actions.rounds.published import (
    Imported,
    Recount,
    export_lines,
    get_published,
    import_round,
    list_problems,
    tally_round,
)
from idea4gov.actions.rounds.result_pages import RoundPage, get_round_page
from idea4gov.actions.rounds.reviewing import bring_in, decide_proposal, sign_decision

__all__ = [
    "Imported",
    "Recount",
    "RoundPage",
    "add_milestone",
    "answer_objection",
    "bring_in",
    "cancel_round",
    "change_dates",
    "correct_project",
    "create_round",
    "decide_proposal",
    "delete_draft",
    "edit_round",
    "export_lines",
    "extend_voting",
    "find_outcome",
    "get_published",
    "get_round_page",
    "import_round",
    "is_due",
    "keep_result",
    "list_problems",
    "object_to_round",
    "publish_round",
    "remove_photos",
    "resume_round",
    "settle_phase",
    "sign_decision",
    "step_back",
    "suspend_round",
    "tally_round",
]
