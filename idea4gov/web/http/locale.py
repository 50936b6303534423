"""The language of pages: Thai unless the person chose English. The only module that imports Flask-Babel."""

from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple, cast

from babel.support import NullTranslations, Translations
from flask import Flask, g, request
from flask_babel import Babel, lazy_gettext
from markupsafe import Markup

from idea4gov.domain.thai import format_count, thai_digits
from idea4gov.web.http.cookies import cookie_name
from idea4gov.web.http.login import current_viewer

LANGUAGES = ("th", "en")
COOKIE = "language"
TRANSLATIONS = Path(__file__).resolve().parents[2] / "translations"

__all__ = [
    "COOKIE",
    "LANGUAGES",
    "LocaleVariant",
    "forget_account_language",
    "gettext",
    "install_locale",
    "language",
    "lazy_gettext",
    "locale_variant",
    "ngettext",
    "thai_numerals",
    "translated",
]


class LocaleVariant(NamedTuple):
    """What the fixed texts of a page depend on.

    language: "th" or "en". numerals: whether numbers are written in ๐-๙.
    """

    language: str
    numerals: bool


def install_locale(app: Flask) -> None:
    """Give templates `_()`, `ngettext()`, `language()` and `thai_numerals()`."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS)
    Babel(app, locale_selector=language)
    app.jinja_env.globals.update(_=_marked, ngettext=ngettext, language=language, thai_numerals=thai_numerals)


def language() -> str:
    """The language of this request, "th" or "en": by the cookie, else by the account, else Thai."""
    here = vars(g._get_current_object())
    if "language" not in here:
        here["language"] = _choose()
    return cast(str, here["language"])


def thai_numerals() -> bool:
    """Whether this page writes numbers in ๐-๙: it is Thai, and the account of its reader asks for them."""
    viewer = current_viewer()
    return viewer is not None and viewer.thai_numerals and language() == "th"


def locale_variant() -> LocaleVariant:
    """The locale variant of this request."""
    return LocaleVariant(language(), thai_numerals())


def forget_account_language() -> None:
    """Take the language from the cookie alone: for pages that say that the database does not answer."""
    chosen = request.cookies.get(cookie_name(COOKIE))
    g.language = chosen if chosen in LANGUAGES else LANGUAGES[0]


def _choose() -> str:
    chosen = request.cookies.get(cookie_name(COOKIE))
    if chosen in LANGUAGES:
        return chosen
    viewer = current_viewer()
    return viewer.language if viewer else LANGUAGES[0]


def gettext(text: str, **values: object) -> str:
    """The text in the language of this request. Flask-Babel would look up its catalogue at every call."""
    said = _catalogue(language()).gettext(text)
    return said % values if values else said


def _marked(text: str, **values: object) -> Markup:
    """`_()` of templates: the text in the language of this request, with its values escaped and inserted."""
    variant = locale_variant()
    marked = translated(variant, text)
    return marked % (_in_numerals(values) if variant.numerals else values) if values else marked


def ngettext(one: str, many: str, num: int, **values: object) -> Markup:
    """`ngettext()` of templates: one of two texts by `num`, with %(num)s written as a count."""
    written = format_count(num, language(), thai_numerals=thai_numerals())
    return Markup(_catalogue(language()).ngettext(one, many, num)) % {"num": written, **values}  # noqa: S704


def _in_numerals(values: dict[str, object]) -> dict[str, object]:
    """The values with integers written in ๐-๙. Texts stay as they are."""
    return {name: thai_digits(str(value)) if type(value) is int else value for name, value in values.items()}


@lru_cache(maxsize=8192)
def translated(variant: LocaleVariant, text: str) -> Markup:
    """A fixed text of a template in a locale variant. There are some 1,700 texts in three variants."""
    said = _catalogue(variant.language).gettext(text)
    return Markup(thai_digits(said) if variant.numerals else said)  # noqa: S704 - of our templates and catalogue


@cache
def _catalogue(language: str) -> NullTranslations:
    return Translations.load(TRANSLATIONS, [language])
