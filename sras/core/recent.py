"""What was made last and may be asked for again, kept in memory up to a size."""

import threading
from collections import OrderedDict
from typing import Generic, TypeVar

Kept = TypeVar("Kept", bound=str | bytes)


class Recent(Generic[Kept]):
    """Texts or bytes by key; the ones longest unused go when the whole grows over ``most``."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.size = 0
        self._kept: OrderedDict[bytes, Kept] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: bytes) -> Kept | None:
        """What was put under this key, unless it has gone."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def put(self, key: bytes, value: Kept) -> None:
        """Keep a value; one larger than the whole store is not kept."""
        with self._lock:
            if key in self._kept or len(value) > self.most:
                return
            self._kept[key] = value
            self.size += len(value)
            while self.size > self.most:
                self.size -= len(self._kept.popitem(last=False)[1])
