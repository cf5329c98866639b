"""A served sample state and a real Chromium, with people of every role signed in."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from sras.accounts import passwords
from sras.core import db
from sras.sample import build
from tests import running
from tests.conftest import QUICK
from tests.visitor import Visitor

# Milliseconds that a step, or what is expected of a page, may take before the test fails: many
# times what it takes, since a busy machine stretches all of it.
SECONDS = 20_000
expect.set_options(timeout=SECONDS)
ANY_PORT = "http://127.0.0.1"  # a cookie is for all ports of a host
NAMED = {"SRAS_INSTANCE_NAME": "served"}  # so that a cookie holds on every copy


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, tuple[str, str]]]:
    """The sample state, built once: its folder, and role → (address, password)."""
    folder = tmp_path_factory.mktemp("sample") / "instance"
    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(passwords, "METHOD", QUICK)
        accounts = build.ensure(folder)
    db.database.close_all()
    with running.serving(folder):
        pass  # from here on every copy of it has its templates compiled
    return folder, {role: (address, password) for role, address, password in reversed(accounts)}


@pytest.fixture(scope="session")
def seats(sample: Any, browser: Browser) -> dict[str, list[Any]]:
    """Role → the cookies of one who signed in; every copy made after this takes them too."""
    folder, accounts = sample
    agent = {"User-Agent": agent_of(browser)}  # a session is known by its browser as well
    cookies: dict[str, list[Any]] = {}
    with running.serving(folder, **NAMED) as server:
        for role, (address, password) in accounts.items():
            with Visitor(server.port, headers=agent) as visitor:
                kept = visitor.sign_in(address, password).cookies
            cookies[role] = [
                {"name": name, "value": value, "url": ANY_PORT} for name, value in kept.items()
            ]
    return cookies


def agent_of(browser: Browser) -> str:
    """How the browser names itself to a server."""
    with browser.new_context() as context:
        return context.new_page().evaluate("() => navigator.userAgent")


@pytest.fixture(scope="session")
def shared_server(
    sample: Any, seats: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Any]:
    """A server for tests that only read."""
    folder = tmp_path_factory.mktemp("shared") / "instance"
    shutil.copytree(sample[0], folder)
    with running.serving(folder, **NAMED) as server:
        yield server


@pytest.fixture
def server(sample: Any, seats: Any, tmp_path: Path) -> Iterator[Any]:
    """A server of this test alone, free to change everything."""
    folder = tmp_path / "instance"
    shutil.copytree(sample[0], folder)
    with running.serving(folder, **NAMED) as running_server:
        yield running_server


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=running.CHROMIUM, args=running.CHROMIUM_FLAGS
        )
        yield started
        started.close()


class Watched:
    """A context whose pages collect what the console and the network complain of."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.complaints: list[str] = []
        context.on("page", self._watch)

    def _watch(self, page: Page) -> None:
        page.set_default_timeout(SECONDS)
        page.on("console", lambda m: m.type in ("error", "warning") and self._note(m.text))
        page.on("pageerror", lambda error: self._note(str(error)))

    def _note(self, text: str) -> None:
        # Chromium itself logs each answer above 399; the tests look at those answers themselves.
        if not text.startswith("Failed to load resource"):
            self.complaints.append(text)


@pytest.fixture
def open_as(browser: Browser, seats: dict[str, list[Any]]) -> Iterator[Callable[..., Page]]:
    """`open_as(server, role, javascript=True, width=1280)`: a page of one who signed in."""
    opened: list[Watched] = []

    def make(
        server: Any, role: str | None, javascript: bool = True, width: int = 1280, **options: Any
    ) -> Page:
        context = browser.new_context(
            base_url=server.url,
            java_script_enabled=javascript,
            viewport={"width": width, "height": 800},
            **options,
        )
        watched = Watched(context)
        opened.append(watched)
        page = context.new_page()
        page.complaints = watched.complaints  # type: ignore[attr-defined]
        page.runs_scripts = javascript  # type: ignore[attr-defined]
        if role is not None:
            context.add_cookies(seats[role])
        return page

    yield make
    for watched in opened:
        watched.context.close()
    complaints = [text for watched in opened for text in watched.complaints]
    assert not complaints, complaints


def sign_in(page: Page, address: str, password: str) -> None:
    """Sign in as a person would."""
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill(address)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)
