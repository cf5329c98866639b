"""PDF of a page of HTML: tagged, the same bytes for the same page, made in a bounded process.

One PDF is made at a time, since one takes up to 200 MB; a few callers may wait for their turn.
Made ones are kept by the hash of the page, the style sheet and the fonts.
"""

import ctypes.util
import hashlib
import logging
import os
import subprocess
import sys
import threading
from collections import Counter
from contextlib import suppress
from functools import lru_cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from sras.core.pdf_child import NO_MEMORY, UNAVAILABLE
from sras.core.recent import Recent

STATIC = Path(__file__).parents[2] / "static"
CHILD = Path(__file__).with_name("pdf_child.py")
LIBRARIES = ("pango-1.0", "pangoft2-1.0", "gobject-2.0", "harfbuzz", "fontconfig")
MISSING = (
    "PDF cannot be made on this machine, since Pango is missing. "
    "Install libpango-1.0-0, libpangoft2-1.0-0 and libharfbuzz-subset0. "
    "Until then, print the page from the browser."
)
MOST_WAITING = 4  # callers beside the one served; three of the eight threads stay free
WAIT_SECONDS = 45
MEMORY_BYTES = 4_000_000
DISK_FILES = 50

log = logging.getLogger(__name__)


class PdfUnavailable(Exception):
    """This machine cannot make PDFs; the message says what to install."""


class PdfFailed(Exception):
    """This page did not become a PDF; the message says why."""


class PdfBusy(Exception):
    """Too many PDFs are asked for at once; the message says to come again."""


def render_pdf(html: str) -> bytes:
    """The PDF of a page; PdfUnavailable, PdfFailed or PdfBusy when there is none."""
    return _press.render(html)


def kept_pdf(html: str) -> bytes | None:
    """The PDF of a page where it was made already; None where it was not, or is not kept."""
    return _press.kept(html)


def pdf_available() -> str | None:
    """Why no PDF can be made here, as a sentence; None when all that is needed is there."""
    return _press.available()


def configure(cache: Path | None, seconds: int = 60, megabytes: int = 300) -> None:
    """Say where made PDFs are kept (None: in memory only) and what one may take."""
    global _press
    _press = Press(cache, seconds, megabytes)


