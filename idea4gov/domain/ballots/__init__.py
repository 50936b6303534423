"""Ballots: the paper, who may fill it in, what may stand on it, and the receipt."""

from idea4gov.domain.ballots.checking import (
    Line,
    NotANumber,
    OverBudget,
    RanksNotContiguous,
    TooFewChoices,
    TooManyChoices,
    TooManyPoints,
    TooManyPointsForOne,
    UnknownProject,
    check_ballot,
    left_in,
    marks_of,
    read_marks,
)
from idea4gov.domain.ballots.eligibility import (
    Eligibility,
    NotDeclared,
    OutsideArea,
    Residence,
    TooYoung,
    check_birth_year,
    check_eligible,
)
from idea4gov.domain.ballots.paper import Mode, Paper, PaperArea, PaperProject
from idea4gov.domain.ballots.receipts import CODE_BYTES, clean_code, code_of, digest_code

__all__ = [
    "CODE_BYTES",
    "Eligibility",
    "Line",
    "Mode",
    "NotANumber",
    "NotDeclared",
    "OutsideArea",
    "OverBudget",
    "Paper",
    "PaperArea",
    "PaperProject",
    "RanksNotContiguous",
    "Residence",
    "TooFewChoices",
    "TooManyChoices",
    "TooManyPoints",
    "TooManyPointsForOne",
    "TooYoung",
    "UnknownProject",
    "check_ballot",
    "check_birth_year",
    "check_eligible",
    "clean_code",
    "code_of",
    "digest_code",
    "left_in",
    "marks_of",
    "read_marks",
]
