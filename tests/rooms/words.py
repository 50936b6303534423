"""Which words a state, a phase, a role and their like may be, by the names that fields and columns have."""

from typing import Any, Literal, get_args, get_origin, get_type_hints

from sqlalchemy.sql.elements import KeyedColumnElement

from idea4gov.domain.appeals import AppealDecision
from idea4gov.domain.audit import AuditAct
from idea4gov.domain.ballots.ballot_paper import BallotMode
from idea4gov.domain.ballots.eligibility import EligibleScope, ResidenceSource
from idea4gov.domain.boards import BoardState
from idea4gov.domain.comments import CommentState
from idea4gov.domain.export_jobs import JobState
from idea4gov.domain.identity.doors import Door
from idea4gov.domain.moderation import CaseOutcome, ModerationVerb
from idea4gov.domain.permissions import Role
from idea4gov.domain.proposals import ProposalState
from idea4gov.domain.rounds.drafts import RuleName
from idea4gov.domain.rounds.draw import CorrectionState
from idea4gov.domain.rounds.milestones import MilestoneState
from idea4gov.domain.rounds.objections import ObjectionStage
from idea4gov.domain.rounds.paper_ballots import PaperBallotState, VoidKind
from idea4gov.domain.rounds.phases import Phase, RoundSource
from idea4gov.domain.rounds.receipts import ReceiptKind
from idea4gov.domain.rounds.roll_sample import SampleOutcome
from idea4gov.domain.rounds.screening import ReviewState
from idea4gov.domain.rounds.voting import Channel
from idea4gov.domain.tally.outcome import Fate
from idea4gov.domain.voter_lists import ListState
from idea4gov.store.base import Base


def _words(*types: Any) -> frozenset[str]:
    return frozenset(word for one in types for word in get_args(one))


# The name of a field, a column or a variable -> the words that one of that name can be.
WORDS = {
    "phase": _words(Phase),
    "state": _words(
        BoardState, ProposalState, CommentState, ReviewState, PaperBallotState, MilestoneState,
        CorrectionState, JobState, ListState,
    ),
    "board_state": _words(BoardState),
    "proposal_state": _words(ProposalState),
    "mode": _words(BallotMode),
    "ballot_mode": _words(BallotMode),
    "rule": _words(RuleName) | {"greedy-exclusive"},
    "role": _words(Role),
    "channel": _words(Channel),
    "stage": _words(ObjectionStage),
    "source": _words(RoundSource, ResidenceSource),
    "void_kind": _words(VoidKind),
    "eligible_scope": _words(EligibleScope),
    "receipt_kind": _words(ReceiptKind),
    "door": _words(Door),
    "outcome": _words(SampleOutcome, CaseOutcome),
    "decision": _words(AppealDecision),
    "fate": set(Fate),
    # The last five name pages of a round's phases.
    "act": _words(AuditAct, ModerationVerb) | {"days", "extend", "suspend", "resume", "cancel"},
}  # fmt: skip


def words_of_columns() -> dict[KeyedColumnElement[Any], tuple[str, ...]]:
    """{column: the words of its type}, of every column whose type is a Literal."""
    found = {}
    for mapper in Base.registry.mappers:
        for name, hint in get_type_hints(mapper.class_).items():
            if words := _literal_words(hint):
                found[mapper.local_table.c[name]] = words
    return found


def _literal_words(hint: Any) -> tuple[str, ...]:
    """`Mapped[Literal[...]]`, optional or not, to its words; of other annotations ()."""
    parts = [part for part in get_args(hint) if part is not type(None)]
    if get_origin(hint) is Literal:
        return tuple(parts)
    return _literal_words(parts[0]) if len(parts) == 1 else ()
