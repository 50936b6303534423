"""The texts of mails: one for each mail and language in templates/mail, its subject on the first line."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from string import Template

FOLDER = Path(__file__).resolve().parents[2] / "templates" / "mail"
SUBJECT = "Subject: "


@dataclass(frozen=True)
class MailText:
    """What a mail says."""

    subject: str
    body: str


def render_mail(name: str, language: str, **values: str) -> MailText:
    """The mail `name` in `language` ("th" or "en"), with each $name in it replaced.

    Raises KeyError for a value that the mail needs and did not get.
    """
    subject, body = _read(f"{name}.{language}.txt")
    return MailText(subject.substitute(values), body.substitute(values))


@lru_cache
def _read(file_name: str) -> tuple[Template, Template]:
    subject, _, body = (FOLDER / file_name).read_text(encoding="utf-8").partition("\n")
    return Template(subject.removeprefix(SUBJECT)), Template(body.lstrip("\n"))
