"""Kept files: each lies in `instance/files` under its SHA-256."""

from pathlib import Path

from flask import Response, abort, current_app, send_file

from sras.web.answers import disposition


def folder() -> Path:
    """Where the kept files of this instance lie."""
    files: Path = current_app.config["SETTINGS"].files
    return files


def download(sha256: str, name: str, media_type: str) -> Response:
    """A file that the browser saves and never shows or runs as a page of ours."""
    path = folder() / (sha256 or "none")
    if not sha256 or not path.is_file():
        abort(404, "There is no such file here." if not sha256 else "The file is missing.")
    response = send_file(path, mimetype=media_type, etag=sha256)
    response.headers["Content-Disposition"] = disposition(name)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def read(sha256: str) -> bytes | None:
    """What a kept file holds; None where it is gone."""
    try:
        return (folder() / sha256).read_bytes()
    except OSError:
        return None
