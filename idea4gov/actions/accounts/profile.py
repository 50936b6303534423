"""Use cases of one's own profile: change the name, the home province, the language and the numerals."""

from sqlalchemy.orm import Session

from idea4gov.domain.accounts import Profile, UnknownProvince, check_language, check_province_code
from idea4gov.domain.fields import all_fields
from idea4gov.domain.names import check_own_name, check_unlike_officials, has_office_in
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.text import clean_name
from idea4gov.store import accounts
from idea4gov.store.grants import list_official_names
from idea4gov.store.places import reading as places


def change_profile(db: Session, viewer: Viewer, *, display_name: str, home_province_code: str) -> None:
    """Change the viewer's display name and home province. Raises Invalid errors with data `field`.

    A name that was there before may stay, but not beside an official of another province who has it.
    """
    wanted = check_profile(db, viewer, display_name=display_name, home_province_code=home_province_code)
    accounts.update_profile(
        db,
        viewer.account_id,
        display_name=wanted.display_name,
        home_province_code=wanted.home_province_code,
    )


def check_profile(
    db: Session, viewer: Viewer | None, *, display_name: str, home_province_code: str
) -> Profile:
    """Check the profile of the viewer, or of somebody who registers (None), beside the officials there.

    Raises Invalid, InvalidFields with data `field`: of each field the first error.
    """
    with all_fields() as at:
        with at("home_province_code"):
            check_province_code(home_province_code)
            if places.find_province(db, home_province_code) is None:
                raise UnknownProvince()
        with at("display_name"):
            name = clean_name(display_name)
            if viewer is None or (name, home_province_code) != (
                viewer.display_name,
                viewer.home_province_code,
            ):
                _check_name(db, viewer, name, home_province_code)
    return Profile(name, home_province_code)


def _check_name(db: Session, viewer: Viewer | None, name: str, province_code: str) -> None:
    if viewer is None or (not viewer.is_official and name != viewer.display_name):
        check_own_name(name)
    if viewer is None or not has_office_in(viewer, province_code):
        officials = list_official_names(db, province_code, but=viewer.account_id if viewer else None)
        check_unlike_officials(name, officials)


def change_language(db: Session, viewer: Viewer, *, language: str, thai_numerals: bool) -> None:
    """Change the language of the viewer's pages and mails, and the numerals of pages.

    Raises UnknownLanguage.
    """
    accounts.set_language(db, viewer.account_id, check_language(language), thai_numerals=thai_numerals)
