"""Sending of mail over SMTP.

In development, mail can be logged instead, so that its links can be followed.
"""

import smtplib
import ssl
from collections.abc import Callable
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import formatdate, make_msgid, parseaddr
from urllib.parse import SplitResult, quote, unquote, urlsplit

SEND_TIMEOUT_SECONDS = 20


_ON_ONE_LINE = {"list-unsubscribe", "message-id"}


class _Policy(EmailPolicy):
    """The usual policy, but an address in angle brackets is never folded, and never becomes encoded words."""

    def fold(self, name: str, value: str) -> str:
        if name.lower() in _ON_ONE_LINE:
            return f"{name}: {value}{self.linesep}"
        return str(super().fold(name, value))

    def fold_binary(self, name: str, value: str) -> bytes:
        if name.lower() in _ON_ONE_LINE:
            return self.fold(name, value).encode("ascii")
        return bytes(super().fold_binary(name, value))


class MailNotSent(Exception):
    """The mail server could not be reached, or refused the mail, which stays in the outbox.

    The text of the error contains no e-mail address.
    """


class Mailer:
    """Sends one mail at a time.

    url: `smtp://user:password@host:port` (STARTTLS where offered), `smtps://...`, or "" for no mail server.
    sender: address in the From header. must_encrypt: whether nothing may go to a relay that offers no
    STARTTLS. echo: without a mail server, called with the whole text of each mail (development only).
    """

    def __init__(
        self,
        url: str,
        sender: str,
        *,
        must_encrypt: bool = False,
        echo: Callable[[str], None] | None = None,
    ) -> None:
        self._url = urlsplit(url) if url else None
        self._must_encrypt = must_encrypt
        self._sender = sender
        self._echo = echo

    def send(self, recipient: str, subject: str, body: str, *, unsubscribe_url: str | None = None) -> None:
        """Send one mail.

        unsubscribe_url: where the "unsubscribe" button of mail programs posts to (RFC 8058).
        Raises MailNotSent.
        """
        if self._url is not None:
            message = self._message(recipient, subject, body)
            if unsubscribe_url:
                message["List-Unsubscribe"] = f"<{_ascii_url(unsubscribe_url)}>"
                message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
            self._relay(self._url, message)
        elif self._echo is not None:
            self._echo(f"To: {recipient}\nSubject: {subject}\n\n{body}")
        else:
            raise MailNotSent("no mail server is set: IDEA4GOV_MAIL_URL")

    def _message(self, recipient: str, subject: str, body: str) -> EmailMessage:
        message = EmailMessage(_Policy())
        name, _, domain = recipient.rpartition("@")
        try:
            message["From"], message["To"] = self._sender, Address(username=name, domain=domain)
            message["Subject"] = subject
        except ValueError as error:
            raise MailNotSent("an address or the subject cannot stand in a mail") from error
        message["Date"] = formatdate()
        message["Message-ID"] = make_msgid(domain=parseaddr(self._sender)[1].rpartition("@")[2] or None)
        # Keeps automatic replies, such as holiday notices, from answering (RFC 3834).
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(body)
        return message

    def _relay(self, url: SplitResult, message: EmailMessage) -> None:
        try:
            with _connect(url, must_encrypt=self._must_encrypt) as relay:
                if url.username:
                    relay.login(unquote(url.username), unquote(url.password or ""))
                relay.send_message(message)
        except (OSError, smtplib.SMTPException) as error:
            raise MailNotSent(_reason(error)) from error


def _ascii_url(url: str) -> str:
    """An address of the web as headers can hold it: a Thai name of a site in its xn-- form."""
    parts = urlsplit(url)
    host = parts.netloc.encode("idna").decode("ascii")
    return parts._replace(netloc=host, path=quote(parts.path, safe="/%~")).geturl()


def _connect(url: SplitResult, *, must_encrypt: bool) -> smtplib.SMTP:
    """Connect to the mail server, with TLS if it offers that or must. Raises OSError, SMTPException."""
    host, port, context = url.hostname or "", url.port or 0, ssl.create_default_context()
    if url.scheme == "smtps":
        return smtplib.SMTP_SSL(host, port, timeout=SEND_TIMEOUT_SECONDS, context=context)
    relay = smtplib.SMTP(host, port, timeout=SEND_TIMEOUT_SECONDS)
    try:
        relay.ehlo()
        if relay.has_extn("starttls"):
            relay.starttls(context=context)
        elif url.username:
            raise smtplib.SMTPException("no TLS is offered, and the password must not travel in the open")
        elif must_encrypt:
            raise smtplib.SMTPException("no TLS is offered, and mail must not travel in the open")
    except BaseException:
        relay.close()
        raise
    return relay


def _reason(error: OSError | smtplib.SMTPException) -> str:
    """The kind of an error, without the text of the mail server, which may repeat e-mail addresses."""
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{type(error).__name__} {error.smtp_code}"
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = sorted({str(code) for code, _ in error.recipients.values()})
        return f"{type(error).__name__} {' '.join(codes)}"
    if type(error) is smtplib.SMTPException:
        return str(error)
    return f"{type(error).__name__} {getattr(error, 'strerror', None) or ''}".strip()
