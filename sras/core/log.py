"""The log: one line a record on stderr, in UTC; nothing that people typed can begin a line."""

import logging
import sys
import time
from typing import Any

LINE = "%(asctime)s level=%(levelname)s logger=%(name)s %(message)s"
INDENT = "    "


class OneLine(logging.Formatter):
    """Signs that would end a line or move a cursor are written out; traces are set in."""

    converter = staticmethod(time.gmtime)

    def __init__(self) -> None:
        super().__init__(LINE, "%Y-%m-%dT%H:%M:%SZ")

    def formatMessage(self, record: logging.LogRecord) -> str:
        return _written_out(super().formatMessage(record))

    def formatException(self, fault: Any) -> str:
        lines = super().formatException(fault).splitlines()
        return "\n".join(INDENT + _written_out(line) for line in lines)


def _written_out(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


def begin(level: str) -> None:
    """Log to stderr from this level on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(OneLine())
    logging.basicConfig(level=level.upper(), handlers=[handler])
    logging.getLogger("peewee").setLevel("WARNING")
