"""Mail to a real relay, spoken over a real socket."""

from email import message_from_bytes
from email.policy import default

import pytest

from idea4gov.outside.mail import Mailer, MailNotSent
from tests.outside.relay import relay

SENDER = "บอกเรา ถึงรัฐ <no-reply@example.org>"


def test_a_thai_mail_arrives_as_it_was_written() -> None:
    body = "เปิดลิงก์นี้\n\nhttps://example.org/confirm-email/" + "x" * 90 + "\n"
    with relay() as server:
        Mailer(server.url, SENDER).send("somchai@example.com", "[บอกเรา ถึงรัฐ] ยืนยันอีเมล", body)
    message = message_from_bytes(server.mails[0], policy=default)
    assert message["Subject"] == "[บอกเรา ถึงรัฐ] ยืนยันอีเมล"
    assert message["From"] == SENDER
    assert message["To"] == "somchai@example.com"
    assert message.get_content() == body
    assert message["Message-ID"].endswith("@example.org>")
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"]


def test_a_mail_that_one_may_end_says_so_to_mail_programs() -> None:
    url = "https://example.org/unsubscribe/" + "a1" * 16
    with relay() as server:
        Mailer(server.url, SENDER).send("somchai@example.com", "x", "x", unsubscribe_url=url)
    message = message_from_bytes(server.mails[0], policy=default)
    assert message["List-Unsubscribe"].strip() == f"<{url}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_an_address_in_thai_letters_is_sent_to() -> None:
    with relay() as server:
        Mailer(server.url, SENDER).send("สมชาย@example.com", "x", "x")
    assert "สมชาย@example.com" in server.recipients[0]


@pytest.mark.parametrize("code", [450, 550])
def test_a_refused_recipient_is_told_by_code_and_not_by_name(code: int) -> None:
    with relay(refuses=code) as server, pytest.raises(MailNotSent, match=str(code)) as refused:
        Mailer(server.url, SENDER).send("somchai@example.com", "x", "x")
    assert "somchai" not in str(refused.value)


def test_a_relay_that_is_not_there_is_mail_not_sent() -> None:
    with relay() as server:
        url = server.url
    with pytest.raises(MailNotSent, match="ConnectionRefusedError"):
        Mailer(url, SENDER).send("somchai@example.com", "x", "x")


def test_a_password_does_not_travel_without_encryption() -> None:
    with relay() as server, pytest.raises(MailNotSent, match="no TLS"):
        Mailer(server.url.replace("//", "//user:secret@"), SENDER).send("somchai@example.com", "x", "x")


@pytest.mark.parametrize("subject", ["two\nlines", "two\r\nBcc: all@example.com"])
def test_a_subject_cannot_add_headers(subject: str) -> None:
    with relay() as server, pytest.raises(MailNotSent):
        Mailer(server.url, SENDER).send("somchai@example.com", subject, "x")
    assert server.mails == []


def test_without_a_relay_and_without_echo_nothing_is_pretended() -> None:
    with pytest.raises(MailNotSent, match="IDEA4GOV_MAIL_URL"):
        Mailer("", SENDER).send("somchai@example.com", "x", "x")
