"""Pages and papers of a state in which nothing has changed since: kept, and sent once more.

Every change of a tracked row has a number. While the newest is the same, a page that shows
tracked rows only is the same for the same session, address and day.
"""

import hashlib
import zlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response, current_app, g, make_response, request, session
from flask_login import current_user

from sras.core.recent import Recent
from sras.web import here
from sras.web.answers import download, wants_part

PAGES_BYTES = 300_000  # some forty long pages, packed
PAPERS_BYTES = 1_000_000

_pages: Recent[bytes] = Recent(PAGES_BYTES)
_papers: Recent[bytes] = Recent(PAPERS_BYTES)


def kept(view: Callable) -> Callable:
    """Keep what this view answers to a GET; it must show nothing but tracked rows and today."""

    @wraps(view)
    def looked_up(**where: Any) -> Any:
        if request.method != "GET" or wants_part() or "_flashes" in session:
            return view(**where)
        key = state_key("page", g.get("sras_session", ""), str(current_user.id))
        packed = _pages.get(key)
        if packed is not None:
            return Response(zlib.decompress(packed), mimetype="text/html")
        response = make_response(view(**where))
        if response.status_code == 200 and response.mimetype == "text/html":
            _pages.put(key, zlib.compress(response.get_data(), level=1))
        return response

    return looked_up


def kept_paper(view: Callable) -> Callable:
    """Keep the PDF that this view answers, for all readers: nothing of them is in a paper."""

    @wraps(view)
    def looked_up(**where: Any) -> Any:
        key = state_key("paper")
        pdf = _papers.get(key)
        if pdf is not None:
            name = request.path.rpartition("/")[2]
            return download(pdf, name, "application/pdf", inline=True)
        response = make_response(view(**where))
        if response.status_code == 200 and response.mimetype == "application/pdf":
            _papers.put(key, response.get_data())
        return response

    return looked_up


def state_key(*of: str) -> bytes:
    """A mark of this address in the state that the data is in now; `of`: what else it hangs on."""
    parts = (
        current_app.config["SECRET_KEY"],  # two instances in one process share nothing
        request.host_url,
        request.full_path,
        here.today().isoformat(),
        str(here.newest_change()),
        *of,
    )
    return hashlib.blake2b("\0".join(parts).encode(), digest_size=20).digest()
