"""Use cases of one's own profile: change the name, the home province, the language and the numerals."""

from sqlalchemy.orm import Session

from idea4gov.domain.accounts import UnknownProvince, check_language, profile
from idea4gov.domain.permissions import Viewer
from idea4gov.store import accounts
from idea4gov.store.places import reading as places


def change_profile(db: Session, viewer: Viewer, *, display_name: str, home_province_code: str) -> None:
    """Change the viewer's display name and home province. Raises Invalid errors with data `field`."""
    wanted = profile(display_name=display_name, home_province_code=home_province_code)
    if places.find_province(db, wanted.home_province_code) is None:
        raise UnknownProvince(field="home_province_code")
    accounts.update_profile(
        db,
        viewer.account_id,
        display_name=wanted.display_name,
        home_province_code=wanted.home_province_code,
    )


def change_language(db: Session, viewer: Viewer, *, language: str, thai_numerals: bool) -> None:
    """Change the language of the viewer's pages and mails, and the numerals of pages.

    Raises UnknownLanguage.
    """
    accounts.set_language(db, viewer.account_id, check_language(language), thai_numerals=thai_numerals)
