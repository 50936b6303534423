"""The scope of grants as a condition on rows."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, true
from sqlalchemy.orm import InstrumentedAttribute

from idea4gov.domain.permissions import Grant

Code = (
    ColumnElement[str]
    | ColumnElement[str | None]
    | InstrumentedAttribute[str]
    | InstrumentedAttribute[str | None]
)


def in_scope(
    grants: Sequence[Grant], province_code: Code, local_government_code: Code
) -> ColumnElement[bool]:
    """The rows that lie in one of the grants: what Grant.covers says, asked of the database.

    grants: those whose role counts here. With none of them, no row.
    """
    return or_(false(), *(_covers(grant, province_code, local_government_code) for grant in grants))


def _covers(grant: Grant, province_code: Any, local_government_code: Any) -> ColumnElement[bool]:
    if grant.province_code is None:
        return true()
    if grant.local_government_code is None:
        return and_(province_code == grant.province_code)
    return and_(province_code == grant.province_code, local_government_code == grant.local_government_code)
