"""What starting the process needs: instance/settings.toml, overruled by SRAS_… variables.

Everything about the state itself (its name, zone, accent) lives in the database instead.
"""

import difflib
import hashlib
import json
import os
import secrets
import textwrap
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit

from sras.core.settings_table import SETTINGS, Setting


class SettingsError(Exception):
    """A setting is missing, unknown or wrong; the message is one line for the person."""


@dataclass(frozen=True)
class Settings:
    """The settings in force; ``sources`` tells where each one came from."""

    instance: Path
    base_url: str
    host: str
    port: int
    database_url: str
    secret_key: str = field(repr=False)
    secret_key_fallbacks: tuple[str, ...] = field(repr=False)
    smtp_url: str = field(repr=False)
    mail_from: str
    trusted_proxy: str
    session_idle_minutes: int
    session_absolute_hours: int
    upload_limit_mb: int
    pdf_seconds: int
    pdf_megabytes: int
    job_seconds: int
    job_megabytes: int
    max_threads: int
    log_level: str
    instance_name: str
    sources: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)

    @property
    def database_path(self) -> Path:
        """The database file; a relative one lies in the instance folder."""
        return self.instance / unquote(self.database_url.removeprefix("sqlite:///"))

    @property
    def files(self) -> Path:
        """The folder of evidence files."""
        return self.instance / "files"

    @property
    def backups(self) -> Path:
        """The folder of backups."""
        return self.instance / "backups"

    @property
    def cache(self) -> Path:
        """The folder of what may be thrown away at any time."""
        return self.instance / "cache"


_BY_NAME = {setting.name: setting for setting in SETTINGS}
_BY_ENV = {setting.env: setting for setting in SETTINGS}


def load_settings(instance: Path, environ: Mapping[str, str]) -> Settings:
    """Read the instance's settings; SettingsError names the first that is unknown or wrong."""
    path = instance / "settings.toml"
    found: dict[str, tuple[Any, str]] = {}
    for name, raw in _read_file(path).items():
        if name not in _BY_NAME:
            raise SettingsError(f"Unknown setting {name} in {path}.{_guess(name, _BY_NAME)}")
        found[name] = _typed(_BY_NAME[name], raw, f"in {path}"), str(path)
    for variable, text in sorted(environ.items()):
        if not variable.startswith("SRAS_") or variable == "SRAS_INSTANCE":
            continue
        if variable not in _BY_ENV:
            guess = _guess(variable, _BY_ENV)
            raise SettingsError(f"Unknown setting {variable} in the environment.{guess}")
        if text.strip():  # a variable left empty is a variable not set
            setting = _BY_ENV[variable]
            value = _typed(setting, _parsed(setting, text.strip()), "in the environment")
            found[setting.name] = value, variable
    values = {s.name: found[s.name][0] if s.name in found else s.default for s in SETTINGS}
    sources = {s.name: found[s.name][1] if s.name in found else "default" for s in SETTINGS}
    _complete(values, path)
    return Settings(instance=instance, sources=sources, **values)


def _read_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise SettingsError(f"Cannot read {path}: {error.strerror}.") from error
    except ValueError as error:  # neither text nor TOML
        raise SettingsError(f"{path} is not a settings file: {error}.") from error


def _parsed(setting: Setting, text: str) -> Any:
    if isinstance(setting.default, tuple):
        return [part.strip() for part in text.split(",")]
    if isinstance(setting.default, int):
        return int(text) if text.isascii() and text.isdigit() else text
    return text


def _typed(setting: Setting, raw: Any, where: str) -> Any:
    """The checked value; the message names the setting but never shows what it holds."""
    name = setting.env if where == "in the environment" else setting.name
    try:
        if isinstance(setting.default, tuple):
            if not isinstance(raw, list) or not all(isinstance(part, str) for part in raw):
                raise ValueError("must be a list of texts")
            raw = tuple(raw)
        elif isinstance(setting.default, int):
            if not isinstance(raw, int) or isinstance(raw, bool):
                raise ValueError("must be a whole number")
        elif not isinstance(raw, str):
            raise ValueError("must be a text, in quotes")
        if any(not part.isprintable() for part in (raw if isinstance(raw, tuple) else [str(raw)])):
            raise ValueError("must be one line of plain characters")
        return setting.check(raw)
    except ValueError as error:
        raise SettingsError(f"{name} {where}: {error}.") from error


