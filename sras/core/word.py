"""Word of a printed page: made by a child, so that its libraries never stay in our memory.

python-docx and lxml take 20 MB. One document is made at a time, in half a second; it opens no
address and, but for fonts, no file.
"""

import logging
import subprocess
import sys
import threading

from sras.core.pdf import child_environment

MEGABYTES, SECONDS, WAIT_SECONDS = 300, 30, 20

log = logging.getLogger(__name__)
_turn = threading.Lock()


class WordFailed(Exception):
    """There is no Word document of this page now; the message says why."""


def render_word(html: str) -> bytes:
    """The Word document (.docx) of a printed page; WordFailed when there is none."""
    if not _turn.acquire(timeout=WAIT_SECONDS):
        raise WordFailed("Another Word document is still being made. Try again in a minute.")
    try:
        return _make(html)
    finally:
        _turn.release()


def _make(html: str) -> bytes:
    try:
        done = subprocess.run(  # noqa: S603  our own module, run by our own interpreter
            [
                sys.executable,
                "-P",
                "-s",
                "-m",
                "sras.core.word_child",
                str(MEGABYTES),
                str(SECONDS),
            ],
            input=html.encode("utf-8", "replace"),
            capture_output=True,
            timeout=SECONDS,
            env=child_environment(),
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise WordFailed("Making this Word document took too long. Use the PDF.") from None
    if done.returncode or not done.stdout.startswith(b"PK"):
        log.warning("no Word document: %s", done.stderr[-200:].decode("ascii", "replace"))
        raise WordFailed("This page could not be made into a Word document. Use the PDF.")
    return done.stdout
