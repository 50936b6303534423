"""`python -m scripts.input_rules`: write the table of the rules of every field into docs/input-rules.md.

What a form itself says is read from it; a rule that stands deeper (in a use case) is worded in FIELDS. A
field without a rule is an error, so none can be forgotten.
"""

import importlib
import pkgutil
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from wtforms import BooleanField
from wtforms.meta import DefaultMeta
from wtforms.validators import AnyOf

from idea4gov import web
from idea4gov.domain import comments, device_codes, email, passwords, photos, text, tokens, voter_lists
from idea4gov.domain.answers import BODY_MAX_LENGTH as ANSWER
from idea4gov.domain.appeals import BODY_MAX_LENGTH as APPEAL
from idea4gov.domain.boards import TITLE_MAX_LENGTH
from idea4gov.domain.days import YEARS_AHEAD, YEARS_BACK
from idea4gov.domain.identity.doors import DOORS
from idea4gov.domain.moderation import REASON_MAX_LENGTH
from idea4gov.domain.rounds import drafts, draw, milestones, objections, paper_ballots, roll_sample, screening
from idea4gov.domain.rounds.receipts import RECEIPT_KINDS
from idea4gov.web.http.forms import BaseForm, Follows
from idea4gov.web.http.typed_fields import AmountField, DayField