def _guess(name: str, known: Mapping[str, object]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return f" Is {near[0]} meant?" if near else ""


def _complete(values: dict[str, Any], path: Path) -> None:
    """Fill in what follows from other settings and check what belongs together."""
    if not values["secret_key"]:
        raise SettingsError(
            f"secret_key is missing: it is neither in {path} nor in SRAS_SECRET_KEY. "
            "Make one with: sras init"
        )
    if values["smtp_url"] and not values["mail_from"]:
        raise SettingsError("mail_from is missing: with smtp_url set, mail needs a sender.")
    if not values["base_url"]:
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(values["host"], values["host"])  # noqa: S104
        host = f"[{host}]" if ":" in host else host
        values["base_url"] = f"http://{host}:{values['port']}"
    if not values["instance_name"]:
        values["instance_name"] = hashlib.sha256(values["base_url"].encode()).hexdigest()[:6]


def cautions(settings: Settings) -> list[str]:
    """What is allowed but unwise, one sentence each."""
    found = []
    path = settings.instance / "settings.toml"
    if path.exists() and path.stat().st_mode & 0o077:
        found.append(f"Others on this machine can read {path}; run: chmod 600 {path}")
    parts = urlsplit(settings.base_url)
    if parts.scheme == "http" and parts.hostname not in ("127.0.0.1", "localhost", "::1"):
        found.append("base_url is not https, so passwords cross the network in the open.")
    if settings.host not in ("127.0.0.1", "localhost", "::1") and not settings.trusted_proxy:
        found.append("host lets other machines connect, yet trusted_proxy names no proxy.")
    return found


def describe(settings: Settings) -> list[tuple[str, str, str]]:
    """Each setting's name, value and source; what is secret is masked."""
    return [
        (s.name, _shown(s.name, getattr(settings, s.name)), settings.sources.get(s.name, "default"))
        for s in SETTINGS
    ]


def _shown(name: str, value: Any) -> str:
    if name == "secret_key":
        return "(set)" if value else ""
    if name == "secret_key_fallbacks":
        return f"({len(value)} set)" if value else ""
    if name == "smtp_url" and value:
        parts = urlsplit(value)
        return urlunsplit(parts._replace(netloc=f"(…)@{parts.netloc.rpartition('@')[2]}"))
    return str(value)


def write_settings(path: Path, **chosen: Any) -> None:
    """Write the commented file with a fresh secret, for its owner only; never over another."""
    for name, value in chosen.items():
        if name not in _BY_NAME:
            raise SettingsError(f"Unknown setting {name}.{_guess(name, _BY_NAME)}")
        _typed(_BY_NAME[name], list(value) if isinstance(value, tuple) else value, f"in {path}")
    chosen.setdefault("secret_key", secrets.token_urlsafe(48))
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise SettingsError(f"{path} is there already and was left as it is.") from error
    with open(handle, "w", encoding="utf-8") as stream:
        stream.write(_file_text(chosen))
        stream.flush()
        os.fsync(stream.fileno())


def _file_text(chosen: Mapping[str, Any]) -> str:
    parts = [
        "# Settings of this instance, read at its start. Each can also be set as SRAS_…",
        "# in the environment, which wins. Keep this file from others: it holds the secret.",
    ]
    for setting in SETTINGS:
        parts.append("")
        parts += [f"# {line}" for line in textwrap.wrap(setting.meaning, 96)]
        value = chosen.get(setting.name, setting.default)
        value = list(value) if isinstance(value, tuple) else value
        mark = "" if setting.name in chosen else "# "
        parts.append(f"{mark}{setting.name} = {json.dumps(value, ensure_ascii=False)}")
    return "\n".join(parts) + "\n"
