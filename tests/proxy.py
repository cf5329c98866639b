"""A relay on loopback: it counts what passes, is as slow as a weak link, and breaks where it may.

The link: a rate each way, shared by all connections; half a round trip of delay each way; one
round trip more before a new connection carries anything, as its opening would take. A second one
is under way before it is needed, as browsers have it. A packet that is lost is sent again, as TCP
does it, and what follows waits. A connection that breaks is told.
"""

import asyncio
import contextlib
import random
import re
import threading
from dataclasses import dataclass, field
from enum import Enum

REQUEST = re.compile(rb"^(GET|HEAD|POST) (\S+) HTTP/1\.1\r\n", re.MULTILINE)
# Bytes that pass as one: more than a page, so that the browser finds its connection free again when
# it asks for the style sheet, as it would where a new connection is not at hand at once.
PIECE = 16_384
PACKET = 1_400
RESEND_SECONDS = 0.2  # beside a round trip, until a lost packet is sent again
SPARE_SECONDS = 0.25  # Chromium's kMaxConnectRetryIntervalMs
SPARE_IS_KEPT = 10.0  # seconds until Chromium closes a connection that it never used


@dataclass(frozen=True)
class Link:
    """How weak: bytes a second each way and seconds of a round trip; None means at once."""

    down: float | None = None
    up: float | None = None
    round_trip: float = 0.0
    loss: float = 0.0  # the share of packets that are lost, and sent again
    breaks: float = 0.0  # the share of requests whose connection breaks, half of them when answered
    breaking: str = ""  # which requests may: how their line begins, such as "POST "


FAST = Link()
WEAK = Link(down=50_000, up=20_000, round_trip=0.4)
ONE_BAR = Link(down=50_000, up=50_000, round_trip=0.4, loss=0.05)  # 400 kbit/s


class Fate(Enum):
    """What becomes of a request."""

    PASSED = "passed"
    LOST = "lost"  # the connection breaks before the server has it
    CUT = "cut"  # the server has it and answers; the connection breaks before the answer arrives
    SILENT = "silent"  # it goes nowhere, and nobody says so
    HELD = "held"  # it waits until all that is held is released


@dataclass
class Passed:
    """What went through since it was last asked."""

    down: int = 0
    up: int = 0
    requests: list[str] = field(default_factory=list)


@dataclass
class Planned:
    """A fate for the next requests whose line begins so; None times means all."""

    fate: Fate
    beginning: str
    times: int | None


