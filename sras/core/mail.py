"""Mail, where a server for it is set: plain text, one message at a time, never to a list."""

import re
import smtplib
import ssl
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import make_msgid
from urllib.parse import unquote, urlsplit

TIMEOUT_SECONDS = 10
# What Python's reader of headers raises at a line break and at addresses such as a@[b.co.
NOT_READ = (ValueError, AttributeError, IndexError, TypeError)


class MailFailed(Exception):
    """The message was not taken; the text is one line that says why."""


def send(smtp_url: str, sender: str, to: str, subject: str, text: str) -> None:
    """Hand one message to the mail server; MailFailed when it is not taken."""
    message = _message(sender, to, subject, text)
    try:
        with _server(smtp_url) as server:
            server.send_message(message)
    except (OSError, ValueError, smtplib.SMTPException) as error:
        raise MailFailed(f"The mail server did not take the message: {error}") from None


def _message(sender: str, to: str, subject: str, text: str) -> EmailMessage:
    message = EmailMessage()
    try:
        message["From"], message["To"], message["Subject"] = sender, to, subject
    except (*NOT_READ, MessageError) as error:
        raise MailFailed(f"The message cannot be addressed: {error}") from None
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2] or "localhost")
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text, cte="quoted-printable")
    # smtplib puts ">" before a line that begins so
    message.set_payload(re.sub("^From ", "=46rom ", str(message.get_payload()), flags=re.MULTILINE))
    return message


def _server(smtp_url: str) -> smtplib.SMTP:
    parts = urlsplit(smtp_url)
    host, context = parts.hostname or "", ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            host, parts.port or 465, timeout=TIMEOUT_SECONDS, context=context
        )
    else:
        server = smtplib.SMTP(host, parts.port or 587, timeout=TIMEOUT_SECONDS)
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls(context=context)
    if parts.username:
        server.login(unquote(parts.username), unquote(parts.password or ""))
    return server
