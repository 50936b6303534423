"""The blueprint of budget rounds: the page of a round is its own, the rest are nested blueprints."""

from flask import Blueprint

bp = Blueprint("rounds", __name__)
