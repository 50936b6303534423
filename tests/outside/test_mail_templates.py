"""The texts of mails."""

import re
from pathlib import Path

import pytest

from idea4gov.outside.mail_templates import FOLDER, render_mail

FILES = sorted(FOLDER.glob("*.txt"))


def test_every_mail_is_there_in_both_languages() -> None:
    names = {
        language: {one.name[:-7] for one in FOLDER.glob(f"*.{language}.txt")} for language in ("th", "en")
    }
    assert names["th"] == names["en"] != set()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_mail_has_a_subject_and_its_addresses_alone_on_their_lines(path: object) -> None:
    subject, _, body = path.read_text(encoding="utf-8").partition("\n")  # type: ignore[attr-defined]
    assert subject.startswith("Subject: [บอกเรา ถึงรัฐ] ")
    lines = [line for line in body.splitlines() if re.search(r"\$(link|site)", line)]
    assert lines
    assert all(re.fullmatch(r"\$(link|site)\S*", line) for line in lines)


def test_both_languages_say_the_same_values() -> None:
    for thai in FOLDER.glob("*.th.txt"):
        english = thai.with_name(thai.name.replace(".th.", ".en."))
        values = [set(re.findall(r"\$\w+", one.read_text(encoding="utf-8"))) for one in (thai, english)]
        assert values[0] == values[1], thai.name


def test_values_stand_in_the_mail_as_they_are() -> None:
    text = render_mail("confirm_email", "en", link="https://example.org/$link", site="https://example.org")
    assert "\nhttps://example.org/$link\n" in text.body
    assert text.subject == "[บอกเรา ถึงรัฐ] Confirm your e-mail address"


def test_a_mail_without_its_values_is_not_written() -> None:
    with pytest.raises(KeyError):
        render_mail("confirm_email", "th", site="https://example.org")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_mail_greets_its_reader_and_no_name_that_a_stranger_may_have_typed(path: Path) -> None:
    greeting = path.read_text(encoding="utf-8").splitlines()[2]
    # These go to an address before anybody has shown that it is theirs.
    unproven = path.name.split(".")[0] in {
        "already_registered", "confirm_email", "no_account", "reset_password"
    }  # fmt: skip
    if ".th." in path.name:
        assert greeting == ("สวัสดี" if unproven else "สวัสดีคุณ$reader")
    else:
        assert greeting == ("Hello," if unproven else "Hello $reader,")