PAGE = Path(__file__).resolve().parents[1] / "docs" / "input-rules.md"
BEGIN, END = "<!-- fields: made by python -m scripts.input_rules -->", "<!-- end of fields -->"
# Bases of other forms, and the sample of the style guide.
LEFT_OUT = {"PhotosForm", "WordsForm", "DaysForm", "MarksForm", "SampleForm"}
BAHT = f"whole baht, 1 to {drafts.LARGEST_BUDGET:,}"
DAY = f"a day with a year of four digits, {YEARS_BACK} year back to {YEARS_AHEAD} ahead"
RULES = {
    "check_category": "a key of the categories (`idea4gov/domain/categories.py`)",
    "check_consent": "ticked",
    "check_language": "`th` or `en`",
    "check_province_code": "the code of a province that exists, two digits",
    "check_serial": f"a number, 1 to {paper_ballots.LARGEST_SERIAL:,}",
    "check_understood": "ticked",
    "check_void_kind": f"one of {', '.join(paper_ballots.VOID_KINDS)}",
    "clean_alt": f"empty, or one line of 1 to {photos.ALT_MAX_LENGTH} characters",
    "clean_answer": f"Markdown, 1 to {ANSWER:,} characters, at most 100 KB of HTML",
    "clean_appeal": f"text, 1 to {APPEAL:,} characters",
    "clean_email": f"an address that mail can reach, at most {email.EMAIL_MAX_LENGTH} characters",
    "clean_line": "one line, 1 to {max_length:,} characters",
    "clean_list_name": f"one line, 1 to {voter_lists.NAME_LENGTH} characters",
    "clean_name": f"one line, 1 to {text.NAME_MAX_LENGTH} visible characters; not like the name of an office",
    "clean_objection": f"text, 1 to {objections.OBJECTION_MAX_LENGTH:,} characters",
    "clean_objection_answer": f"text, 1 to {objections.OBJECTION_MAX_LENGTH:,} characters",
    "clean_reason": f"text, 1 to {REASON_MAX_LENGTH} characters",
    "clean_text": "text, 1 to {max_length:,} characters",
    "clean_token_name": f"one line, 1 to {tokens.NAME_MAX_LENGTH} characters",
    "clean_words": f"one line of {draw.MIN_SIGNS} letters or digits to {draw.WORDS_MAX_LENGTH} characters",
    "draft": f"text, 1 to {comments.BODY_MAX_LENGTH:,} characters",
    "clean_code": f"{device_codes.CODE_DIGITS} digits, Arabic or Thai, also with spaces or hyphens",
    "known_email": f"at most {email.EMAIL_MAX_LENGTH} characters; compared without regard to capitals",
    "read_amount": BAHT,
    "require_password": f"1 to {passwords.PASSWORD_MAX_LENGTH} characters",
}
NEW_PASSWORD = (
    f"{passwords.PASSWORD_MIN_LENGTH} to {passwords.PASSWORD_MAX_LENGTH} characters, officials "
    f"{passwords.OFFICIAL_PASSWORD_MIN_LENGTH}; none that is guessed early"
)
SIGNED = "what the server signed or made, else it is dropped"
PHOTO = f"at most {photos.MAX_PHOTOS}, {photos.MAX_PHOTO_BYTES >> 20} MB each, JPEG, PNG, WebP, GIF or HEIC"
OFFERED = "one that the form offers"
COLUMN = "empty, or a column of the sheet, each for one field"
PLACES_OF_TEXT = ("title", "body", "category", "place")
FIELDS = {
    "*.form_key": "any text; what is sent twice with the same one acts once",
    "*.revision": "the number that the page was opened with; another one: somebody was faster",
    "*.version": "the number that the page was opened with; another one: somebody was faster",
    "*.next": "a path of this site, else the first page",
    "*.carried": f"at most 200,000 signs; {SIGNED}",
    "*.photos": PHOTO,
    "*.waiting": "names of one's own photos that wait, else dropped",
    "NewPasswordForm.password": NEW_PASSWORD,
    "PasswordForm.password": NEW_PASSWORD,
    "TokenForm.days": f"one of {', '.join(map(str, tokens.LIFETIMES_DAYS))}",
    "BoardForm.local_government_code": "empty, or a local government where one has the role",
    "BoardForm.closes_on": "empty, or a day from today to five years ahead",
    "AdoptForm.local_government_code": "a local government where one has the role",
    "SheetForm.sheet": "CSV or XLSX, at most 2 MB ([bounds](security.md#bounds-of-foreign-input))",
    "VoterListForm.sheet": "CSV or XLSX, at most 16 MB ([bounds](security.md#bounds-of-foreign-input))",
    "RoundListForm.voter_list": "empty, or one that the form offers",
    "PageForm.sheet": OFFERED,
    "PageForm.heading": OFFERED,
    "ColumnsForm.sheet": OFFERED,
    "ColumnsForm.heading": OFFERED,
    **{f"ColumnsForm.{name}": COLUMN for name in (*PLACES_OF_TEXT, "area", "money", "hands", "proposer")},
    "LetterheadForm.emblem": "at most 10 MB, a picture",
    "CommentForm.parent_id": "empty, or a comment of the same proposal that can be seen",
    "CommentForm.page": "the page of comments to return to, a number; else the first",
    "EditForm.remove": "names of photos of the proposal, else dropped",
    "ProposalForm.place": "empty, or a place that the form offers",
    "ProposalForm.area": "in rounds an area of the round",
    "BallotForm.slip": "what the server drew and sealed; anything else shows the ballot to look over",
    "*.device_code": "the six digits of the mail, of any script, with spaces or hyphens between",
    "FindForm.code": "16 letters and digits, four by four; spaces, dashes and look-alikes are read",
    "MarkVoterForm.email": RULES["known_email"],
    "ResidenceForm.place": "`here`, `elsewhere` or a subdistrict that the form offers",
    "ResidenceForm.birth_year": "a Buddhist year in the last 120; only where the round has a minimum age",
    "SettleForm.entry": "1 or 2",
    "WithdrawConsentForm.purpose": "one of those that can be withdrawn",
    "UnmarkVoterForm.line": "a line of the roll of this round",
    "RoundForm.title": f"one line, 1 to {TITLE_MAX_LENGTH} characters",
    "RoundForm.body": f"Markdown, 1 to {drafts.BODY_MAX_LENGTH:,} characters, at most 100 KB of HTML",
    "RoundForm.fiscal_year": f"a Buddhist year, {YEARS_BACK} back to {YEARS_AHEAD} ahead",
    "RoundForm.budget": BAHT,
    "RoundForm.ballot_mode": f"one of {', '.join(drafts.BALLOT_MODES)}",
    "RoundForm.min_projects": "empty, or 1 to the largest number of projects",
    "RoundForm.max_projects": "1 to 1,000",
    "RoundForm.points_total": "1 to 1,000",
    "RoundForm.points_per_project": "1 to the points of each voter",
    "RoundForm.rule": f"one of {', '.join(drafts.RULES)}",
    "RoundForm.minimum_votes": "empty, or 0 to 1,000,000",
    "RoundForm.eligible_scope": f"one of {', '.join(drafts.SCOPES)}",
    "PapersForm.papers": "a number; that of the voters on paper on the roll",
    "OutcomeForm.outcome": "one of right, wrong, not_found",
    "DrawSampleForm.size": f"a number, {roll_sample.LEAST} to {roll_sample.MOST}",
    "ClaimForm.national_number": "empty, or 13 digits with a check digit, also Thai ones or with hyphens",
    "ClaimForm.house": "empty with a number, else the house number",
    "ClaimForm.person": "empty with a number, else the name or code",
    "RoundForm.is_binding": "yes or no",
    "RoundForm.doors": f"some of {', '.join(DOORS)}; without email where the result binds",
    "RoundForm.receipt_kind": f"one of {', '.join(RECEIPT_KINDS)}, or nothing for what suits the round",
    "RoundForm.subdistricts": "subdistricts of the local government",
    "RoundForm.minimum_age": "empty, or 0 to 120",
    "RoundForm.rows": f"a number; at most {drafts.MAX_AREAS} rows of areas, empty ones count for nothing",
    "BringForm.proposals": "proposals of boards of the place, else refused",
    "rounds.forms DecisionForm.state": f"one of {', '.join(screening.DECISIONS)}",
    "rounds.forms DecisionForm.area": "an area of the round, if feasible",
    "rounds.forms DecisionForm.cost": f"{BAHT}, if feasible; not above the area's budget",
    "rounds.forms DecisionForm.merged_into": "another proposal of the round, if merged",
    "rounds.forms DecisionForm.reason": (
        f"1 to {screening.REASON_MAX_LENGTH:,} characters; may be empty unless refused"
    ),
    "rounds.forms DecisionForm.excludes": "other proposals of the round",
    "*.seen": "the seed that was shown before, else it is shown once more",
    "SettleDrawForm.correction": "the correction that is open",
    "SettleDrawForm.reason": f"text, 1 to {REASON_MAX_LENGTH} characters, if refused",
    "MilestoneForm.state": f"one of {', '.join(milestones.MILESTONE_STATES)}",
    "MilestoneForm.percent": "0 to 100",
    "MilestoneForm.body": f"text, 1 to {milestones.MILESTONE_MAX_LENGTH:,} characters",
    "ObjectionForm.project": "empty, or a project of the ballot paper",
}
# Rows that round_form() adds, as many as there are areas.
AREA_ROWS = {
    "areas-N-name_th": f"one line, 1 to {drafts.AREA_NAME_MAX_LENGTH} characters; no two alike",
    "areas-N-budget": BAHT,
    "areas-N-name_en": f"empty, or one line of 1 to {drafts.AREA_NAME_MAX_LENGTH} characters",
    "areas-N-citywide": "ticked or not; the first counts",
}


