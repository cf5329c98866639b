"""What every answer carries: the content policy, caching by content, compression."""

import gzip
import hashlib
import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import brotli
from flask import Flask, Response, request, url_for

from sras.core.recent import Recent

POLICY = (
    "default-src 'self'; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'"
)
YEAR = 31_536_000
SMALL = 300  # bytes that are not worth packing
PAGE_QUALITY = 7
# 64 kB: beyond it a packer takes 8 MB for each page that it packs, and three times as long.
PAGE_WINDOW = 16
PACKED_BYTES = 500_000
TEXTS = {
    *("text/html", "text/plain", "text/csv", "text/calendar", "text/css", "text/javascript"),
    *("application/json", "image/svg+xml"),
}
# The best first; over plain HTTP some browsers take the second only.
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda body: brotli.compress(body, quality=PAGE_QUALITY, lgwin=PAGE_WINDOW),
    "gzip": lambda body: gzip.compress(body, 6, mtime=0),
}
# What a browser keeps with the page it has: a 304 need not say it again.
KEPT = (
    "Content-Security-Policy",
    "X-Content-Type-Options",
    "Referrer-Policy",
    "Cross-Origin-Opener-Policy",
    "Permissions-Policy",
)

# What an address that changes with its file has no use for.
NEVER_ASKED = ("ETag", "Last-Modified", "Accept-Ranges", "Content-Disposition")
# Sent as one, ours first, since it must hear htmx begin. A browser that waits long for its first
# connection opens a second meanwhile: so the style has one, the scripts have one, and none waits.
JOINED = {"scripts.js": ("sras.js", "vendor/htmx.min.js")}
# Comments on lines of their own and behind code, and the spaces before each line.
IN_OUR_WORDS = re.compile(rb"^\s*/\*.*?\*/$|(?:^\s*| )// [^\n]*$|^\s+", re.MULTILINE | re.DOTALL)
# Where a line may go on: after these no script and no style ends a statement by its line's end.
LINE_ENDS = re.compile(rb"(?<=[;{,])\n")

_pages: Recent[bytes] = Recent(PACKED_BYTES)


def install(app: Flask) -> None:
    """Compress, tag and guard every answer; give templates `asset`."""
    app.after_request(_pack_text)
    app.after_request(_tag)
    app.after_request(_guard)
    secure = app.config["SESSION_COOKIE_SECURE"]

    @app.after_request
    def strict_transport(response: Response) -> Response:
        if secure:
            response.headers["Strict-Transport-Security"] = f"max-age={YEAR}"
        return response

    @lru_cache(maxsize=64)
    def fingerprint(name: str) -> str:
        return hashlib.sha256(b"\n".join(_files(app, name))).hexdigest()[:12]

    @app.template_global()
    def asset(name: str) -> str:
        """The address of a static file; it changes when the file does."""
        return url_for("static", filename=name, v=fingerprint(name))

    def static(filename: str) -> Response:
        if filename not in JOINED:
            return app.send_static_file(filename)
        return app.response_class(_joined(app, filename), mimetype="text/javascript")

    app.view_functions["static"] = static


def _files(app: Flask, name: str) -> list[bytes]:
    """What stands in a static file, or in each of those that are sent as one."""
    folder = Path(app.static_folder or "")
    return [(folder / part).read_bytes() for part in JOINED.get(name, [name])]


def _joined(app: Flask, name: str) -> bytes:
    """Several scripts as one: ours without its comments, the work of others as it is."""
    files = zip(JOINED[name], _files(app, name), strict=True)
    return b"\n".join(body if "vendor/" in part else _bare(body) for part, body in files)


def _guard(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", POLICY)  # a download brings a stricter one
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    if request.endpoint == "static":
        if request.args.get("v") and response.status_code == 200:
            headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
            for name in NEVER_ASKED:
                headers.remove(name)
            _pack(response)
    elif "Cache-Control" not in headers:
        headers["Cache-Control"] = "private, no-cache"
    if response.status_code == 204:  # nothing to show, so nothing to guard: it is asked for often
        for name in (*KEPT, "Content-Type"):
            headers.remove(name)
    return response


def _tag(response: Response) -> Response:
    """A weak tag of the page's bytes, so that an unchanged page answers 304."""
    if request.endpoint == "static":
        return response
    response.vary.add("Cookie")
    if (
        request.method in ("GET", "HEAD")
        and response.status_code == 200
        and response.mimetype == "text/html"
        and not response.is_streamed
    ):
        digest = hashlib.blake2b(response.get_data(), digest_size=12).hexdigest()
        response.set_etag(digest, weak=True)
        response.make_conditional(request)
        if response.status_code == 304:
            for name in KEPT:
                response.headers.remove(name)
    return response


def _pack_text(response: Response) -> Response:
    """Pack what is worth it as the browser takes it; the same page again is packed already."""
    length = response.content_length or 0
    if request.endpoint == "static" or response.mimetype not in TEXTS or length <= SMALL:
        return response
    response.vary.add("Accept-Encoding")
    way = next((way for way in PACKERS if request.accept_encodings.quality(way)), "")
    if not way or response.is_streamed or "Content-Encoding" in response.headers:
        return response
    response.set_data(_packed_page(response, way))
    response.headers["Content-Encoding"] = way
    return response


def _packed_page(response: Response, way: str) -> bytes:
    tag, _weak = response.get_etag()
    if not tag:
        return PACKERS[way](response.get_data())
    key = f"{way} {tag}".encode()
    packed = _pages.get(key)
    if packed is None:
        packed = PACKERS[way](response.get_data())
        _pages.put(key, packed)
    return packed


def _pack(response: Response) -> None:
    """Send a static text as small as it gets; the work is done once."""
    packed = response.mimetype in ("text/css", "text/javascript", "image/svg+xml")
    if packed and request.accept_encodings.quality("br"):
        response.direct_passthrough = False
        name = (request.view_args or {})["filename"]
        as_it_is = "vendor/" in name or name in JOINED
        response.set_data(_packed(response.get_data(), as_it_is))
        response.headers["Content-Encoding"] = "br"
        response.vary.add("Accept-Encoding")


@lru_cache(maxsize=16)
def _packed(body: bytes, as_it_is: bool) -> bytes:
    body = body if as_it_is else _bare(body)
    return brotli.compress(body, mode=brotli.MODE_TEXT, quality=11)


def _bare(body: bytes) -> bytes:
    """A script or style of ours without what only a reader needs."""
    return LINE_ENDS.sub(b"", IN_OUR_WORDS.sub(b"", body))
