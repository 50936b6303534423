"""Budget rounds: phases, drafts, reviews and the freeze of those held here; files of those held elsewhere."""

from idea4gov.domain.rounds.drafting import AreaDraft, RoundDraft, draft_round
from idea4gov.domain.rounds.imported import (
    FileChanged,
    IdentifierTooLong,
    ResultLine,
    ScoreTooLarge,
    UnknownLocalGovernment,
    check_head,
    check_outcome,
    currency_of,
    language_of,
    project_title,
    result_lines,
    shown_line,
    title_of,
)
from idea4gov.domain.rounds.phases import (
    FROZEN_PHASES,
    PHASES,
    PUBLISHED_PHASES,
    Facts,
    RoundClock,
    phase_now,
    require_phase,
)

__all__ = [
    "FROZEN_PHASES",
    "PHASES",
    "PUBLISHED_PHASES",
    "AreaDraft",
    "Facts",
    "FileChanged",
    "IdentifierTooLong",
    "ResultLine",
    "RoundClock",
    "RoundDraft",
    "ScoreTooLarge",
    "UnknownLocalGovernment",
    "check_head",
    "check_outcome",
    "currency_of",
    "draft_round",
    "language_of",
    "phase_now",
    "project_title",
    "require_phase",
    "result_lines",
    "shown_line",
    "title_of",
]