def forms() -> list[type[BaseForm]]:
    """Every form that people fill in, in the order of the modules and names."""
    for module in pkgutil.walk_packages(web.__path__, f"{web.__name__}."):
        importlib.import_module(module.name)
    found = {one for one in _below(BaseForm) if one.__name__ not in LEFT_OUT}
    return sorted(found, key=lambda one: (one.__module__, one.__name__))


def _below(base: type[BaseForm]) -> Iterator[type[BaseForm]]:
    for one in base.__subclasses__():
        # Forms with rows of their own are made while the site runs.
        if one.__module__.startswith("idea4gov.web") and not one.__name__.startswith("Rowed"):
            yield one
        yield from _below(one)


def fields_of(form: type[BaseForm]) -> dict[str, Any]:
    """{name: field} in the order in which the form defines them."""
    named = {name: getattr(form, name) for name in dir(form) if hasattr(getattr(form, name), "field_class")}
    return dict(sorted(named.items(), key=lambda one: int(one[1].creation_counter)))


def module_of(form: type[BaseForm]) -> str:
    """The module of a form, as the page writes it."""
    return form.__module__.removeprefix("idea4gov.web.").removeprefix("pages.")


def rule_of(form: type[BaseForm], name: str, field: Any) -> str:
    """What a field takes. Raises LookupError where nothing says it."""
    own = f"{form.__name__}.{name}"
    for key in (f"{module_of(form)} {own}", own, f"*.{name}"):
        if key in FIELDS:
            return FIELDS[key]
    for validator in field.bind(form=None, name=name, _meta=DefaultMeta()).validators:
        if isinstance(validator, Follows) and validator.rule.__name__ in RULES:
            said = RULES[validator.rule.__name__].format(**validator.options)
            return f"empty, or {said}" if validator.may_be_empty else said
        if isinstance(validator, AnyOf):
            return f"one of {', '.join(map(str, validator.values))}"
    if issubclass(field.field_class, BooleanField):
        return "ticked or not"
    if issubclass(field.field_class, DayField):
        return DAY
    if issubclass(field.field_class, AmountField):
        return BAHT
    raise LookupError(f"no rule is written for {own} in scripts/input_rules.py")


def table() -> str:
    """The table of all fields, as Markdown."""
    lines = ["| form | field | takes |", "|---|---|---|"]
    for form in forms():
        rules = {name: rule_of(form, name, field) for name, field in fields_of(form).items()}
        rules |= AREA_ROWS if form.__name__ == "RoundForm" else {}
        lines += [
            f"| {module_of(form)} {form.__name__} | `{name}` | {rule} |" for name, rule in rules.items()
        ]
    return "\n".join(lines)


def renewed(page: str) -> str:
    """The page with its table as it is now."""
    return re.sub(f"{BEGIN}.*{END}", lambda _: f"{BEGIN}\n\n{table()}\n\n{END}", page, flags=re.S)


def main() -> int:
    """Write the page."""
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
