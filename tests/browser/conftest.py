"""What the browser tests share: a served sample state and Chromium."""

from typing import Any

from tests.served import browser, open_as, sample, seats, server, shared_server

__all__ = ["browser", "open_as", "sample", "seats", "server", "shared_server"]


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print what the tests measured, whichever process they ran in."""
    reports = [r for kind in ("passed", "failed") for r in terminalreporter.getreports(kind)]
    told = [said for r in reports for name, said in r.user_properties if name == "told"]
    if told:
        terminalreporter.section("measured in browsers")
    for line in told:
        terminalreporter.write_line(line)
