"""Handing a mail to a mail server, and what the server may say to it."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, parseaddr
from typing import Self
from urllib.parse import unquote, urlsplit

from app.clock import now
from app.pages.mails import Mail
from app.settings import Settings

PATIENCE = 20.0  # seconds, for each answer


class Unreachable(Exception):
    """The server does not answer, or not as it must: no other mail would fare better now."""


class NotNow(Exception):
    """The server asks to send this mail later."""


class NeverThere(Exception):
    """The server takes no mail for this address."""


class NotThis(Exception):
    """The server does not take this mail, whenever it is sent."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where mail is handed in, and how."""

    host: str
    port: int
    user: str
    password: str
    is_tls: bool
    starttls: bool
    sender: str
    name: str

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """The server that the settings name."""
        assert settings.smtp_url
        parts = urlsplit(settings.smtp_url.get_secret_value())
        is_tls = parts.scheme == "smtps"
        return cls(
            host=parts.hostname or "",
            port=parts.port or (465 if is_tls else 587),
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            is_tls=is_tls,
            starttls=settings.smtp_starttls and not is_tls,
            sender=settings.mail_from,
            # else smtplib asks the resolver what this machine is called, which may take long
            name=urlsplit(settings.origin).hostname or "localhost",
        )


class Wire(EmailPolicy):
    """How a mail is written on the wire. A head that is for programs stays whole, however long an
    address in it is: folded by the usual rules it would come out encoded, and nobody reads that."""

    WHOLE = frozenset({"message-id", "in-reply-to", "references", "list-unsubscribe"})

    def fold_binary(self, name: str, value: str) -> bytes:
        """A head as bytes."""
        if name.lower() in self.WHOLE:
            return f"{name}: {value}{self.linesep}".encode("ascii")
        return super().fold_binary(name, value)


# not every server takes bytes of eight bits
WIRE = Wire(linesep="\r\n", cte_type="7bit")


def compose(mail: Mail, sender: str) -> EmailMessage:
    """A mail in the form in which it travels: as text and as HTML, with nothing to be fetched."""
    made = EmailMessage(policy=WIRE)
    name, address = parseaddr(sender)
    made["From"] = Address(name or "Precedent", addr_spec=address)
    made["To"] = Address(addr_spec=mail.to)
    made["Subject"] = mail.subject
    made["Date"] = format_datetime(now())
    made["Message-ID"] = mail.id
    if mail.follows:
        made["In-Reply-To"] = made["References"] = mail.follows
    made["Auto-Submitted"] = "auto-generated"
    if mail.unsubscribe:
        made["List-Unsubscribe"] = f"<{mail.unsubscribe}>"
        made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    made.set_content(mail.text)
    made.add_alternative(mail.html, subtype="html")
    return made


def send(mail: Mail, server: Server) -> None:
    """Hand a mail in; returns when the server has taken it. Waits: not for the event loop."""
    sender = parseaddr(server.sender)[1]
    body = compose(mail, server.sender).as_bytes()
    with _connection(server) as smtp:
        try:
            smtp.sendmail(sender, [mail.to], body)
        except smtplib.SMTPRecipientsRefused as refused:
            code, said = refused.recipients[mail.to]
            raise (NeverThere if code >= 500 else NotNow)(_words(code, said)) from refused
        except smtplib.SMTPSenderRefused as refused:
            raise Unreachable(_words(refused.smtp_code, refused.smtp_error)) from refused
        except smtplib.SMTPDataError as refused:
            told = _words(refused.smtp_code, refused.smtp_error)
            raise (NotThis if refused.smtp_code >= 500 else NotNow)(told) from refused


@contextmanager
def _connection(server: Server) -> Iterator[smtplib.SMTP]:
    """A connection over which mail may be handed in; every way it can break is Unreachable."""
    try:
        smtp = _connect(server)
        try:
            if server.starttls:
                smtp.starttls(context=ssl.create_default_context())
            if server.user:
                smtp.login(server.user, server.password)
            yield smtp
        finally:
            # what was taken is taken, however the server says goodbye
            with suppress(smtplib.SMTPException, OSError):
                smtp.quit()
            smtp.close()
    except (smtplib.SMTPException, OSError) as why:
        raise Unreachable(str(why)[:300]) from why


def _connect(server: Server) -> smtplib.SMTP:
    if not server.is_tls:
        return smtplib.SMTP(server.host, server.port, server.name, PATIENCE)
    context = ssl.create_default_context()
    return smtplib.SMTP_SSL(
        server.host, server.port, server.name, timeout=PATIENCE, context=context
    )


def _words(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join(f"{code} {text}".replace("\x00", "").split())
