"""The texts of mails: a file for each mail and language in templates/mail, its subject on the first line."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from string import Template

FOLDER = Path(__file__).resolve().parents[2] / "templates" / "mail"
SUBJECT = "Subject: "


@dataclass(frozen=True)
class MailText:
    """The subject and the plain text of a mail."""

    subject: str
    body: str


def render_mail(name: str, language: str, **values: str) -> MailText:
    """The mail `name` in `language` ("th" or "en"), with each `$key` in it replaced by the value of that key.

    Raises KeyError when the mail contains a key that is not in `values`.
    """
    subject, body = _read(f"{name}.{language}.txt")
    return MailText(subject.substitute(values), body.substitute(values))


@lru_cache
def _read(file_name: str) -> tuple[Template, Template]:
    subject, _, body = (FOLDER / file_name).read_text(encoding="utf-8").partition("\n")
    return Template(subject.removeprefix(SUBJECT)), Template(body.lstrip("\n"))
