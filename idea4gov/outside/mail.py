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
from typing import Protocol
from urllib.parse import SplitResult, quote, unquote, urlsplit

SEND_TIMEOUT_SECONDS = 20
# With this code a relay ends the connection, whatever it was asked.
CLOSES = 421


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
    """A mail was not sent; it stays in the outbox. The text of the error contains no e-mail address.

    words: what the relay said, which may repeat addresses; the same text if it said nothing.
    """

    def __init__(self, reason: str, words: str = "") -> None:
        super().__init__(reason)
        self.words = words or reason


class RelayAway(MailNotSent):
    """The relay takes no mail at all: there is no connection, no log-in, or nothing from this sender.

    in_mail: whether the connection broke while a mail was sent, which may be the cause.
    """

    def __init__(self, reason: str, words: str = "", *, in_mail: bool = False) -> None:
        super().__init__(reason, words)
        self.in_mail = in_mail


class MailRefused(MailNotSent):
    """The relay takes mails, but not this one. is_final: it never will, so it need not be asked again."""

    def __init__(self, reason: str, words: str = "", *, is_final: bool) -> None:
        super().__init__(reason, words)
        self.is_final = is_final


class Connection(Protocol):
    """A connection to the relay, for one mail after another."""

    def send(self, recipient: str, subject: str, body: str, *, unsubscribe_url: str | None = None) -> None:
        """Send one mail.

        unsubscribe_url: where the "unsubscribe" button of mail programs posts to (RFC 8058).
        Raises MailRefused; RelayAway, after which no other mail can be sent on it.
        """

    def close(self) -> None:
        """Say goodbye. Raises nothing."""


class Mailer:
    """Opens connections to the relay.

    url: `smtp://user:password@host:port` (STARTTLS where offered), `smtps://...`, or "" for no mail server.
    sender: address in the From header. must_encrypt: whether nothing may go to a relay that offers no
    STARTTLS. echo: without a mail server, called with the whole text of each mail (development only).
    connections: how many may be open at once.
    """

    def __init__(
        self,
        url: str,
        sender: str,
        *,
        must_encrypt: bool = False,
        echo: Callable[[str], None] | None = None,
        connections: int = 1,
    ) -> None:
        self._url = urlsplit(url) if url else None
        self._must_encrypt = must_encrypt
        self._sender = sender
        self._echo = echo
        self.connections = connections

    def connect(self) -> Connection:
        """Open a connection. Raises RelayAway."""
        if self._url is not None:
            return _Relay(_open(self._url, must_encrypt=self._must_encrypt), self._sender)
        if self._echo is not None:
            return _Echo(self._echo)
        raise RelayAway("no mail server is set: IDEA4GOV_MAIL_URL")

    def send(self, recipient: str, subject: str, body: str) -> None:
        """Send one mail at once, on a connection of its own. Raises MailNotSent."""
        connection = self.connect()
        try:
            connection.send(recipient, subject, body)
        finally:
            connection.close()


class _Echo:
    """Writes mails down, and sends none."""

    def __init__(self, echo: Callable[[str], None]) -> None:
        self._echo = echo

    def send(
        self,
        recipient: str,
        subject: str,
        body: str,
        *,
        unsubscribe_url: str | None = None,  # noqa: ARG002
    ) -> None:
        self._echo(f"To: {recipient}\nSubject: {subject}\n\n{body}")

    def close(self) -> None:
        """There is nothing to close."""


class _Relay:
    """A connection over SMTP."""

    def __init__(self, smtp: smtplib.SMTP, sender: str) -> None:
        self._smtp, self._sender = smtp, sender

    def send(self, recipient: str, subject: str, body: str, *, unsubscribe_url: str | None = None) -> None:
        message = _message(self._sender, recipient, subject, body)
        if unsubscribe_url:
            message["List-Unsubscribe"] = f"<{_ascii_url(unsubscribe_url)}>"
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        try:
            self._smtp.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            [(code, text)] = error.recipients.values()
            raise _not_taken(error, code, text) from error
        except smtplib.SMTPDataError as error:
            raise _not_taken(error, error.smtp_code, error.smtp_error) from error
        except smtplib.SMTPNotSupportedError as error:
            raise MailRefused("the relay takes no addresses with such letters", is_final=True) from error
        except smtplib.SMTPResponseException as error:
            raise RelayAway(_reason(error), _words(error.smtp_code, error.smtp_error)) from error
        except (OSError, smtplib.SMTPException) as error:
            raise RelayAway(_reason(error), in_mail=True) from error

    def close(self) -> None:
        try:
            self._smtp.quit()
        except (OSError, smtplib.SMTPException):
            self._smtp.close()


def _message(sender: str, recipient: str, subject: str, body: str) -> EmailMessage:
    message = EmailMessage(_Policy())
    name, _, domain = recipient.rpartition("@")
    try:
        message["From"], message["To"] = sender, Address(username=name, domain=domain)
        message["Subject"] = subject
    except ValueError as error:
        raise MailRefused("an address or the subject cannot stand in a mail", is_final=True) from error
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain=parseaddr(sender)[1].rpartition("@")[2] or None)
    # Keeps automatic replies, such as holiday notices, from answering (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body)
    return message


def _ascii_url(url: str) -> str:
    """An address of the web as headers can hold it: a Thai name of a site in its xn-- form."""
    parts = urlsplit(url)
    host = parts.netloc.encode("idna").decode("ascii")
    return parts._replace(netloc=host, path=quote(parts.path, safe="/%~")).geturl()


def _open(url: SplitResult, *, must_encrypt: bool) -> smtplib.SMTP:
    """Connect to the mail server, with TLS if it offers that or must, and log in. Raises RelayAway."""
    try:
        smtp = _connect(url, must_encrypt=must_encrypt)
        try:
            smtp.ehlo_or_helo_if_needed()
            if url.username:
                smtp.login(unquote(url.username), unquote(url.password or ""))
        except BaseException:
            smtp.close()
            raise
    except smtplib.SMTPResponseException as error:
        raise RelayAway(_reason(error), _words(error.smtp_code, error.smtp_error)) from error
    except (OSError, smtplib.SMTPException) as error:
        raise RelayAway(_reason(error)) from error
    return smtp


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


def _not_taken(error: smtplib.SMTPException, code: int, text: bytes | str) -> MailNotSent:
    """What it means that the relay does not take a recipient or a text."""
    if code == CLOSES:
        return RelayAway(_reason(error), _words(code, text), in_mail=True)
    # 5xx is final: the same mail would be answered the same (RFC 5321, 4.2.1).
    return MailRefused(_reason(error), _words(code, text), is_final=500 <= code < 600)


def _words(code: int, text: bytes | str) -> str:
    """An answer of the mail server as it stands in its own log: `550 5.1.1 user unknown`."""
    return f"{code} {text.decode('utf-8', 'replace') if isinstance(text, bytes) else text}"


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
