"""Use cases of one's own profile: change the name, the home province, the language and the numerals."""

from sqlalchemy.orm import Session

from idea4gov.domain.accounts import Profile, UnknownProvince, check_language, profile
from idea4gov.domain.fields import at_field
from idea4gov.domain.names import check_own_name, check_unlike_officials, has_office_in
from idea4gov.domain.permissions import Viewer
from idea4gov.store import accounts
from idea4gov.store.grants import list_official_names
from idea4gov.store.places import reading as places


def change_profile(db: Session, viewer: Viewer, *, display_name: str, home_province_code: str) -> None:
    """Change the viewer's display name and home province. Raises Invalid errors with data `field`.

    A name that was there before may stay, but not beside an official of another province who has it.
    """
    wanted = profile(display_name=display_name, home_province_code=home_province_code)
    if places.find_province(db, wanted.home_province_code) is None:
        raise UnknownProvince(field="home_province_code")
    old = (viewer.display_name, viewer.home_province_code)
    if old != (wanted.display_name, wanted.home_province_code):
        _check_name(db, viewer, wanted)
    accounts.update_profile(
        db,
        viewer.account_id,
        display_name=wanted.display_name,
        home_province_code=wanted.home_province_code,
    )


def _check_name(db: Session, viewer: Viewer, wanted: Profile) -> None:
    with at_field("display_name"):
        if not viewer.is_official and wanted.display_name != viewer.display_name:
            check_own_name(wanted.display_name)
        if not has_office_in(viewer, wanted.home_province_code):
            officials = list_official_names(db, wanted.home_province_code, but=viewer.account_id)
            check_unlike_officials(wanted.display_name, officials)


def change_language(db: Session, viewer: Viewer, *, language: str, thai_numerals: bool) -> None:
    """Change the language of the viewer's pages and mails, and the numerals of pages.

    Raises UnknownLanguage.
    """
    accounts.set_language(db, viewer.account_id, check_language(language), thai_numerals=thai_numerals)
