"""What the README and docs/ say is what the program does: settings, commands, links, limits."""

import argparse
import configparser
import os
import re
import shlex
import struct
from html import unescape
from pathlib import Path
from typing import Any

import pytest

import sras
from sras.accounts.models import ACCENTS
from sras.cli import parser
from sras.core import db, sheets
from sras.core.settings_table import SETTINGS
from sras.evidence import rules_files
from sras.exports.locks import Busy

ROOT = Path(__file__).parent.parent
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").glob("*.md")])
README = (ROOT / "README.md").read_text("utf-8")
COMMANDS: dict[str, argparse.ArgumentParser] = next(
    action.choices for action in parser()._actions if isinstance(action, argparse._SubParsersAction)
)


def page(name: str) -> str:
    """The text of one page of docs/."""
    return (ROOT / "docs" / name).read_text("utf-8")


def section(text: str, title: str) -> str:
    """What stands under one heading, up to the next of its rank or higher."""
    head = re.search(rf"^(#+) {re.escape(title)}$", text, re.MULTILINE)
    assert head, f"no heading {title}"
    rest = text[head.end() :]
    end = re.search(rf"^#{{1,{len(head[1])}}} ", rest, re.MULTILINE)
    return rest[: end.start()] if end else rest


def first_cells(text: str) -> list[str]:
    """The first column of a table, its head left out."""
    return [row.split("|")[1].strip() for row in re.findall(r"^\|.*", text, re.MULTILINE)][2:]


