"""Mail to a real relay, spoken over a real socket."""

from contextlib import closing
from email import message_from_bytes
from email.header import decode_header, make_header
from email.policy import compat32, default
from pathlib import Path

import pytest

from idea4gov.outside.mail import Mailer, MailNotSent
from tests.outside.certificate import certificate
from tests.outside.relay import Relay, relay

__all__ = ["certificate"]

SENDER = "บอกเรา ถึงรัฐ <no-reply@example.org>"


def send_one(server: Relay, recipient: str, subject: str, body: str, *, unsubscribe_url: str) -> None:
    with closing(Mailer(server.url, SENDER).connect()) as connection:
        connection.send(recipient, subject, body, unsubscribe_url=unsubscribe_url)


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
        send_one(server, "somchai@example.com", "x", "x", unsubscribe_url=url)
    message = message_from_bytes(server.mails[0], policy=default)
    assert message["List-Unsubscribe"].strip() == f"<{url}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.parametrize("length", [*range(30, 301, 18), 900])
def test_the_link_to_end_mail_is_one_line_however_long_the_address_of_the_site_is(length: int) -> None:
    site = "https://" + ".".join(["ab-c" * 12] * 30)[: length - 17].rstrip(".-") + ".go.th/a/"
    url = f"{site}unsubscribe/{'a1' * 16}"
    with relay() as server:
        send_one(server, "somchai@example.com", "ก" * 70, "x", unsubscribe_url=url)
    lines = server.mails[0].partition(b"\r\n\r\n")[0].split(b"\r\n")
    assert f"List-Unsubscribe: <{url}>".encode() in lines
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in lines
    assert max(map(len, lines)) <= 998


def test_a_site_with_a_thai_name_is_written_as_mail_programs_read_it() -> None:
    url = "https://บอกเรา.ไทย/unsubscribe/a1?x=1"
    with relay() as server:
        send_one(server, "somchai@example.com", "x", "x", unsubscribe_url=url)
    assert (
        b"List-Unsubscribe: <https://xn--12c3c2a1b1a6f.xn--o3cw4h/unsubscribe/a1?x=1>\r\n" in server.mails[0]
    )


@pytest.mark.parametrize("length", [10, 60, 180])
def test_long_addresses_and_thai_words_arrive_whole_in_every_header(length: int) -> None:
    domain = ".".join(["b" * 60] * 4)[:length].rstrip(".") + ".example.org"
    sender = f"สำนักงานปลัดเทศบาลนครแห่งหนึ่งที่มีชื่อยาวมาก งานแผนและงบประมาณ <{'a' * 60}@{domain}>"
    recipient, subject = f"{'x' * 60}@{domain}", "ยืนยันอีเมลของคุณ " * 12
    with relay() as server:
        Mailer(server.url, sender).send(recipient, subject.strip(), "x")
    head = server.mails[0].partition(b"\r\n\r\n")[0].decode("ascii").split("\r\n")
    assert f"To: {recipient}" in head
    assert any(line.startswith("Message-ID: <") and line.endswith(f"@{domain}>") for line in head)
    # The newer parser of Python leaves in a name the white space between encoded words (RFC 2047, 6.2).
    read = message_from_bytes(server.mails[0], policy=compat32)
    found = [str(make_header(decode_header(read[name]))) for name in ("From", "Subject")]
    assert found == [sender, subject.strip()]


def test_an_address_in_thai_letters_is_sent_to() -> None:
    with relay() as server:
        Mailer(server.url, SENDER).send("สมชาย@example.com", "x", "x")
    assert "สมชาย@example.com" in server.recipients[0]


def test_no_mail_goes_in_the_clear_to_a_relay_that_must_encrypt() -> None:
    with relay() as server:
        mailer = Mailer(server.url, SENDER, must_encrypt=True)
        with pytest.raises(MailNotSent, match="no TLS is offered"):
            mailer.send("somchai@example.com", "x", "x")
    assert (server.mails, server.recipients) == ([], [])


def test_mail_goes_encrypted_to_the_relay_whose_certificate_is_right_and_to_no_other(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with relay(certificate=certificate) as server:
        url = server.url.replace("127.0.0.1", "localhost")
        with pytest.raises(MailNotSent, match="SSLCertVerificationError"):
            Mailer(url, SENDER).send("somchai@example.com", "x", "x")
        assert server.recipients == []
        # OpenSSL looks there for authorities that it trusts.
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        with pytest.raises(MailNotSent, match="SSLCertVerificationError"):
            Mailer(server.url, SENDER).send("somchai@example.com", "another name", "x")
        Mailer(url, SENDER, must_encrypt=True).send("somchai@example.com", "x", "x")
    assert len(server.mails) == 1


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
