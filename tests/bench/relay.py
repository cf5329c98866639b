"""A relay on loopback that counts what passes and can be as slow as a weak link.

The link: a rate each way, shared by all connections; half a round trip of delay each way; one
round trip more before a new connection carries anything, as its opening would take.
"""

import asyncio
import contextlib
import re
import threading
from dataclasses import dataclass

REQUEST = re.compile(rb"^(GET|HEAD|POST) (\S+) HTTP/1\.1\r\n", re.MULTILINE)
# Bytes that pass as one: more than a page, so that the browser finds its connection free again when
# it asks for the style sheet, as it would where a new connection is not at hand at once.
PIECE = 16_384


@dataclass(frozen=True)
class Link:
    """How slow: bytes a second each way and seconds of a round trip; None means at once."""

    down: float | None = None
    up: float | None = None
    round_trip: float = 0.0


FAST = Link()
WEAK = Link(down=50_000, up=20_000, round_trip=0.4)


@dataclass
class Passed:
    """What went through since it was last asked."""

    down: int
    up: int
    requests: list[str]


class Way:
    """One direction of the link: pieces queue for it, whatever connection they are of."""

    def __init__(self, rate: float | None, delay: float) -> None:
        self.rate, self.delay = rate, delay
        self.free_at = 0.0

    def arrives(self, now: float, size: int) -> float:
        """When a piece that is handed over now is on the other side."""
        sent = max(now, self.free_at) + (size / self.rate if self.rate else 0.0)
        self.free_at = sent
        return sent + self.delay


class Relay:
    """Listens on a port of its own, in a thread of its own."""

    def __init__(self, to: int, link: Link = FAST) -> None:
        self.to, self.link = to, link
        self.port = 0
        self._counted = Passed(0, 0, [])
        self._carrying: set[asyncio.Task[None]] = set()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), daemon=True)

    def __enter__(self) -> "Relay":
        self._thread.start()
        assert self._ready.wait(10), "the relay did not start"
        return self

    def __exit__(self, *_error: object) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join(10)

    @property
    def url(self) -> str:
        """Where the browser finds it."""
        return f"http://127.0.0.1:{self.port}"

    def so_far(self) -> tuple[int, int]:
        """Bytes down and up since the last time."""
        return self._counted.down, self._counted.up

    def passed(self) -> Passed:
        """What went through since the last time; counting begins anew."""
        counted, self._counted = self._counted, Passed(0, 0, [])
        return counted

    async def _run(self) -> None:
        self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
        self._way_down = Way(self.link.down, self.link.round_trip / 2)
        self._way_up = Way(self.link.up, self.link.round_trip / 2)
        server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._over.wait()
        server.close()
        for task in list(self._carrying):
            task.cancel()
        await asyncio.gather(*self._carrying, return_exceptions=True)

    async def _connected(
        self, browser: asyncio.StreamReader, to_browser: asyncio.StreamWriter
    ) -> None:
        server, to_server = await asyncio.open_connection("127.0.0.1", self.to)
        opened_at = self._loop.time() + self.link.round_trip
        ends = ((browser, to_server, self._way_up), (server, to_browser, self._way_down))
        tasks = [
            self._loop.create_task(self._carry(source, target, way, opened_at))
            for source, target, way in ends
        ]
        self._carrying.update(tasks)
        await asyncio.gather(*tasks, return_exceptions=True)
        self._carrying.difference_update(tasks)

    async def _carry(
        self,
        source: asyncio.StreamReader,
        target: asyncio.StreamWriter,
        way: Way,
        opened_at: float,
    ) -> None:
        """Take pieces in while others are on their way out."""
        waiting: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

        async def take_in() -> None:
            piece = b"."
            while piece:
                piece = await source.read(PIECE)
                self._count(piece, way)
                now = max(self._loop.time(), opened_at)
                waiting.put_nowait((way.arrives(now, len(piece)), piece))

        taking = self._loop.create_task(take_in())
        try:
            while True:
                arrives, piece = await waiting.get()
                await asyncio.sleep(arrives - self._loop.time())
                if not piece:
                    break
                target.write(piece)
                await target.drain()
        finally:
            taking.cancel()
            await asyncio.gather(taking, return_exceptions=True)
            target.close()
            with contextlib.suppress(OSError):
                await target.wait_closed()

    def _count(self, piece: bytes, way: Way) -> None:
        if way is self._way_down:
            self._counted.down += len(piece)
            return
        self._counted.up += len(piece)
        found = (f"{m[1].decode()} {m[2].decode()}" for m in REQUEST.finditer(piece))
        self._counted.requests += found