class Press:
    """Makes PDFs one after another and keeps them."""

    def __init__(self, cache: Path | None = None, seconds: int = 60, megabytes: int = 300) -> None:
        self.folder = cache / "pdf" if cache else None
        self.seconds = seconds
        self.megabytes = megabytes
        self.made = 0  # child processes that gave a PDF
        self._kept: Recent[bytes] = Recent(MEMORY_BYTES)
        self._failures: Counter[bytes] = Counter()
        self._reason: str | None = None
        self._turn = threading.Lock()
        self._places = threading.BoundedSemaphore(MOST_WAITING + 1)

    def render(self, html: str) -> bytes:
        """The PDF of a page, from where it is kept or made in turn."""
        key = _key(html)
        pdf = self._find(key)
        if pdf is not None:
            return pdf
        if not self._places.acquire(blocking=False):
            raise PdfBusy("Several PDFs are being made. Try again in a minute.")
        try:
            return self._in_turn(key, html)
        finally:
            self._places.release()

    def kept(self, html: str) -> bytes | None:
        """The PDF of a page, from where it is kept."""
        return self._find(_key(html))

    def _in_turn(self, key: bytes, html: str) -> bytes:
        failed = self._failures[key]
        if not self._turn.acquire(timeout=WAIT_SECONDS):
            raise PdfBusy("Another PDF is still being made. Try again in a minute.")
        try:
            pdf = self._find(key)
            if pdf is not None:
                return pdf
            if self._failures[key] > failed:
                raise PdfFailed("The same page failed to become a PDF just now.")
            pdf = self._make(html)
            self._keep(key, pdf)
            return pdf
        except PdfFailed:
            self._failures[key] += 1
            raise
        finally:
            self._turn.release()

    def _make(self, html: str) -> bytes:
        limits = [str(self.megabytes), str(self.seconds), str(STATIC)]
        try:
            done = self._child(limits, html.encode("utf-8", "replace"))
        except subprocess.TimeoutExpired:
            log.warning("a PDF was given up after %d seconds", self.seconds)
            raise PdfFailed(
                f"Making this PDF took longer than {self.seconds} seconds and was stopped. "
                "Print a part of it, or print the page from the browser."
            ) from None
        if done.returncode == 0 and _is_whole(done.stdout):
            self.made += 1
            return done.stdout
        log.warning(
            "no PDF: code %d %s", done.returncode, done.stderr[-200:].decode("ascii", "replace")
        )
        if done.returncode == UNAVAILABLE:
            self._reason = MISSING
            raise PdfUnavailable(MISSING)
        out_of_memory = done.returncode == NO_MEMORY or done.stderr.endswith(b"MemoryError\n")
        if out_of_memory or done.returncode < 0:
            raise PdfFailed(
                f"Making this PDF needed more than {self.megabytes} MB or {self.seconds} seconds "
                "and was stopped. Print a part of it, or print the page from the browser."
            )
        raise PdfFailed("This page could not be made into a PDF. Print it from the browser.")

    def _child(self, arguments: list[str], page: bytes) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(  # noqa: S603  our own file, run by our own interpreter
            [sys.executable, "-P", "-s", str(CHILD), *arguments],
            input=page,
            capture_output=True,
            timeout=self.seconds,
            env=self._environment(),
            check=False,
        )

    def _environment(self) -> dict[str, str]:
        """What the child may know."""
        known = child_environment()
        if self.folder:  # where fontconfig keeps its list of fonts
            known["XDG_CACHE_HOME"] = str(self.folder.parent)
        return known

    def available(self) -> str | None:
        """None when PDFs can be made; looked up once, or learnt from the last attempt."""
        if self._reason is None and not _libraries_found():
            done = self._child(["check"], b"")
            self._reason = "" if done.returncode == 0 else MISSING
        return self._reason or None

    def _find(self, key: bytes) -> bytes | None:
        pdf = self._kept.get(key)
        if pdf is None and self.folder:
            with suppress(OSError):
                pdf = (self.folder / f"{key.hex()}.pdf").read_bytes()
            if pdf is not None and not _is_whole(pdf):
                return None  # the power went while it was written
        if pdf is not None:
            self._kept.put(key, pdf)
        return pdf

    def _keep(self, key: bytes, pdf: bytes) -> None:
        self._kept.put(key, pdf)
        if not self.folder:
            return
        path = self.folder / f"{key.hex()}.pdf"
        with suppress(OSError):  # a full disk costs the cache, not the PDF
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            draft = path.with_suffix(f".{os.getpid()}")
            draft.write_bytes(pdf)
            draft.chmod(0o600)
            draft.replace(path)
            newest_first = sorted(self.folder.iterdir(), key=lambda p: -p.stat().st_mtime_ns)
            for old in newest_first[DISK_FILES:]:
                old.unlink(missing_ok=True)


def child_environment() -> dict[str, str]:
    """What a child may know: no settings, no secrets; the same order of sets each time."""
    names = ("PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH")
    known = {name: os.environ[name] for name in names if name in os.environ}
    return {**known, "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0", "MALLOC_ARENA_MAX": "1"}


def _is_whole(pdf: bytes) -> bool:
    return pdf.startswith(b"%PDF-") and pdf.endswith(b"%%EOF\n")


def _key(html: str) -> bytes:
    digest = hashlib.sha256(_ground())
    digest.update(html.encode("utf-8", "replace"))
    return digest.digest()


def _ground() -> bytes:
    """What every PDF depends on besides its page, by the times the files were changed."""
    files = [STATIC / "print.css", CHILD, *sorted(STATIC.glob("fonts/*"))]
    return _ground_of(tuple((path, path.stat().st_mtime_ns) for path in files))


@lru_cache(maxsize=2)
def _ground_of(files: tuple[tuple[Path, int], ...]) -> bytes:
    digest = hashlib.sha256(version("weasyprint").encode())
    for path, _changed in files:
        digest.update(path.name.encode() + path.read_bytes())
    return digest.digest()


@lru_cache(maxsize=1)
def _libraries_found() -> bool:
    return find_spec("weasyprint") is not None and all(map(ctypes.util.find_library, LIBRARIES))


_press = Press()
