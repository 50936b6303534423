"""Notices to people about their own posts, and about boards that they follow."""

from collections.abc import Mapping
from typing import Literal

from idea4gov.domain.errors import N_
from idea4gov.domain.moderation import PostAct

NoticeKind = Literal[
    PostAct,
    "keep_hidden",
    "official_answer",
    "comment_on_proposal",
    "reply_to_comment",
    "proposal_merged",
    "board_adopted",
    "board_closed",
    "round_reviewing",
    "round_preview",
    "round_voting",
    "round_counting",
    "round_provisional",
    "round_final",
    "round_implementing",
    "round_dates",
    "round_extended",
    "round_step_back",
    "round_draw_corrected",
    "round_suspended",
    "round_resumed",
    "round_cancelled",
]
"""What a notice tells. Each has its text in SAYS, and its mail template in templates/mail."""

SAYS: Mapping[NoticeKind, str] = {
    "hide_proposal": N_("Your proposal was hidden"),
    "restore_proposal": N_("Your proposal is shown again"),
    "hide_comment": N_("Your comment was hidden"),
    "restore_comment": N_("Your comment is shown again"),
    "hide_board": N_("Your board was hidden"),
    "restore_board": N_("Your board is shown again"),
    "keep_hidden": N_("Your appeal was decided: it stays hidden"),
    "official_answer": N_("Your proposal has an official answer"),
    "comment_on_proposal": N_("Somebody commented on your proposal"),
    "reply_to_comment": N_("Somebody replied to your comment"),
    "proposal_merged": N_("Your proposal was merged with another one"),
    "board_adopted": N_("A local government has adopted the board"),
    "board_closed": N_("The board is closed, and its result can be read"),
    "round_reviewing": N_("The review of the proposals has begun"),
    "round_preview": N_("The ballot paper can be looked at"),
    "round_voting": N_("Voting has begun"),
    "round_counting": N_("Voting has ended, and the ballots are counted"),
    "round_provisional": N_("The provisional result is announced"),
    "round_final": N_("The result is final"),
    "round_implementing": N_("The projects are being built"),
    "round_dates": N_("The days of the round were changed"),
    "round_extended": N_("The voting was extended"),
    "round_step_back": N_("The round went one phase back"),
    "round_draw_corrected": N_("The public draw of the lots was corrected"),
    "round_suspended": N_("The round is suspended"),
    "round_resumed": N_("The round goes on"),
    "round_cancelled": N_("The round was cancelled"),
}
"""{kind of notice: its text, a msgid}. The mail template in templates/mail has the name of the kind."""

ALWAYS_MAILED: frozenset[NoticeKind] = frozenset(
    {
        "hide_proposal", "restore_proposal", "hide_comment", "restore_comment",
        "hide_board", "restore_board", "keep_hidden",
    }
)  # fmt: skip
"""Kinds that are mailed even to people who want no other mail: decisions about their own posts."""
