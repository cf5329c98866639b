"""Memory of this process: it holds little, and gives back what was freed, where glibc is there."""

import ctypes
import gc
import threading
import time
from contextlib import suppress

# Options of glibc's malloc: two arenas for all threads, and the 16 MB of a password's hash always
# in a mapping of its own, which goes back at once.
OPTIONS = {-8: 2, -3: 1 << 18, -1: 1 << 18}
PAUSE_SECONDS = 0.5

_worked = threading.Event()


def hold_little() -> None:
    """Let go of what only starting needed, and hold on to little later on."""
    gc.collect()
    gc.freeze()  # what is there now stays, and need not be looked through again
    with suppress(OSError, AttributeError):
        library = ctypes.CDLL(None)
        for option, value in OPTIONS.items():
            library.mallopt(option, value)
    _give_back()


def worked() -> None:
    """Something was done, and what it needed may go soon."""
    _worked.set()


def tend() -> None:
    """From now on, give back what is free half a second after any work."""
    threading.Thread(target=_tend, daemon=True).start()


def _tend() -> None:
    while _worked.wait():
        time.sleep(PAUSE_SECONDS)
        _worked.clear()
        _give_back()


def _give_back() -> None:
    # By itself glibc gives back only what lies behind all that is held.
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
