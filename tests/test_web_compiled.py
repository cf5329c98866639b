"""Templates compiled ahead: once for each state of the templates, and never in a page's way."""

import os
from pathlib import Path

import pytest
from flask import Flask

from sras.web import compiled
from tests import running
from tests.conftest import KEY


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "page.html").write_text("Level {{ level }}")
    return folder


def started(templates: Path) -> Flask:
    """An app as the server starts it: it reads what is there and compiles what is not."""
    app = Flask("small", root_path=str(templates.parent), template_folder=templates.name)
    compiled.read_from(app, templates.parent / "cache")
    compiled.ahead(app)
    return app


def kept(templates: Path) -> dict[str, int]:
    """The compiled files and when each was written."""
    found = (templates.parent / "cache" / "templates").rglob("*.cache")
    return {str(path): path.stat().st_mtime_ns for path in found}


def test_a_second_start_reads_what_the_first_compiled(templates):
    started(templates)
    first = kept(templates)
    assert len(first) == 1
    app = started(templates)
    assert kept(templates) == first
    assert app.jinja_env.get_template("page.html").render(level=3) == "Level 3"


def test_an_edited_template_is_compiled_anew_and_the_old_one_goes(templates):
    started(templates)
    first = kept(templates)
    (templates / "page.html").write_text("Now level {{ level }}")
    os.utime(templates / "page.html", ns=(1, 1))
    app = started(templates)
    assert len(kept(templates)) == 1
    assert not kept(templates).keys() & first.keys()
    assert app.jinja_env.get_template("page.html").render(level=3) == "Now level 3"


def test_a_page_is_shown_where_nothing_can_be_kept(templates, caplog):
    (templates.parent / "cache").write_text("a file where the folder should be")
    app = started(templates)
    assert "templates were not compiled ahead" in caplog.text
    assert app.jinja_env.get_template("page.html").render(level=2) == "Level 2"


def test_a_template_with_a_fault_stops_no_start(templates, caplog):
    (templates / "broken.html").write_text("{% if %}")
    app = started(templates)
    assert "templates were not compiled ahead" in caplog.text
    assert kept(templates) == {}
    assert app.jinja_env.get_template("page.html").render(level=1) == "Level 1"


def test_a_served_instance_has_every_template_compiled(instance):
    with running.serving(instance, compiled=False, SRAS_SECRET_KEY=KEY):
        pass
    (folder,) = (instance / "cache" / "templates").iterdir()
    sources = [path for path in (running.ROOT / "templates").rglob("*.*") if path.is_file()]
    assert len(list(folder.iterdir())) == len(sources)