def blocks(text: str, language: str) -> list[str]:
    """The fenced blocks of one language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


# The two tables of the README


def default_of(setting: Any) -> str:
    """How the table says a default."""
    return f"`{setting.default}`" if setting.default not in ("", ()) else "empty"


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_the_readme_says_each_setting_with_its_default_and_meaning(setting):
    row = f"| `{setting.name}` | `{setting.env}` | {default_of(setting)} | {setting.meaning} |"
    assert row in section(README, "Settings")


def test_the_readme_has_no_setting_that_is_not_there():
    names = [f"`{setting.name}`" for setting in SETTINGS]
    assert first_cells(section(README, "Settings")) == names


def usage(name: str) -> str:
    """How the table writes a command: its words, its options, what may be left out in []."""
    words = [f"sras {name}"]
    for action in COMMANDS[name]._actions:
        if isinstance(action, argparse._HelpAction):
            continue
        word = action.option_strings[0] if action.option_strings else ""
        if action.nargs != 0:
            word = f"{word} {(action.metavar or action.dest).upper().replace('-', '_')}".strip()
        may_be_left_out = action.nargs == "?" or (action.option_strings and not action.required)
        words.append(f"[{word}]" if may_be_left_out else word)
    return " ".join(words)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_readme_says_each_command_with_its_options(name):
    helps = {
        action.dest: action.help
        for group in parser()._subparsers._group_actions
        for action in group._choices_actions
    }
    row = f"| `{usage(name)}` | {helps[name]} |"
    assert row.lower() in section(README, "Commands").lower()


def test_the_readme_has_no_command_that_is_not_there():
    rows = first_cells(section(README, "Commands"))
    assert [re.match(r"`sras (\S+?)[ `]", row)[1] for row in rows] == list(COMMANDS)


# What is linked, named and shown is there


def anchors(text: str) -> set[str]:
    """The addresses of the headings of a page, as they are made from their words."""
    headings = re.findall(r"^#+ (.*)$", re.sub(r"```.*?```", "", text, flags=re.DOTALL), re.M)
    return {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in headings}


@pytest.mark.parametrize("source", PAGES, ids=lambda path: path.name)
def test_every_relative_link_leads_to_something(source):
    for target in re.findall(r"\]\(([^)\s]+)\)", source.read_text("utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        found = (source.parent / name).resolve() if name else source
        assert found.exists(), f"{source.name} links {target}"
        assert found.is_relative_to(ROOT), f"{source.name} links out of the project: {target}"
        if anchor:
            assert anchor in anchors(found.read_text("utf-8")), f"{source.name} links {target}"


def test_the_readme_links_every_page():
    linked = set(re.findall(r"\]\((docs/[^)#]+)", README))
    assert {f"docs/{path.name}" for path in PAGES if path.parent.name == "docs"} <= linked


def test_the_layout_names_what_is_there_and_every_package():
    layout = blocks(section(README, "Develop"), "text")[0]
    named = [line.split()[0] for line in layout.splitlines() if line.strip()]
    missing = [name for name in named if not (ROOT / name).exists() and name != "instance/"]
    assert not missing
    packages = {f"sras/{init.parent.name}/" for init in (ROOT / "sras").glob("*/__init__.py")}
    assert packages - set(named) == set()


def test_each_script_named_in_the_pages_is_there():
    for source in PAGES:
        for name in re.findall(r"\b(script/\w+)", source.read_text("utf-8")):
            assert os.access(ROOT / name, os.X_OK), f"{source.name} names {name}"


def test_pictures_have_words_and_are_small():
    pictures = re.findall(r"!\[(.*?)\]\((\S+?)\)", README)
    assert pictures
    for words, name in pictures:
        blob = (ROOT / name).read_bytes()
        assert len(words) > 20, f"{name} is not described"
        assert len(blob) <= 150_000, f"{name} has {len(blob):,} bytes"
        assert blob.startswith(b"\x89PNG")
        assert struct.unpack(">I", blob[16:20]) == (1280,)


def test_the_changelog_tells_of_this_version():
    assert f"## {sras.__version__}" in (ROOT / "CHANGELOG.md").read_text("utf-8")


# Commands that the pages tell people to type


def spoken_commands() -> list[tuple[str, list[str]]]:
    """Every `sras` command in a fenced block, as (page, words); comments and pipes cut off."""
    found = []
    for source in PAGES:
        for language in ("sh", "ini"):
            for block in blocks(source.read_text("utf-8"), language):
                for line in block.replace("\\\n", " ").splitlines():
                    match = re.search(r"(?:^|[\s/])sras ([a-z].*)", line)
                    if match:
                        words = shlex.split(re.split(r"[|;&>]", match[1])[0], comments=True)
                        found.append((source.name, words))
    return found


@pytest.mark.parametrize(("source", "words"), spoken_commands())
def test_each_command_in_a_page_is_one_that_works(source, words):
    asked = parser().parse_args(words)
    assert callable(asked.run)


def test_the_pages_tell_of_each_command_that_keeps_an_instance_alive():
    spoken = {words[0] for _source, words in spoken_commands()}
    wanted = {"init", "serve", "upgrade", "backup", "verify-backup", "restore", "doctor"}
    assert wanted <= spoken


def test_each_unit_file_is_whole():
    units = [text for text in blocks(page("hosting-vps.md"), "ini") if "[Unit]" in text]
    assert len(units) == 3
    for text in units:
        unit = configparser.ConfigParser(strict=False, interpolation=None)
        unit.optionxform = str  # type: ignore[assignment,method-assign]
        unit.read_string(text)
        assert unit["Unit"]["Description"]
        assert {"Service", "Timer"} & set(unit.sections())


# Samples that are run


def test_the_passenger_file_serves_the_instance(instance, monkeypatch):
    (instance / "settings.toml").write_text('secret_key = "k3yF0rTh15T35t-k3yF0rTh15T35t-abc"\n')
    monkeypatch.setenv("SRAS_INSTANCE", str(instance))
    code = blocks(page("hosting-passenger.md"), "python")[0]
    ran: dict[str, Any] = {}
    exec(compile(code, "passenger_wsgi.py", "exec"), ran)  # noqa: S102  the sample is the test
    try:
        answers: list[str] = []
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": "/readyz",
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "HTTP_HOST": "localhost",
            "wsgi.url_scheme": "http",
        }
        body = b"".join(
            ran["application"](environ, lambda status, _headers: answers.append(status))
        )
        assert answers == ["200 OK"]
        assert body == b"ready\n"
        restore = parser().parse_args(["restore", str(instance / "any.zip")])
        with pytest.raises(Busy, match="served by another process"):
            restore.run(restore)
    finally:
        db.database.close_all()
        ran["lock"].close()


# Limits


def test_the_security_page_lists_the_file_types_that_are_taken():
    said = section(page("security.md"), "Files that are taken")
    assert set(re.findall(r"`\.(\w+)`", said)) == set(rules_files.TYPES)
    assert f"{rules_files.MOST_PARTS:,}" in said
    assert f"{rules_files.MOST_UNPACKED // 1_048_576} MB" in said
    assert f"{sheets.MAX_BYTES // 1_000_000} MB" in said
    assert f"{sheets.MAX_ROWS:,} rows" in said


def test_the_decisions_name_every_accent():
    said = section(page("decisions.md"), "Eight accents, no free color")
    assert all(accent in said for accent in ACCENTS)


def test_the_accessibility_page_says_what_the_app_says():
    template = (ROOT / "templates/home/accessibility.html").read_text("utf-8")
    body = template.split("{% block main %}")[1]
    said = " ".join(page("accessibility.md").split())
    for piece in re.findall(r"<(?:h2|p|li)>(.*?)</(?:h2|p|li)>", body, re.DOTALL):
        words = " ".join(unescape(re.sub(r"<[^>]+>", "", piece)).split())
        assert words in said, f"docs/accessibility.md lacks: {words}"
