"""The agreement: all there are, and one with its parties and what they undertook."""

from typing import Any

from flask import Blueprint

from sras.engagement.models import Agreement
from sras.web.access import get_or_404, requires
from sras.web.answers import page

bp = Blueprint("engagement", __name__)


@bp.get("/agreements")
@requires("read")
def agreements() -> Any:
    """All agreements, the newest first."""
    return page("engagement/agreements.html", agreements=list(Agreement.listed()))


@bp.get("/agreements/<int:key>")
@requires("read")
def agreement(key: int) -> Any:
    """One agreement."""
    return page("engagement/agreement.html", agreement=get_or_404(Agreement, key))
