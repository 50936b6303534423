"""Budget rounds: the page of one (show), and a module for each part of its life."""

from importlib import import_module

from idea4gov.web.pages.rounds.blueprint import bp

PARTS = (
    "announcing",
    "draw",
    "drafts",
    "freeze",
    "hints",
    "hosted",
    "ledger",
    "list_claims",
    "milestones",
    "objections",
    "paper_ballots",
    "paper_table",
    "phases",
    "receipts",
    "residences",
    "roll_sample",
    "screening",
    "urn_log",
    "voting",
)

import_module(f"{__name__}.show")
for part in PARTS:
    bp.register_blueprint(import_module(f"{__name__}.{part}").bp)

__all__ = ["bp"]
