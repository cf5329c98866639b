"""E-mail addresses: what is taken for one, wherever it is typed."""

import re

LONGEST = 254
_PIECE = r"[\w!#$%&'*+/=?^`{|}~-]+"
ADDRESS = re.compile(rf"{_PIECE}(?:\.{_PIECE})*@[^\W_](?:[\w-]*)(?:\.[^\W_][\w-]*)+")


def is_address(text: str) -> bool:
    """Whether this is one plain e-mail address, without quotes, comments or a host in brackets."""
    return len(text) <= LONGEST and ADDRESS.fullmatch(text) is not None
