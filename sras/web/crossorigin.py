"""Refuse unsafe requests that another site's page made, by what the browser says of itself."""

from urllib.parse import urlsplit

from flask import Flask, abort, request

SAFE = ("GET", "HEAD", "OPTIONS")


def refuse_cross_origin() -> None:
    """403 unless Sec-Fetch-Site is same-origin or none, or, without it, Origin is this host."""
    if request.method in SAFE:
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site not in ("same-origin", "none"):
            abort(403, "This request came from another site. Nothing was saved.")
        return
    if not _same_host(request.headers.get("Origin")):
        abort(403, "This request does not say that it came from this site. Nothing was saved.")


def _same_host(origin: str | None) -> bool:
    try:
        parts = urlsplit(origin or "")
        return (parts.scheme, parts.netloc) == (request.scheme, request.host)
    except ValueError:
        return False


def install(app: Flask) -> None:
    """Check every unsafe request before anything else is done."""
    app.before_request(refuse_cross_origin)
