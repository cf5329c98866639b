"""Blocks that fields draw: templates of our own that need no request and know no reader."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from sras.web import filters

TEMPLATES = Path(__file__).parent.parent.parent / "templates"


def drawn(template: str, **told: Any) -> Markup:
    """A template filled with these facts alone."""
    body = _drawer().get_template(template).render(**told)
    return Markup(body)  # noqa: S704  (a template escapes what it is given)


@cache
def _drawer() -> Environment:
    drawer = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    drawer.filters.update(day=filters.day, plural=filters.plural, markdown=filters.as_markdown)
    return drawer
