"""Mail by SMTP: at least once, a repeat marked, its Message-ID made from the letter's key."""

import logging
import re
import smtplib
import ssl
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from email.headerregistry import Address as Mailbox
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Literal

import tenacity

from notifications.channels import Promise
from notifications.channels.parcel import (
    Address,
    Answer,
    Parcel,
    Terms,
    Went,
    all_alike,
    marked,
    one_line,
)
from notifications.channels.watched import Watch, WatchedServer
from notifications.plain_text import plain_text
from rules.deadlines import SHANGHAI
from rules.vocabulary import Audience

ADDRESS = re.compile(
    r"(?=[^@]{1,64}@)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?=.{1,190}$)[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*"
)
TRIES = 3
CLOSING = 421
NO_SUCH_MAILBOX = frozenset({550, 551, 553})
_OF_THE_SENDER = re.compile(
    rb"frequen|limit|too m(any|uch)|\brate\b|spam|block|black|deny|denied|polic|reputation|quota",
    re.IGNORECASE,
)
BROKEN = frozenset({Went.UNKNOWN, Went.BUSY, Went.NOT_SENT})

logger = logging.getLogger("permitloop.send")


@dataclass(frozen=True)
class Mail:
    """A mail server to hand letters to; ``security`` is how the way to it is kept secret."""

    host: str
    port: int
    sender: str
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    password: str = ""
    per_second: float = 5.0
    batch: int = 20
    request_seconds: float = 10.0
    sleep: Callable[[float], None] = time.sleep
    name: str = "mail"
    title: str = "电子邮件"

    @property
    def terms(self) -> Terms:
        """Answer its terms: a mail server keeps no keys."""
        return Terms(
            promise=Promise.AT_LEAST_ONCE,
            per_second=self.per_second,
            batch=self.batch,
            receipt="邮件服务器收下的回答",
            address=Address.MAIL,
            audiences=frozenset({Audience.AUTHORITY, Audience.PARTY, Audience.JUSTICE}),
            statutory=True,
        )

    def send(self, parcels: Sequence[Parcel], now: datetime, seconds: float) -> list[Answer]:  # noqa: ARG002
        """Send one mail a parcel over one connection, as long as there is time."""
        end = time.monotonic() + seconds
        with Watch(seconds) as watch:
            try:
                server = self._connected(watch)
            except (OSError, smtplib.SMTPException) as away:
                return all_alike(parcels, Answer(Went.NOT_SENT, _said(away)))
            answers = self._send_each(server, parcels, end)
        return answers + all_alike(parcels[len(answers) :], Answer(Went.NOT_TRIED))

    def _send_each(
        self, server: smtplib.SMTP, parcels: Sequence[Parcel], end: float
    ) -> list[Answer]:
        answers: list[Answer] = []
        for each in parcels:
            if time.monotonic() + 2 * self.request_seconds > end:
                break
            answers.append(self._send_one(server, each))
            if answers[-1].went in BROKEN:
                break
        with suppress(OSError, smtplib.SMTPException):
            server.quit()
        return answers

    def _connected(self, watch: Watch) -> smtplib.SMTP:
        """Open the connection, up to three times: until a letter is begun nothing can double."""
        for attempt in tenacity.Retrying(
            stop=tenacity.stop_after_attempt(TRIES),
            wait=tenacity.wait_random_exponential(multiplier=0.2, max=2),
            retry=tenacity.retry_if_exception(_passing),
            sleep=self.sleep,
            reraise=True,
        ):
            with attempt:
                return self._connect(watch)
        raise ConnectionError("no try was made")

    def _connect(self, watch: Watch) -> smtplib.SMTP:
        context = ssl.create_default_context()
        tls = context if self.security == "tls" else None
        server = WatchedServer(self.host, self.port, watch, self.request_seconds, tls)
        try:
            if self.security == "starttls":
                server.starttls(context=context)
            if self.user:
                server.login(self.user, self.password)
            server.ehlo_or_helo_if_needed()
        except BaseException:
            server.close()
            raise
        return server

    def _send_one(self, server: smtplib.SMTP, parcel: Parcel) -> Answer:
        if ADDRESS.fullmatch(parcel.address) is None:
            return Answer(Went.REFUSED, "电子邮箱地址格式不对", bad_address=True)
        try:
            content = message(parcel, self.sender).as_bytes()
        except (ValueError, LookupError) as unwritable:
            # One letter that no mail can be made of is refused alone, its neighbours go.
            logger.exception("mail.unwritable", extra={"key": parcel.key})
            return Answer(Went.REFUSED, f"写不成邮件：{type(unwritable).__name__}")
        return self._hand_in(server, parcel, content)

    def _hand_in(self, server: smtplib.SMTP, parcel: Parcel, content: bytes) -> Answer:
        begun = False
        try:
            code, said = server.mail(self.sender)
            if code >= 400:
                # The sender is refused, not the letter: the channel is set up wrongly.
                return Answer(Went.NOT_SENT, f"SMTP {code} {_words(said)}")
            code, said = server.rcpt(parcel.address)
            if code >= 400:
                server.rset()
                dead = nobody_there(code, said)
                return replace(
                    _refusal(code, said), bad_address=dead, doubtful=dead and not _enhanced(said)
                )
            begun = True
            return _taken(*server.data(content))
        except smtplib.SMTPDataError as refused:
            return _refusal(refused.smtp_code, _bytes(refused.smtp_error))
        except Exception as lost:
            # Before DATA nothing can have been accepted; during it nobody knows. Whatever it is,
            # it must not take back what was answered for the letters before this one.
            if not isinstance(lost, OSError | smtplib.SMTPException):
                logger.exception("mail.broke", extra={"key": parcel.key})
            server.close()
            return Answer(Went.UNKNOWN if begun else Went.NOT_SENT, _said(lost))


