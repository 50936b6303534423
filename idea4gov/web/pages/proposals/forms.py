"""Forms of proposals."""

import secrets
from collections.abc import Sequence
from typing import Any

from wtforms import (
    HiddenField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)

from idea4gov.domain.categories import category_names
from idea4gov.domain.numbers import read_amount
from idea4gov.domain.proposals import BODY_MAX_LENGTH, TITLE_MAX_LENGTH, check_category
from idea4gov.domain.rounds.drafts import LARGEST_BUDGET
from idea4gov.domain.text import clean_line, clean_text
from idea4gov.store.places.reading import DistrictCard, LocalGovernmentCard
from idea4gov.web.http.forms import BaseForm, Follows
from idea4gov.web.http.locale import gettext, language
from idea4gov.web.http.locale import lazy_gettext as _l
from idea4gov.web.http.typed_fields import AmountField
from idea4gov.web.pages.proposals.photo_forms import PhotosForm
from idea4gov.web.render.filters import local_name

PlaceChoices = dict[str, list[tuple[str, str]]]


class WordsForm(PhotosForm):
    """The text of a proposal, its category, and photos to add."""

    page_order = ("title", "category", "body", "photos", "alt", "area", "estimate", "place")
    title = StringField(
        _l("Your proposal in one sentence"), validators=[Follows(clean_line, max_length=TITLE_MAX_LENGTH)]
    )
    category = SelectField(_l("Category"), validate_choice=False, validators=[Follows(check_category)])
    body = TextAreaField(_l("Details"), validators=[Follows(clean_text, max_length=BODY_MAX_LENGTH)])


class ProposalForm(WordsForm):
    """A new proposal. form_key: a random text of this form, by which a double click is known.

    area, estimate: in budget rounds only.
    """

    place = SelectField(_l("Place"), validate_choice=False)
    area = SelectField(_l("Area of the round"), choices=[], validate_choice=False)
    estimate = AmountField(
        _l("What it may cost, in baht (if you know)"),
        validators=[Follows(read_amount, may_be_empty=True, least=1, most=LARGEST_BUDGET)],
    )
    form_key = HiddenField(default=lambda: secrets.token_urlsafe(16))


class EditForm(WordsForm):
    """A new text. revision: of the text that the form was opened with. remove: names of photos."""

    revision = HiddenField()
    remove = SelectMultipleField(_l("Photos so far"), choices=[], validate_choice=False)


class WithdrawForm(BaseForm):
    """Only a button."""


def category_choices() -> list[tuple[str, str]]:
    """(key, name) of the categories, with "" for none yet first."""
    return [
        ("", gettext("Choose a category")),
        *category_names(language()).items(),
    ]


def place_choices(
    local_governments: Sequence[LocalGovernmentCard], districts: Sequence[DistrictCard]
) -> PlaceChoices:
    """Choices of the place in groups: none, the local governments, the subdistricts of each district."""
    groups: PlaceChoices = {gettext("Whole area"): [("", gettext("No particular place"))]}
    if local_governments:
        groups[gettext("Local governments")] = [
            (f"lg-{one.code}", local_name(one)) for one in local_governments
        ]
    for district in districts:
        label = gettext("Subdistricts of %(district)s", district=local_name(district))
        groups[label] = [(f"sd-{one.code}", local_name(one)) for one in district.subdistricts]
    return groups


def area_choices(areas: Sequence[Any], names: Sequence[str], empty: str) -> list[SelectChoice]:
    """Choices of the area, with "" labelled `empty` first. areas, names: in the same order."""
    named = zip(areas, names, strict=True)
    return [SelectChoice("", empty), *(SelectChoice(str(area.id), name) for area, name in named)]
