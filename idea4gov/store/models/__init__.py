"""Every model: the one package of domain and store that gives out names of its modules.

It has to import them all, whichever is asked for: foreign keys name tables of other modules, and migrations
compare Base.metadata as a whole. So models come from here.
"""

from idea4gov.store.models.accounts import Account, AccountLink, ErasedMailbox, Person, RoleGrant, Throttle
from idea4gov.store.models.audit import AuditEntry
from idea4gov.store.models.backups import BackupRecord
from idea4gov.store.models.ballots import (
    BallotLine,
    CastBallot,
    PaperBallot,
    PaperBallotLine,
    Residence,
    RollHint,
    RoundDoor,
    UrnSeal,
    VoterRoll,
)
from idea4gov.store.models.boards import Board, BoardResult, BoardResultLine
from idea4gov.store.models.clock import ClockMark, WorkerPulse
from idea4gov.store.models.comments import Comment, CommentRevision
from idea4gov.store.models.consents import Consent
from idea4gov.store.models.data_files import DataFile
from idea4gov.store.models.export_jobs import ExportJob
from idea4gov.store.models.figures import KeptFigures, KeptSupporters
from idea4gov.store.models.hosted_rounds import (
    BudgetArea,
    BudgetIncompatible,
    BudgetMilestone,
    BudgetObjection,
    ProposalReview,
    RoundEvent,
    RoundSubdistrict,
)
from idea4gov.store.models.imports import ImportedProposal, SentSheet, SheetImport
from idea4gov.store.models.kept_keys import KeptKey
from idea4gov.store.models.letterheads import LetterheadSetting
from idea4gov.store.models.made_files import MadeFile, MadeFileChunk
from idea4gov.store.models.mail import MailRelay, OutgoingMail
from idea4gov.store.models.moderation import Appeal, ModerationAct, Report, ReportCase
from idea4gov.store.models.notices import BoardFollow, Notice
from idea4gov.store.models.paper_tables import PaperTable
from idea4gov.store.models.photos import Photo, PhotoFile, WaitingPhoto
from idea4gov.store.models.places import (
    District,
    LocalGovernment,
    LocalGovernmentSubdistrict,
    Province,
    Subdistrict,
)
from idea4gov.store.models.proposals import (
    OfficialAnswer,
    OfficialAnswerRevision,
    Proposal,
    ProposalRevision,
)
from idea4gov.store.models.roll_samples import RollSample, RollSampleLine
from idea4gov.store.models.round_results import (
    BudgetAlternative,
    BudgetAreaResult,
    BudgetResult,
    BudgetResultLine,
    DrawCorrection,
    PublicDraw,
)
from idea4gov.store.models.rounds import (
    BudgetProject,
    BudgetRound,
    UrnBallot,
    UrnBallotLine,
)
from idea4gov.store.models.sessions import DeviceCode, KnownDevice, LoginSession
from idea4gov.store.models.tokens import ApiToken
from idea4gov.store.models.urn_log import UrnBlock, UrnHead, UrnLeaf
from idea4gov.store.models.voter_lists import ListClaim, RoundVoterList, VoterList, VoterListLine
from idea4gov.store.models.votes import Support

__all__ = [
    "Account",
    "AccountLink",
    "ApiToken",
    "Appeal",
    "AuditEntry",
    "BackupRecord",
    "BallotLine",
    "Board",
    "BoardFollow",
    "BoardResult",
    "BoardResultLine",
    "BudgetAlternative",
    "BudgetArea",
    "BudgetAreaResult",
    "BudgetIncompatible",
    "BudgetMilestone",
    "BudgetObjection",
    "BudgetProject",
    "BudgetResult",
    "BudgetResultLine",
    "BudgetRound",
    "CastBallot",
    "ClockMark",
    "Comment",
    "CommentRevision",
    "Consent",
    "DataFile",
    "DeviceCode",
    "District",
    "DrawCorrection",
    "ErasedMailbox",
    "ExportJob",
    "ImportedProposal",
    "KeptFigures",
    "KeptKey",
    "KeptSupporters",
    "KnownDevice",
    "LetterheadSetting",
    "ListClaim",
    "LocalGovernment",
    "LocalGovernmentSubdistrict",
    "LoginSession",
    "MadeFile",
    "MadeFileChunk",
    "MailRelay",
    "ModerationAct",
    "Notice",
    "OfficialAnswer",
    "OfficialAnswerRevision",
    "OutgoingMail",
    "PaperBallot",
    "PaperBallotLine",
    "PaperTable",
    "Person",
    "Photo",
    "PhotoFile",
    "Proposal",
    "ProposalReview",
    "ProposalRevision",
    "Province",
    "PublicDraw",
    "Report",
    "ReportCase",
    "Residence",
    "RoleGrant",
    "RollHint",
    "RollSample",
    "RollSampleLine",
    "RoundDoor",
    "RoundEvent",
    "RoundSubdistrict",
    "RoundVoterList",
    "SentSheet",
    "SheetImport",
    "Subdistrict",
    "Support",
    "Throttle",
    "UrnBallot",
    "UrnBallotLine",
    "UrnBlock",
    "UrnHead",
    "UrnLeaf",
    "UrnSeal",
    "VoterList",
    "VoterListLine",
    "VoterRoll",
    "WaitingPhoto",
    "WorkerPulse",
]
