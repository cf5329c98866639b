"""Every page that each role reaches by its links, in a real browser: readable, named, in width."""

import os
import re
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl, urldefrag, urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser import checks, rows

pytestmark = pytest.mark.browser

ROLES = (
    "process_manager",
    "chief",
    "team_lead",
    "team_member",
    "coach",
    "reviewer",
    "viewer",
    "guest",
    "admin",
)
FILES = re.compile(
    r"\.(pdf|docx|xlsx|csv|json|toml|txt|ics)$|/file$|/files/|^/static/|^/healthz|^/readyz"
)
LINKS = "() => [...document.querySelectorAll('a[href]')].map((a) => a.href)"
# The menu and the foot of a page; a print view and a page that is asked for have none.
ORDER = """
() => [...document.querySelectorAll("nav[aria-label=Main] > ul > li > a, footer a")]
  .map((a) => a.innerText.trim()).join(" | ")
"""
CONTENT = r"""
() => document.querySelector("main").outerHTML.replace(/value="[^"]{20,}"/g, "")
  .replace(/20\d\d-\d\d-\d\dT[\d:+.]+/g, "")
"""


def crawl(page: Page, base: str, seen: set[Any] | None = None) -> Iterator[tuple[str, Any]]:
    """Open one page of every kind that can be reached, breadth first, but those `seen` already."""
    waiting, seen = [f"{base}/"], set() if seen is None else seen
    seen.add(kind_of(f"{base}/"))
    while waiting:
        address = waiting.pop(0)
        yield address, page.goto(address)
        for link in page.evaluate(LINKS):
            kind = kind_of(link)
            if link.startswith(base) and kind not in seen and not FILES.search(kind[0]):
                seen.add(kind)
                waiting.append(urldefrag(link).url)


def kind_of(address: str) -> tuple[str, tuple[str, ...]]:
    """What tells one kind of page from another: the path without its keys, and what is asked."""
    parts = urlsplit(address)
    path = re.sub(r"\d+", "0", re.sub(r"/owner/.*", "/owner/x", parts.path))
    return path, tuple(sorted(name for name, _ in parse_qsl(parts.query)))


@pytest.fixture(scope="module")
def is_new(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], bool]:
    """Whether a content is measured here first: most pages look the same to several roles.

    The workers of a run share what they have seen: each content is one's to measure.
    """
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "looked-at"
    folder.mkdir(exist_ok=True)

    def first_here(content: str) -> bool:
        try:
            (folder / sha256(content.encode()).hexdigest()).touch(exist_ok=False)
        except FileExistsError:
            return False
        return True

    return first_here


@pytest.mark.parametrize("role", ROLES)
def test_a01_a14_a15_a17_a18_a22_a23_every_page_of_a_role_is_sound(
    shared_server, open_as, is_new, role
):
    page = open_as(shared_server, role, reduced_motion="reduce")
    wrong, titles, orders = [], {}, set()
    for address, answer in crawl(page, shared_server.url):
        here = address.removeprefix(shared_server.url)
        if answer.status >= 400:
            wrong.append(f"{here}: a link leads to {answer.status}")
        orders.add(page.evaluate(ORDER))
        titles.setdefault(page.title(), set()).add(page.url.partition("?")[0])
        if is_new(page.evaluate(CONTENT)):
            wrong += [f"{here}: {fault}" for fault in faults(page)]
    wrong += [f"{title!r}: {where}" for title, where in titles.items() if len(where) > 1]
    wrong += [f"help and menus in {len(orders)} orders: {orders}"] if len(orders) > 2 else []
    assert not wrong, "\n".join(wrong)


def faults(page: Page) -> list[str]:
    """Everything wrong at 1280 px and at 320 px, as it is and spaced out."""
    page.set_viewport_size({"width": 1280, "height": 800})
    found = [*checks.axe(page), *checks.badly_named(page), *checks.too_wide(page)]
    page.set_viewport_size({"width": 320, "height": 640})
    found += [f"at 320 px, {fault}" for fault in narrow_faults(page)]
    page.set_viewport_size({"width": 1280, "height": 800})
    return found


def narrow_faults(page: Page) -> list[str]:
    return [
        *checks.too_wide(page),
        *checks.too_small(page),
        *checks.unreadable(page),
        *checks.moving(page),
        *checks.spaced_out(page),
    ]


def test_a14_the_busiest_pages_hold_at_four_hundred_percent(shared_server, open_as):
    page = open_as(shared_server, "process_manager", width=320, device_scale_factor=4)
    key = rows.unassessed(shared_server.folder)[0]
    wrong = []
    for path in ("/", f"/assessment/{key}", "/profile", "/choose", "/plan", "/tasks", "/history"):
        page.goto(path)
        wrong += [f"{path}: {fault}" for fault in checks.too_wide(page)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("path", ["/sign-in", "/accessibility", "/nothing/here", "/settings"])
def test_a01_doors_and_refusals_are_sound(shared_server, open_as, path):
    page = open_as(shared_server, "viewer" if path == "/settings" else None)
    page.goto(path)
    assert faults(page) == []
