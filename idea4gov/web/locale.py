"""Language: Thai unless the person chose otherwise. The only importer of Flask-Babel."""

from functools import cache
from pathlib import Path

from babel.support import NullTranslations, Translations
from flask import Flask, g, request
from flask_babel import Babel, gettext, lazy_gettext
from markupsafe import Markup

from idea4gov.web.login import current_viewer

LANGUAGES = ("th", "en")
COOKIE = "language"
TRANSLATIONS = Path(__file__).resolve().parents[1] / "translations"

__all__ = [
    "COOKIE",
    "LANGUAGES",
    "forget_account_language",
    "gettext",
    "install_locale",
    "language",
    "lazy_gettext",
]


def install_locale(app: Flask) -> None:
    """Make `_()` work in templates, and `language` known to them."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS)
    Babel(app, locale_selector=language)
    app.jinja_env.globals.update(_=_marked, ngettext=ngettext)
    app.jinja_env.globals["language"] = language


def language() -> str:
    """The language of this request, "th" or "en": chosen just now, else the account's, else Thai."""
    here = g._get_current_object()
    if not hasattr(here, "language"):
        here.language = _choose()
    return str(here.language)


def forget_account_language() -> None:
    """Choose by the cookie alone: for pages that are shown because the database does not answer."""
    chosen = request.cookies.get(COOKIE)
    g.language = chosen if chosen in LANGUAGES else LANGUAGES[0]


def _choose() -> str:
    chosen = request.cookies.get(COOKIE)
    if chosen in LANGUAGES:
        return chosen
    viewer = current_viewer()
    return viewer.language if viewer else LANGUAGES[0]


def _marked(text: str, **values: object) -> Markup:
    """`_()` of templates: the text in the language of this request, with values escaped into it.

    A page says some fifty texts, and Flask-Babel would look for its catalogue before each.
    """
    marked = _translated(language(), text)
    return marked % values if values else marked


def ngettext(one: str, many: str, num: int, **values: object) -> Markup:
    """`ngettext()` of templates: `num` is among the values."""
    return Markup(_catalogue(language()).ngettext(one, many, num)) % {"num": num, **values}  # noqa: S704


@cache
def _translated(language: str, text: str) -> Markup:
    return Markup(_catalogue(language).gettext(text))  # noqa: S704 - of a template, and of our catalogue


@cache
def _catalogue(language: str) -> NullTranslations:
    return Translations.load(TRANSLATIONS, [language])
