"""Whose round is made: officials of a province or the nation choose the local government first."""

from typing import NamedTuple

from sqlalchemy.orm import Session

from idea4gov.domain.errors import N_, Invalid, NotFound
from idea4gov.domain.permissions import Place, Viewer, may
from idea4gov.store import places
from idea4gov.store.places import LocalGovernmentCard, ProvinceCard


class NoOffice(Invalid):
    """Nothing of the list was chosen."""

    code = "no_office"
    message = N_("Choose a local government from the list.")


class Offices(NamedTuple):
    """What there is to choose from. province: the chosen or the only one; offices: its local governments."""

    provinces: list[ProvinceCard]
    province: ProvinceCard | None
    offices: list[LocalGovernmentCard]


def list_offices(db: Session, viewer: Viewer, *, province_code: str | None) -> Offices:
    """The provinces in the viewer's scope, and the local governments of the one that is chosen.

    Raises NotFound outside the scope.
    """
    scope = [one for one in places.list_provinces(db) if may(viewer, "round:edit", Place(one.code))]
    if not scope:
        raise NotFound()
    if province_code is None:
        province = scope[0] if len(scope) == 1 else None
    else:
        province = next((one for one in scope if one.code == province_code), None)
        if province is None:
            raise NotFound()
    offices = places.list_local_governments(db, province.code) if province else []
    return Offices(scope, province, offices)
