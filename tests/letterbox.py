"""As much of a mail server as the letters of a test need."""

import email
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class Letterbox(socketserver.StreamRequestHandler):
    """Takes one message after another."""

    def handle(self) -> None:
        """Take one message."""
        self.wfile.write(b"220 ready\r\n")
        while line := self.rfile.readline().strip().upper():
            if line == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                letter = b""
                while (more := self.rfile.readline()) != b".\r\n":
                    letter += more.removeprefix(b".")  # doubled on the way
                self.server.letters.append(email.message_from_bytes(letter))
            self.wfile.write(b"221 bye\r\n" if line == b"QUIT" else b"250 ok\r\n")
            if line == b"QUIT":
                return


@contextmanager
def opened() -> Iterator[Any]:
    """A real mail server on this machine; `letters` holds what came."""
    server = socketserver.TCPServer(("127.0.0.1", 0), Letterbox)
    server.letters = []  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()
