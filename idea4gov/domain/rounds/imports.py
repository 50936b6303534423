"""Rules of imported rounds: reading their files, and checking that the database can store them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from idea4gov.domain.boards import TITLE_MAX_LENGTH
from idea4gov.domain.errors import N_, Conflict, Invalid
from idea4gov.domain.numbers import whole_number
from idea4gov.domain.pabulib.amounts import decimal_text
from idea4gov.domain.pabulib.document import Head
from idea4gov.domain.tally.areas import RoundOutcome
from idea4gov.domain.tally.election import Ballot, Exact, Project
from idea4gov.domain.tally.outcome import Fate, Share
from idea4gov.domain.text import DIRECTION_CONTROLS, FORBIDDEN_CHARACTERS
from idea4gov.domain.verify import stated_result

IDENTIFIER_MAX_LENGTH = 200
PROJECT_TITLE_MAX_LENGTH = 300
LARGEST_SCORE = 2**63 - 1
HOME_CURRENCY = "THB"
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_UNTITLED = "งบประมาณแบบมีส่วนร่วม"


class UnknownLocalGovernment(Invalid):
    """The local government of the round is not in the register."""

    code = "unknown_local_government"
    message = N_("There is no local government with the code “%(code)s” in the register.")


class FileChanged(Conflict):
    """The file changed between counting and storing it."""

    code = "file_changed"
    message = N_("The file changed while it was read. Nothing was kept; please try again.")


class IdentifierTooLong(Invalid):
    """The id of a project or a ballot is longer than the database stores."""

    code = "identifier_too_long"
    message = N_("The id “%(id)s…” is longer than %(max_length)s characters.")

    @classmethod
    def check(cls, identifier: str) -> None:
        """Raise IdentifierTooLong if an id is too long."""
        if len(identifier) > IDENTIFIER_MAX_LENGTH:
            raise cls(id=shown_line(identifier, max_length=20), max_length=IDENTIFIER_MAX_LENGTH)


class ScoreTooLarge(Invalid):
    """A score is larger than the largest integer of the database."""

    code = "score_too_large"
    message = N_("The points given to the project “%(id)s” add up to more than can be kept.")


class NumberNotKept(Invalid):
    """A cost, the points of a ballot or a score have decimals or are below 0; the database has whole ones."""

    code = "number_not_kept"
    message = N_(
        "The number %(number)s of “%(id)s” has decimals or is below 0. Rounds are kept here in whole "
        "numbers, so this file cannot be imported; “idea4gov verify” counts it as it is."
    )

    @classmethod
    def check(cls, number: Exact, identifier: str) -> None:
        """Raise NumberNotKept for such a number. identifier: of the project or ballot that it belongs to."""
        if number.denominator != 1 or number < 0:
            raise cls(number=decimal_text(number), id=shown_line(identifier, max_length=60))


def check_outcome(outcome: RoundOutcome) -> None:
    """Raise ScoreTooLarge or NumberNotKept if the outcome has a number that the database cannot store."""
    for step in outcome.decisions:
        NumberNotKept.check(step.score, step.project_id)
        if step.score > LARGEST_SCORE:
            raise ScoreTooLarge(id=step.project_id)


def check_cast(voter_id: str, ballot: Ballot) -> None:
    """Raise IdentifierTooLong or NumberNotKept if the database cannot store a ballot."""
    IdentifierTooLong.check(voter_id)
    for points in ballot.points:
        NumberNotKept.check(points, voter_id)


def shown_line(text: str, *, max_length: int) -> str:
    """An untrusted text as one line without invisible characters.

    max_length: a longer text is cut and ends in "…".
    """
    visible = DIRECTION_CONTROLS.sub("", FORBIDDEN_CHARACTERS.sub(" ", text))
    line = " ".join(visible.split())
    return line if len(line) <= max_length else line[: max_length - 1].rstrip() + "…"


def title_of(meta: Mapping[str, str]) -> str:
    """The title of an imported round: its description, or else its place and year. meta: the META section."""
    parts = (meta.get(key, "").strip() for key in ("unit", "subunit", "instance"))
    text = meta.get("description", "").strip() or " ".join(filter(None, parts))
    return shown_line(text, max_length=TITLE_MAX_LENGTH) or _UNTITLED


def project_title(project: Project) -> str:
    """The title of a project: its column `name`, or else its id."""
    name = shown_line(project.attributes.get("name", ""), max_length=PROJECT_TITLE_MAX_LENGTH)
    return name or shown_line(project.id, max_length=PROJECT_TITLE_MAX_LENGTH)


def currency_of(meta: Mapping[str, str]) -> str:
    """The code of the currency of a file; baht if it states none. meta: the META section."""
    return shown_line(meta.get("currency", ""), max_length=10).upper() or HOME_CURRENCY


def language_of(meta: Mapping[str, str]) -> str | None:
    """The code of the language of a file, or None if it states none. meta: the META section."""
    text = meta.get("language", "").strip().lower()
    return text if _LANGUAGE.fullmatch(text) else None


def check_head(head: Head) -> None:
    """Raise IdentifierTooLong or NumberNotKept if the database cannot store a project."""
    for project in head.projects:
        IdentifierTooLong.check(project.id)
        NumberNotKept.check(Fraction(project.cost, head.unit), project.id)


@dataclass(frozen=True, slots=True)
class ResultLine:
    """A project in the result of a round.

    area: its code. cost: in the currency of the round. votes, score: None if not known. fate, left_before: of
    the count; None if the rule is not implemented. is_stated: whether the file states the project as funded;
    None if it states no result. share, rival: as in the Decision of the tally.
    """

    code: str
    title: str
    cost: int
    votes: int | None
    score: int | None
    fate: Fate | None
    left_before: int | None
    is_stated: bool | None
    area: str = ""
    share: Share | None = None
    rival: str | None = None

    @property
    def is_funded(self) -> bool:
        """Whether it is funded by the count; if there is no count, by the stated result."""
        return bool(self.is_stated) if self.fate is None else self.fate.is_funded

    @property
    def differs(self) -> bool:
        """Whether the count and the stated result disagree."""
        return None not in (self.fate, self.is_stated) and self.is_stated is not self.is_funded


def result_lines(
    projects: Sequence[Project], titles: Mapping[str, str], outcome: RoundOutcome | None
) -> list[ResultLine]:
    """The lines of a result, in the order of the count; without an outcome in file order, with stated votes.

    titles: {project id: title}. outcome: None if the rule is not implemented.
    """
    stated = stated_result(projects)
    if outcome is None:
        return [
            ResultLine(
                one.id,
                titles[one.id],
                one.cost,
                whole_number(one.attributes.get("votes", "")),
                whole_number(one.attributes.get("score", "")),
                None,
                None,
                stated.get(one.id),
            )
            for one in projects
        ]
    return [
        ResultLine(
            step.project_id,
            titles[step.project_id],
            step.cost,
            step.votes,
            int(step.score),  # whole, as everything that the database keeps
            step.fate,
            step.left_before,
            stated.get(step.project_id),
            part.area.code,
            step.share,
            step.rival,
        )
        for part in outcome.parts
        for step in part.outcome.decisions
    ]