class Way:
    """One direction of the link: pieces queue for it, whatever connection they are of."""

    def __init__(self, rate: float | None, link: Link, chance: random.Random) -> None:
        self.rate, self.link, self.chance = rate, link, chance
        self.free_at = 0.0

    def arrives(self, now: float, size: int) -> float:
        """When a piece that is handed over now is on the other side."""
        sent = max(now, self.free_at) + (size / self.rate if self.rate else 0.0)
        self.free_at = sent
        return sent + self.link.round_trip / 2 + self._sent_again(size)

    def _sent_again(self, size: int) -> float:
        """What the packets that are lost cost: those lost together are sent again together."""
        late, packets = 0.0, -(-size // PACKET)
        while packets:
            packets = sum(self.chance.random() < self.link.loss for _ in range(packets))
            late += (self.link.round_trip + RESEND_SECONDS) if packets else 0.0
        return late


def carries_from(now: float, asked: list[float], round_trip: float) -> float:
    """When a connection asked for now carries something; `asked`: when those before it were.

    A browser that waits long for its first connection asks for a second one meanwhile, and has it
    at hand later. On loopback it sees no wait, so the second is reckoned from when it would have
    been asked for.
    """
    if len(asked) == 1 and round_trip > SPARE_SECONDS:
        spare = asked[0] + SPARE_SECONDS
        if now < spare + round_trip + SPARE_IS_KEPT:
            now = min(now, spare)
    return now + round_trip


class Connection:
    """A browser's connection and the one that carries it on, and what passed."""

    def __init__(self, browser: asyncio.StreamWriter, server: asyncio.StreamWriter) -> None:
        self.ends = (browser, server)
        self.passed = Passed()
        self.cut = self.silent = False

    def breaks(self) -> None:
        """Both ends are told at once."""
        for end in self.ends:
            end.transport.abort()


class Relay:
    """Listens on a port of its own, in a thread of its own; one for each member tells them apart.

    Chromium sends a request once more by itself when a connection that it had kept breaks before
    any answer: a fate that must hold against it is given without `times`, and cleared afterwards.
    """

    def __init__(self, to: int, link: Link = FAST, seed: int = 0) -> None:
        self.to, self.link = to, link
        self.port = 0
        self.broken: list[str] = []  # each request that did not simply pass, and its fate
        self._losing, self._breaking = random.Random(seed), random.Random(seed)
        self._plans: list[Planned] = []
        self._off = False
        self._connections: list[Connection] = []
        self._asked: list[float] = []
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
        each = self.connections()
        return sum(c.down for c in each), sum(c.up for c in each)

    def connections(self) -> list[Passed]:
        """What went through since the last time, for each connection."""
        return [c.passed for c in list(self._connections)]

    def passed(self) -> Passed:
        """What went through since the last time; counting begins anew."""
        total = Passed()
        for connection in list(self._connections):
            counted, connection.passed = connection.passed, Passed()
            total.down += counted.down
            total.up += counted.up
            total.requests += counted.requests
        return total

    def plan(self, fate: Fate, beginning: str = "", times: int | None = None) -> None:
        """Give a fate to the next requests whose line, such as “POST /tasks/7”, begins so."""
        self._plans.append(Planned(fate, beginning, times))

    def clear(self) -> None:
        """All that comes from now on passes as the link lets it; what is held goes on."""
        self._plans.clear()
        self.release()

    def release(self) -> None:
        """Let what is held go on."""
        self._loop.call_soon_threadsafe(self._let_go)

    def off(self) -> None:
        """No link: every connection breaks, and so does each new one."""
        self._off = True
        for connection in list(self._connections):
            self._loop.call_soon_threadsafe(connection.breaks)

    def on(self) -> None:
        """The link is back."""
        self._off = False

    async def _run(self) -> None:
        self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
        self._released = asyncio.Event()
        self._way_down = Way(self.link.down, self.link, self._losing)
        self._way_up = Way(self.link.up, self.link, self._losing)
        server = await asyncio.start_server(self._accepted, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._over.wait()
        # No more is accepted, and what just was is taken up: a closed server would leave it open.
        self._loop.remove_reader(server.sockets[0])
        for _ in range(3):
            await asyncio.sleep(0)
        server.close()
        for task in list(self._carrying):
            task.cancel()
        await asyncio.gather(*self._carrying, return_exceptions=True)

    def _let_go(self) -> None:
        self._released.set()
        self._released = asyncio.Event()

    def _accepted(self, browser: asyncio.StreamReader, to_browser: asyncio.StreamWriter) -> None:
        """However it ends, even before it began, the connection is closed."""
        task = self._loop.create_task(self._connected(browser, to_browser))
        self._carrying.add(task)
        task.add_done_callback(self._carrying.discard)
        task.add_done_callback(lambda _done: to_browser.transport.abort())

    async def _connected(
        self, browser: asyncio.StreamReader, to_browser: asyncio.StreamWriter
    ) -> None:
        if self._off:
            return
        try:
            server, to_server = await asyncio.open_connection("127.0.0.1", self.to)
        except OSError:
            return
        connection = Connection(to_browser, to_server)
        self._connections.append(connection)
        now = self._loop.time()
        opened_at = carries_from(now, self._asked, self.link.round_trip)
        self._asked.append(now)
        ends = ((browser, to_server, self._way_up), (server, to_browser, self._way_down))
        tasks = [
            self._loop.create_task(self._carry(connection, source, target, way, opened_at))
            for source, target, way in ends
        ]
        try:
            await asyncio.gather(*tasks, return_exceptions=True)
        finally:
            to_server.transport.abort()

    async def _carry(
        self,
        connection: Connection,
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
                if not await self._passes(connection, piece, way):
                    continue
                now = max(self._loop.time(), opened_at)
                waiting.put_nowait((way.arrives(now, len(piece)), piece))

        taking = self._loop.create_task(take_in())
        taking.add_done_callback(lambda done: done.cancelled() or waiting.put_nowait((0.0, b"")))
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

    async def _passes(self, connection: Connection, piece: bytes, way: Way) -> bool:
        """Whether a piece goes on; it is counted where it does, and a request meets its fate."""
        if way is self._way_down:
            if connection.cut and piece:
                connection.breaks()
                return False
            connection.passed.down += len(piece)
            return True
        connection.passed.up += len(piece)
        found = [f"{m[1].decode()} {m[2].decode()}" for m in REQUEST.finditer(piece)]
        connection.passed.requests += found
        if found:
            await self._meet(self._fate(found[0]), connection)
        return not connection.silent or not piece

    def _fate(self, line: str) -> Fate:
        plan = next((p for p in self._plans if line.startswith(p.beginning) and p.times != 0), None)
        if plan:
            plan.times = plan.times and plan.times - 1
            fate = plan.fate
            if fate is Fate.PASSED:
                return fate
        elif line.startswith(self.link.breaking) and self._breaking.random() < self.link.breaks:
            fate = self._breaking.choice([Fate.LOST, Fate.CUT])
        else:
            return Fate.PASSED
        self.broken.append(f"{line} {fate.value}")
        return fate

    async def _meet(self, fate: Fate, connection: Connection) -> None:
        if fate is Fate.LOST:
            connection.silent = True
            connection.breaks()
        elif fate is Fate.SILENT:
            connection.silent = True
        elif fate is Fate.CUT:
            connection.cut = True
        elif fate is Fate.HELD:
            await self._released.wait()
