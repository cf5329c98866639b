"""Hash passwords and compare them, one at a time: each takes 16 MB and a sixth of a second."""

import threading

from werkzeug.security import check_password_hash, generate_password_hash

METHOD = "scrypt:16384:8:5"
# Compared with when there is no account, so that the answer takes as long.
NOBODY = f"{METHOD}$nobodynobodynobo${'0' * 128}"

_one_at_a_time = threading.BoundedSemaphore(1)


def hash_of(password: str) -> str:
    """The salted scrypt hash of a password, exactly as typed."""
    with _one_at_a_time:
        return generate_password_hash(password, METHOD)


def is_right(password_hash: str, password: str) -> bool:
    """Whether the password belongs to the hash; an empty hash is never right, but takes as long."""
    with _one_at_a_time:
        found = check_password_hash(password_hash or NOBODY, password)
    return found and bool(password_hash)
