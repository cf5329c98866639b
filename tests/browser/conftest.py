"""What the browser tests share: a served sample state and Chromium."""

from tests.served import browser, open_as, sample, seats, server, shared_server

__all__ = ["browser", "open_as", "sample", "seats", "server", "shared_server"]
