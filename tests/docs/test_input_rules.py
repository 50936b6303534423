"""The page of input rules names every field of every form, with the limits that hold, and what exists."""

import re

import pytest
from wtforms import StringField

from config import ROOT
from idea4gov.web.http.forms import BaseForm
from scripts.input_rules import FIELDS, PAGE, RULES, fields_of, forms, module_of, renewed, rule_of

TEXT = PAGE.read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`((?:tests|idea4gov)/[^`\s]+)`", TEXT)))


def test_the_page_says_what_the_forms_say() -> None:
    assert renewed(TEXT) == TEXT, "make it anew: python -m scripts.input_rules"


def test_no_rule_is_left_of_a_field_that_is_gone() -> None:
    known = {
        f"{before}{name}"
        for form in forms()
        for name in fields_of(form)
        for before in (f"{module_of(form)} {form.__name__}.", f"{form.__name__}.", "*.")
    }
    assert set(FIELDS) <= known


def test_a_field_without_a_rule_is_named() -> None:
    class OwnForm(BaseForm):
        wish = StringField()

    with pytest.raises(LookupError, match=r"OwnForm\.wish"):
        rule_of(OwnForm, "wish", fields_of(OwnForm)["wish"])


@pytest.mark.parametrize("name", NAMED)
def test_what_the_page_names_exists(name: str) -> None:
    file, _, test = name.partition("::")
    assert (ROOT / file).exists()
    assert not test or re.search(rf"^def {test}\(", (ROOT / file).read_text(encoding="utf-8"), re.M)


def test_a_limit_of_the_page_is_the_limit_that_holds() -> None:
    assert "| proposals.forms ProposalForm | `title` | one line, 1 to 120 characters |" in TEXT
    assert RULES["clean_reason"] == "text, 1 to 500 characters"
