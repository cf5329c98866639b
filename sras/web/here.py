"""The agency and its today, the running cycle, the newest change: each read once a request."""

import datetime
from collections.abc import Callable
from typing import Any

from flask import Flask, current_app, g

from sras.core import clock


def install(
    app: Flask,
    agency: Callable[[], Any],
    cycle: Callable[[], Any],
    newest_change: Callable[[], int],
) -> None:
    """Hand in how they are read; they belong to features above."""
    readers = {"agency": agency, "cycle": cycle, "newest_change": newest_change}
    app.extensions["sras_here"] = readers


def know(agency: Any, newest_change: int) -> None:
    """Both came along with something else that was read, and need no question of their own."""
    g.sras_agency, g.sras_newest_change = agency, newest_change


def _once(name: str) -> Any:
    key = f"sras_{name}"
    if key not in g:
        setattr(g, key, current_app.extensions["sras_here"][name]())
    return getattr(g, key)


def agency() -> Any:
    """The agency's own settings; None before there are any."""
    return _once("agency")


def cycle() -> Any:
    """The running cycle with `progress` (rated, total), None when none runs."""
    return _once("cycle")


def newest_change() -> int:
    """The number of the newest change as this request found it."""
    return int(_once("newest_change"))


def zone() -> str:
    """The agency's time zone."""
    known = agency()
    return known.zone if known is not None else "UTC"


def today() -> datetime.date:
    """Today in the agency's zone."""
    return clock.today(zone())
