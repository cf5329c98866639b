"""The table of settings: names, defaults, what each may be and what it means."""

import ipaddress
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import SplitResult, urlsplit

SECRET_BYTES = 32
SAMPLE_WORDS = (
    *("change-me", "changeme", "change_me", "example", "insecure", "placeholder"),
    *("replace", "sample", "your-secret", "your_secret"),
)
LOG_LEVELS = ("debug", "info", "warning", "error")


def _split(value: str) -> SplitResult:
    parts = urlsplit(value)
    parts.port  # noqa: B018  raises ValueError for a port that is no number
    return parts


def _is_address(value: str) -> bool:
    try:
        ipaddress.ip_address(value)
    except ValueError:
        return False
    return True


def _base_url(value: str) -> str:
    if not value:
        return value
    parts = _split(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must be a full address such as https://sras.example.gov")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError("must not hold a user name, a query or a #part")
    return value.rstrip("/")


def _host(value: str) -> str:
    if not value or (any(c in value for c in "/:@ ") and not _is_address(value)):
        raise ValueError("must be a host name or an address, without a port")
    return value


def _database_url(value: str) -> str:
    if not value.startswith("sqlite:"):
        raise ValueError("must start with sqlite:/// since only SQLite is supported so far")
    path = value.removeprefix("sqlite:///")
    if path == value or not path.strip("/") or path.endswith("/") or set("?#") & set(path):
        raise ValueError("must name a file, such as sqlite:///sras.db")
    if path.startswith(":"):
        raise ValueError("must name a file; a database in memory would be lost")
    return value


def _secret(value: str) -> str:
    if not value:
        return value
    if len(value.encode()) < SECRET_BYTES:
        raise ValueError(f"must be at least {SECRET_BYTES} bytes long")
    if len(set(value)) < 10 or any(word in value.lower() for word in SAMPLE_WORDS):
        raise ValueError("is a sample value; make a fresh one with: sras init")
    return value


def _secrets(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_secret(value) for value in values if value)


def _smtp_url(value: str) -> str:
    if not value:
        return value
    parts = _split(value)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ValueError("must look like smtp://user:password@mail.example.gov:587")
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError("must end after the port; in a password write / ? # @ as %2F %3F %23 %40")
    return value


def _mail_from(value: str) -> str:
    if value and (value.count("@") != 1 or value[0] == "@" or value[-1] == "@" or " " in value):
        raise ValueError("must be one e-mail address")
    return value


def _proxy(value: str) -> str:
    if value and not _is_address(value):
        raise ValueError("must be the IP address of the proxy")
    return value


def _log_level(value: str) -> str:
    if value.lower() not in LOG_LEVELS:
        raise ValueError(f"must be one of {', '.join(LOG_LEVELS)}")
    return value.lower()


def _instance_name(value: str) -> str:
    plain = value.replace("-", "").replace("_", "")
    if value and not (plain.isascii() and plain.isalnum() and len(value) <= 40):
        raise ValueError("must be up to 40 letters, digits, - or _")
    return value


def _between(least: int, most: int) -> Callable[[int], int]:
    def check(value: int) -> int:
        if not least <= value <= most:
            raise ValueError(f"must be a whole number from {least} to {most}")
        return value

    return check


class Setting(NamedTuple):
    """One setting: its name in the file, its variable, its default and what it means."""

    name: str
    default: Any
    check: Callable[[Any], Any]
    meaning: str

    @property
    def env(self) -> str:
        """The variable that overrules the file."""
        return f"SRAS_{self.name.upper()}"


SETTINGS = (
    Setting(
        "base_url",
        "",
        _base_url,
        "The address people type, with a sub-path if there is one; "
        "links in mail and the security of cookies follow it. Empty: http://HOST:PORT.",
    ),
    Setting(
        "host",
        "127.0.0.1",
        _host,
        "The address to listen on; keep it on this machine when a proxy stands in front.",
    ),
    Setting("port", 8000, _between(1, 65535), "The port to listen on."),
    Setting(
        "database_url",
        "sqlite:///sras.db",
        _database_url,
        "The database file; a relative one lies in the instance folder. Only SQLite so far.",
    ),
    Setting(
        "secret_key",
        "",
        _secret,
        "Signs cookies and links; at least 32 bytes, never shared, never in a backup.",
    ),
    Setting(
        "secret_key_fallbacks",
        (),
        _secrets,
        "Former secret keys that still open what they signed, so that a change of the key "
        "signs nobody out; a list, in the variable parted by commas.",
    ),
    Setting(
        "smtp_url",
        "",
        _smtp_url,
        "The mail server: smtp://user:password@host:587 (STARTTLS where offered) or "
        "smtps://user:password@host:465. Empty: no mail, links are shown to hand over.",
    ),
    Setting("mail_from", "", _mail_from, "The sender of mail; needed when smtp_url is set."),
    Setting(
        "trusted_proxy",
        "",
        _proxy,
        "The IP address of the proxy in front, whose X-Forwarded-… headers are believed. "
        "Empty: none are.",
    ),
    Setting(
        "session_idle_minutes",
        480,
        _between(5, 10080),
        "Minutes without a click until one must sign in again: 8 hours, a meeting day.",
    ),
    Setting(
        "session_absolute_hours",
        12,
        _between(1, 720),
        "Hours after signing in until one must sign in again in any case.",
    ),
    Setting("upload_limit_mb", 25, _between(1, 500), "The largest upload, in megabytes."),
    Setting("pdf_seconds", 60, _between(5, 600), "Seconds that making one PDF may take."),
    Setting(
        "pdf_megabytes",
        300,
        _between(200, 4096),
        "Megabytes that the process making a PDF may ask for.",
    ),
    Setting(
        "job_seconds",
        900,
        _between(30, 14400),
        "Seconds that one piece of long work, such as a hand-over file, may take.",
    ),
    Setting(
        "job_megabytes",
        600,
        _between(200, 8192),
        "Megabytes that the process doing long work may ask for.",
    ),
    Setting("max_threads", 8, _between(1, 64), "Requests answered at the same time."),
    Setting("log_level", "info", _log_level, "How much is logged: debug, info, warning or error."),
    Setting(
        "instance_name",
        "",
        _instance_name,
        "Tells the cookies of two instances on one host apart. Empty: made from base_url.",
    ),
)
