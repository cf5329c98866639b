"""What is installed is what is declared, locked by hash, and free of the holes we know of."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
RUNTIME = [Requirement(line) for line in PROJECT["dependencies"]]
TESTING = [Requirement(line) for line in PROJECT["optional-dependencies"]["test"]]
LOCKS = {"requirements.lock": RUNTIME, "requirements-test.lock": RUNTIME + TESTING}


def locked(name):
    """Package → (version, number of hashes) of one lock file."""
    entries = re.split(r"^(?=[a-z0-9])", (ROOT / name).read_text(), flags=re.MULTILINE)[1:]
    pins = {}
    for entry in entries:
        pin = re.match(r"(?P<package>\S+)==(?P<version>\S+)", entry)
        assert pin, f"not an exact version: {entry.splitlines()[0]}"
        pins[canonicalize_name(pin["package"])] = (
            Version(pin["version"]),
            len(re.findall(r"--hash=sha256:[0-9a-f]{64}\b", entry)),
        )
    return pins


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_all_that_is_declared(lock):
    pins = locked(lock)
    for wanted in LOCKS[lock]:
        name = canonicalize_name(wanted.name)
        assert name in pins, f"{lock} lacks {wanted}"
        assert wanted.specifier.contains(pins[name][0]), f"{lock} has {pins[name][0]} for {wanted}"


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_of_a_lock_has_hashes(lock):
    assert [name for name, (_, hashes) in locked(lock).items() if not hashes] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_host(lock):
    text = (ROOT / lock).read_text()
    assert "://" not in text
    assert not re.search(r"^\s*--(?!hash)", text, re.MULTILINE)


def test_the_test_lock_holds_the_versions_that_people_run():
    testing = locked("requirements-test.lock")
    assert {name: testing.get(name) for name in locked("requirements.lock")} == locked(
        "requirements.lock"
    )


def test_installed_versions_are_the_locked_ones():
    installed = {name: Version(metadata.version(name)) for name in locked("requirements-test.lock")}
    pins = locked("requirements-test.lock")
    assert {n: v for n, v in installed.items() if pins[n][0] != v} == {}


@pytest.mark.parametrize(
    ("package", "floor", "why"),
    [
        ("flask", "3.1.3", "session pages without Vary: Cookie"),
        ("jinja2", "3.1.6", "escapes from the sandbox"),
        ("markdown", "3.10.1", "endless loops"),
        ("peewee", "4.5.3", "migrations that keep child rows"),
        ("waitress", "3.0.1", "request smuggling"),
        ("weasyprint", "69.0", "CSS injection, redirects round the fetcher"),
        ("werkzeug", "3.1.6", "safe_join on device names, multipart floods"),
    ],
)
def test_no_version_with_a_known_hole_is_installed(package, floor, why):
    assert Version(metadata.version(package)) >= Version(floor), why


def test_every_import_is_a_declared_dependency():
    declared = {canonicalize_name(wanted.name) for wanted in RUNTIME}
    packages = metadata.packages_distributions()
    undeclared = {}
    for path in sorted((ROOT / "sras").rglob("*.py")):
        for name in imports(path) - sys.stdlib_module_names - {"sras"}:
            givers = {canonicalize_name(giver) for giver in packages.get(name, [name])}
            if not givers & declared:
                undeclared[f"{path.relative_to(ROOT)}: {name}"] = givers
    assert undeclared == {}


def imports(path):
    """The top-level names that a module imports, wherever in it the import stands."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names


def test_sheets_are_read_without_xml_entities():
    import openpyxl

    assert openpyxl.DEFUSEDXML, "openpyxl reads XML safely only beside defusedxml"


def bootstrap(*arguments, **environment):
    return subprocess.run(
        [ROOT / "script" / "bootstrap", *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        timeout=60,
    )


def test_an_unknown_option_is_refused_in_one_line():
    answer = bootstrap("--tests")
    assert answer.returncode == 1
    assert answer.stdout == ""
    assert answer.stderr.splitlines() == [
        "bootstrap: unknown option --tests (only --test is known)"
    ]


def test_without_a_new_enough_python_one_line_says_what_to_install(tmp_path):
    for tool in ("sh", "dirname", "cat", "cksum"):
        (tmp_path / tool).symlink_to(f"/usr/bin/{tool}")
    old = tmp_path / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    answer = bootstrap(PATH=str(tmp_path))
    assert answer.returncode == 1
    assert len(answer.stderr.splitlines()) == 1
    assert "Python 3.11 or newer is needed" in answer.stderr
