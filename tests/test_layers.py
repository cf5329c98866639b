"""The layout holds: imports point down, and Flask and Peewee stay where they belong."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
ORDER = (
    *("core", "web", "history", "accounts", "schedule", "evidence", "documents", "coaching"),
    *("frameworks", "library", "assessment", "strategy", "planning", "districts"),
    *("benchmarking", "meetings", "engagement", "reports", "work", "notices", "home"),
    *("exports", "sample", "factory", "cli"),
)
FLASK = ("flask", "flask_login")
PEEWEE = ("peewee", "playhouse")
LONGEST = 330
FILES = sorted(ROOT.glob("sras/**/*.py"))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def package_of(path: Path) -> str:
    """The first folder or file under sras/; `cli_people.py` belongs to cli."""
    return path.relative_to(ROOT / "sras").parts[0].removesuffix(".py").split("_")[0]


def offenders(forbidden: Callable[[Path, str], bool], where: Callable[[Path], bool]) -> list[str]:
    """Each import that a rule forbids, as `file imports name`."""
    return [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in FILES
        if where(path)
        for name in imports(path)
        if forbidden(path, name)
    ]


def is_layer(path: Path, *words: str) -> bool:
    """Whether a file is one of a layer: views.py, views_tasks.py, …"""
    return path.stem.split("_")[0] in words


def test_imports_point_down():
    def points_up(path: Path, name: str) -> bool:
        if not name.startswith("sras."):
            return False
        other = name.split(".")[1].split("_")[0]
        return ORDER.index(other) > ORDER.index(package_of(path))

    assert offenders(points_up, lambda path: package_of(path) in ORDER) == []


def test_the_package_itself_and_migrations_import_no_feature():
    def is_ours(_path: Path, name: str) -> bool:
        return name.startswith("sras.")

    assert offenders(is_ours, lambda path: package_of(path) in ("", "migrations")) == []


def test_flask_is_known_only_where_requests_are_answered():
    def may_not(path: Path) -> bool:
        return not is_layer(path, "views", "factory", "cli") and package_of(path) != "web"

    assert offenders(lambda _path, name: name.split(".")[0] in FLASK, may_not) == []


def test_peewee_is_known_only_where_tables_are():
    def may_not(path: Path) -> bool:
        if path == ROOT / "sras/web/errors.py":  # says what a full or busy database means
            return False
        return not is_layer(path, "models") and package_of(path) not in ("core", "migrations")

    assert offenders(lambda _path, name: name.split(".")[0] in PEEWEE, may_not) == []


def test_rules_know_neither_tables_nor_requests():
    def too_much(_path: Path, name: str) -> bool:
        return name.startswith(("sras.web", "sras.core.db", *FLASK, *PEEWEE)) or any(
            part.startswith(("models", "views")) for part in name.split(".")
        )

    assert offenders(too_much, lambda path: is_layer(path, "rules")) == []


def test_every_module_says_what_it_is_and_stays_short():
    for path in (*FILES, ROOT / "app.py"):
        text = path.read_text("utf-8")
        assert ast.get_docstring(ast.parse(text)), f"{path} has no docstring"
        assert "migrations" in path.parts or len(text.splitlines()) <= LONGEST, f"{path} is long"