def message(parcel: Parcel, sender: str) -> EmailMessage:
    """Answer a letter as a mail; every try of it has the same Message-ID and date."""
    letter = parcel.letter
    mail = EmailMessage(policy=SMTP)
    mail["From"] = Mailbox(addr_spec=sender)
    mail["To"] = Mailbox(addr_spec=parcel.address)
    mail["Subject"] = one_line(marked(letter.subject, parcel))
    mail["Date"] = format_datetime(letter.rendered_at.astimezone(SHANGHAI))
    mail["Message-ID"] = f"<{parcel.key}@{sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-PermitLoop-Key"] = parcel.key
    if parcel.repeat:
        mail["X-PermitLoop-Repeat"] = "yes"
    mail.set_content(plain_text(letter.body), cte="base64")
    mail.add_alternative(letter.body, subtype="html", cte="base64")
    return mail


def _taken(code: int, said: bytes) -> Answer:
    if code == 250:
        return Answer(Went.SENT, receipt={"code": code, "said": _words(said)})
    return _refusal(code, said)


def _refusal(code: int, said: bytes) -> Answer:
    """Read a refusal: a 4xx asks to come again, a 5xx is for good."""
    words = f"SMTP {code} {_words(said)}"
    if code == CLOSING:
        return Answer(Went.BUSY, words, wait=60.0)
    return Answer(Went.REFUSED if code >= 500 else Went.LATER, words)


def nobody_there(code: int, said: bytes) -> bool:
    """Answer whether a receiver was refused for good because there is no such mailbox.

    RFC 3463: 5.1.x speaks of the address, 5.2.1 of a mailbox that is closed; a policy (5.7.x) or a
    full mailbox (5.2.2) says nothing against the address. Without such a code the words may speak
    of the sender's rate or reputation; what is left is doubtful, see ``Answer``.
    """
    enhanced = _enhanced(said)
    if enhanced is not None:
        subject, detail = int(enhanced[1]), int(enhanced[2])
        return subject == 1 or (subject, detail) == (2, 1)
    return code in NO_SUCH_MAILBOX and not _OF_THE_SENDER.search(said)


def _enhanced(said: bytes) -> re.Match[bytes] | None:
    return re.match(rb"\s*5\.(\d{1,3})\.(\d{1,3})", said)


def _passing(error: BaseException) -> bool:
    """Answer whether coming again may help: a wrong password does not get right."""
    if isinstance(error, smtplib.SMTPAuthenticationError | ssl.SSLCertVerificationError):
        return False
    return isinstance(error, OSError | smtplib.SMTPException)


def _bytes(said: bytes | str) -> bytes:
    return said.encode(errors="replace") if isinstance(said, str) else said


def _words(said: bytes) -> str:
    return one_line(said.decode(errors="replace"))[:200]


def _said(error: Exception) -> str:
    return one_line(f"{type(error).__name__}: {error}")[:300]
