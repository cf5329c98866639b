"""How values are said: days, moments, counts, Markdown."""

import datetime
from functools import lru_cache

from flask import Flask
from markupsafe import Markup, escape

from sras.core import clock, markdown
from sras.web import here


@lru_cache(maxsize=2_000)
def day(value: datetime.date | None) -> str:
    """A plain date: 14 Oct 2026."""
    return f"{value.day} {value:%b %Y}" if value else ""


def iso_day(value: str | None) -> str:
    """A plain date as it is stored: 2026-10-14 is 14 Oct 2026."""
    return day(datetime.date.fromisoformat(value)) if value else ""


def moment(value: datetime.datetime | None) -> str:
    """A point in time in the agency's zone: 14 Oct 2026, 10:42."""
    if value is None:
        return ""
    local = clock.local(value, here.zone())
    return f"{day(local.date())}, {local:%H:%M}"


def local_day(value: datetime.datetime | None) -> str:
    """The day of a point in time in the agency's zone: 14 Oct 2026."""
    return day(clock.local(value, here.zone()).date()) if value else ""


def last_day(value: datetime.datetime | None) -> str:
    """The last day of what ends at this moment; midnight ends the day before it: 14 Oct 2026."""
    return local_day(value - datetime.timedelta(microseconds=1)) if value else ""


def plural(count: int, word: str, words: str | None = None) -> str:
    """A number followed by what it counts: 1 task, 3 tasks."""
    return f"{count:,} {word if count == 1 else words or word + 's'}"


def as_markdown(text: str | None) -> Markup:
    """Markdown as safe HTML; htmx looks at nothing inside."""
    if not text:
        return Markup("")
    safe = Markup(markdown.render(text))  # noqa: S704  (render cleans by an allow-list)
    return Markup('<div class="prose" hx-ignore>{}</div>').format(safe)


def web_link(address: str) -> Markup:
    """An address as a link that opens it; as plain words when it is not one of the web."""
    if not address.startswith(("https://", "http://")):
        return escape(address)
    return Markup('<a href="{0}" rel="noopener noreferrer">{0}</a>').format(address)


def install(app: Flask) -> None:
    """Make them Jinja filters."""
    app.add_template_filter(day)
    app.add_template_filter(iso_day)
    app.add_template_filter(moment)
    app.add_template_filter(local_day)
    app.add_template_filter(last_day)
    app.add_template_filter(plural)
    app.add_template_filter(web_link)
    app.add_template_filter(as_markdown, "markdown")
