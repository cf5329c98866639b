"""Visits of a real browser through a relay."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import BrowserContext, Page

from tests.proxy import Passed, Relay
from tests.visitor import Visitor

LIST = "/assessment"
TYPED = "The team reviews each plan with its regional center every quarter. "
QUIET_SECONDS = 0.4  # nothing passed for so long: the page has done


@dataclass
class Measured:
    """A browser that has signed in and seen nothing yet, behind a relay."""

    context: BrowserContext
    page: Page
    relay: Relay

    def passed(self) -> Passed:
        """What passed, once nothing passes any more."""
        before, since = (0, 0), time.monotonic()
        while time.monotonic() - since < QUIET_SECONDS:
            self.page.wait_for_timeout(50)
            now = self.relay.so_far()
            if now != before:
                before, since = now, time.monotonic()
        return self.relay.passed()


Opener = Callable[..., Measured]


def kept(visitor: Visitor) -> str:
    """The address of an assessment whose texts can be changed."""
    keys = re.findall(rf'href="{LIST}/(\d+)"', visitor.get(LIST).text)
    return f"{LIST}/{keys[0]}"


def clock_of(page: Page) -> dict[str, float]:
    """First paint with content and the end of loading, in seconds from the start."""
    page.wait_for_function("() => performance.getEntriesByName('first-contentful-paint').length")
    found: dict[str, float] = page.evaluate(
        """() => ({
            paint: performance.getEntriesByName("first-contentful-paint")[0].startTime / 1000,
            load: performance.getEntriesByType("navigation")[0].loadEventEnd / 1000,
        })"""
    )
    return found
