"""Which boards everybody may see: to all who read and act, a hidden board is what a draft is."""

from sqlalchemy import and_, case, literal_column

from idea4gov.store.base import table
from idea4gov.store.models import Board

_board = table(Board).c

IS_HIDDEN = _board.hidden_reason.is_not(None)
IS_PUBLIC = and_(_board.state != "draft", ~IS_HIDDEN)
STATE = case((IS_HIDDEN, literal_column("'draft'")), else_=_board.state)
"""The state of a board as those meet it who are not its opener or its officials."""
