"""The public timeline of a round: what its entries tell."""

from typing import Literal

EventKind = Literal[
    "published",
    "phase",
    "step_back",
    "dates",
    "suspended",
    "resumed",
    "cancelled",
    "erratum",
    "extended",
    "draw",
    "draw_correction",
    "draw_corrected",
    "draw_kept",
]
