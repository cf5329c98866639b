"""The relay of the tests breaks what it is told to break, and counts what passes."""

import gc
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.proxy import Fate, Link, Relay, carries_from
from tests.visitor import LOST, Answer, Visitor


class Listener(ThreadingHTTPServer):
    """A server that remembers what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.heard: list[str] = []

    def handle_error(self, *_request: object) -> None:
        """A connection that broke is what is wanted."""


class Answering(BaseHTTPRequestHandler):
    """Answers each form with what was typed."""

    protocol_version = "HTTP/1.1"
    server: Listener

    def do_POST(self) -> None:
        typed = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.heard.append(f"{self.path} {typed.decode()}")
        self.send_response(200)
        self.send_header("Content-Length", str(len(typed)))
        self.end_headers()
        self.wfile.write(typed)

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture
def listener() -> Iterator[Listener]:
    with Listener() as listening:
        threading.Thread(target=listening.serve_forever, args=(0.02,), daemon=True).start()
        yield listening
        listening.shutdown()


def press(relay: Relay, path: str = "/save", seconds: float = 30) -> Answer:
    """One form through a connection of its own."""
    with Visitor(relay.port, seconds) as visitor:
        return visitor.post(path, {"text": path})


def test_what_passes_is_counted_for_each_connection(listener):
    with Relay(listener.server_port) as relay:
        assert press(relay).text == "text=%2Fsave"
        press(relay, "/other")
        assert [len(each.requests) for each in relay.connections()] == [1, 1]
        passed = relay.passed()
        assert passed.requests == ["POST /save", "POST /other"]
        assert passed.up > 200
        assert passed.down > 100
        assert relay.so_far() == (0, 0)


@pytest.mark.parametrize(
    ("fate", "heard"),
    [(Fate.LOST, []), (Fate.CUT, ["/save text=%2Fsave"]), (Fate.SILENT, [])],
)
def test_a_request_meets_its_fate_and_the_next_passes(listener, fate, heard):
    with Relay(listener.server_port) as relay:
        relay.plan(fate, "POST /save", times=1)
        with pytest.raises(LOST):
            press(relay, seconds=0.5 if fate is Fate.SILENT else 30)
        assert listener.heard == heard
        assert relay.broken == [f"POST /save {fate.value}"]
        assert press(relay).status == 200


def test_what_is_held_comes_after_what_was_sent_later(listener):
    with Relay(listener.server_port) as relay:
        relay.plan(Fate.HELD, "POST /early", times=1)
        early = threading.Thread(target=press, args=(relay, "/early"))
        early.start()
        while not relay.broken:
            assert early.is_alive(), "it was not held"
            early.join(0.01)
        press(relay, "/late")
        relay.release()
        early.join(30)
    assert listener.heard == ["/late text=%2Flate", "/early text=%2Fearly"]


def test_without_a_link_nothing_passes_until_it_is_back(listener):
    with Relay(listener.server_port) as relay:
        relay.off()
        with pytest.raises(LOST):
            press(relay)
        relay.on()
        assert press(relay).status == 200


def test_a_seed_breaks_the_same_requests_again(listener):
    def broken(seed: int) -> list[str]:
        with Relay(listener.server_port, Link(breaks=0.3, breaking="POST "), seed) as relay:
            for number in range(20):
                try:
                    press(relay, f"/{number}")
                except LOST:
                    continue
            return relay.broken

    assert broken(1) == broken(1) != broken(2)
    assert {line.split()[-1] for line in broken(1)} == {"lost", "cut"}


@pytest.mark.parametrize(
    ("now", "asked", "round_trip", "from_"),
    [
        (10.0, [], 0.4, 10.4),
        (10.9, [10.0], 0.4, 10.65),  # on its way since the first took long
        (10.1, [10.0], 0.4, 10.5),  # needed before that
        (10.9, [10.0, 10.9], 0.4, 11.3),  # a third is opened when it is needed
        (30.0, [10.0], 0.4, 30.4),  # never used, so closed meanwhile
        (10.9, [10.0], 0.2, 11.1),  # the first was there soon enough
    ],
)
def test_only_a_second_connection_is_opened_before_it_is_needed(now, asked, round_trip, from_):
    assert carries_from(now, asked, round_trip) == pytest.approx(from_)


def test_a_lost_packet_comes_late_and_nothing_is_missing(listener):
    with Relay(listener.server_port, Link(loss=0.5), seed=3) as relay:
        assert press(relay).text == "text=%2Fsave"


def test_what_comes_as_it_ends_is_closed_too(listener):
    for number in range(20):
        with Relay(listener.server_port) as relay:
            links = [socket.create_connection(("127.0.0.1", relay.port)) for _ in range(number % 4)]
        for link in links:
            link.close()
    gc.collect()  # what was left open is told of, which fails a test
