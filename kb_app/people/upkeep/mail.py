"""E-mails out of the house: one server, named by a setting, and nothing else.

`smtps://` speaks TLS from the start; `smtp://` changes to TLS before it says anything, but on this
very machine, where a relay often listens without it.
"""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from types import TracebackType
from urllib.parse import SplitResult, unquote, urlsplit

from kb_app.errors import InvalidInput, Unavailable
from kb_app.people.upkeep.letters import Letter, is_address

TIMEOUT = 20.0
"""Seconds that one answer of the server may take."""

_PORTS = {"smtp": 587, "smtps": 465}
_HERE = frozenset({"localhost", "127.0.0.1", "::1"})


class NotSent(Unavailable):
    """The server refused this letter: it certainly did not leave."""


class Unreachable(NotSent):
    """No letter leaves for now."""


class Unsure(Unavailable):
    """The line was lost once the letter was under way: it may have left."""


@dataclass(frozen=True, slots=True)
class Server:
    host: str
    port: int
    tls: bool
    """From the start."""
    login: str | None
    password: str

    @property
    def is_here(self) -> bool:
        return self.host in _HERE


def read_server(address: str) -> Server:
    """Read `smtp://compte:mot-de-passe@serveur:587`.

    Raises InvalidInput, without quoting the address and its password, when it cannot be read.
    """
    try:
        found = urlsplit(address)
        port = found.port or _PORTS.get(found.scheme, 0)
    except ValueError:
        raise _unreadable() from None
    if found.scheme not in _PORTS or not found.hostname or found.path.strip("/"):
        raise _unreadable()
    return Server(found.hostname, port, found.scheme == "smtps", *_credentials(found))


class Post:
    """A line to the server, open while in its `with`."""

    def __init__(self, server: Server, sender: str, trust: ssl.SSLContext | None = None) -> None:
        if not is_address(sender):
            raise InvalidInput("KB_MAIL_FROM n’est pas une adresse : écrivez relais@exemple.fr.")
        self._server = server
        self._sender = sender
        self._trust = trust
        self._line: smtplib.SMTP | None = None

    def __enter__(self) -> Post:
        self._line = self._opened()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._hang_up()

    def send(self, letter: Letter, at: datetime) -> None:
        """Send a letter. Raises NotSent, Unreachable or Unsure."""
        message = self._written(letter, at)
        if self._line is None:
            self._line = self._opened()
        try:
            self._line.send_message(message, self._sender, [letter.to])
        except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as error:
            raise NotSent(_refused(letter, error)) from None
        except (smtplib.SMTPException, OSError):
            self._hang_up()
            raise Unsure(f"{letter.to} : la ligne a été coupée pendant l’envoi.") from None

    def _written(self, letter: Letter, at: datetime) -> EmailMessage:
        # This class refuses line ends in a header: nothing can be added to the letter.
        message = EmailMessage()
        message["From"] = self._sender
        message["To"] = letter.to
        message["Subject"] = letter.subject
        message["Date"] = format_datetime(at)
        message["Message-ID"] = make_msgid(domain=self._sender.rpartition("@")[2])
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.text, cte="quoted-printable")
        return message

    def _opened(self) -> smtplib.SMTP:
        server = self._server
        trust = self._trust or ssl.create_default_context()
        line: smtplib.SMTP | None = None
        try:
            if server.tls:
                line = smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT, context=trust)
            else:
                line = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)
                line.ehlo()
                if not server.is_here or line.has_extn("starttls"):
                    line.starttls(context=trust)
            if server.login is not None:
                line.login(server.login, server.password)
        except (smtplib.SMTPException, OSError) as error:
            if line:
                line.close()
            raise Unreachable(
                f"Le serveur d’e-mails ne répond pas ou refuse ({type(error).__name__}) : "
                "vérifiez KB_SMTP_URL. Rien n’est parti."
            ) from None
        return line

    def _hang_up(self) -> None:
        if self._line:
            with suppress(smtplib.SMTPException, OSError):
                self._line.quit()
        self._line = None


def _credentials(found: SplitResult) -> tuple[str | None, str]:
    login = unquote(found.username) if found.username else None
    return login, unquote(found.password or "")


def _refused(letter: Letter, error: smtplib.SMTPException) -> str:
    code = getattr(error, "smtp_code", None)
    return f"{letter.to} : le serveur refuse cet envoi{f' ({code})' if code else ''}."


def _unreadable() -> InvalidInput:
    return InvalidInput(
        "KB_SMTP_URL ne se lit pas : écrivez smtp://serveur:587 ou "
        "smtps://compte:mot-de-passe@serveur:465."
    )
