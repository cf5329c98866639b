"""A real server process over an instance folder, for tests that need one."""

import atexit
import contextlib
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import weakref
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
PATIENCE = 60  # seconds that a start may take on a busy machine
CHROMIUM = "/usr/bin/chromium"
# The first two are pages of the browser itself, loaded for each window, that cost three times what
# a page of ours does. The others are those that Playwright turns off too: the last list counts.
FEATURES_OFF = [
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "AimEnabled",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
]
CHROMIUM_FLAGS = [
    f"--disable-features={','.join(FEATURES_OFF)}",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass
class Server:
    """A served instance: where it is, and its process."""

    folder: Path
    port: int
    process: subprocess.Popen

    @property
    def url(self) -> str:
        """The address of its first page, without the slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    def kill(self) -> None:
        """Die at once, as in a power cut."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> int:
        """Stop as an administrator would; returns the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=PATIENCE)


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(
    folder: Path,
    port: int | None = None,
    before: Sequence[str] = (),
    compiled: bool = True,
    **settings: str,
) -> Server:
    """Serve an instance, by a command `before` it if given; returns once it answers.

    It finds its templates `compiled`, as at every start but the first after an upgrade.
    """
    if compiled:
        _give_templates(folder / "cache" / "templates")
    if port:
        server = _begin(folder, port, before, settings)
    else:
        kept = _kept_port()
        server = _begin(folder, kept.getsockname()[1], before, settings)
        weakref.finalize(server, kept.close)
    _wait_until_it_answers(server)
    _keep_templates(folder / "cache" / "templates")
    return server


def _kept_port() -> socket.socket:
    """A port that is given to nobody who asks for any; who names it may listen there.

    A server takes a while to start, and to start again; browsers and other tests that run
    meanwhile ask for ports too.
    """
    kept = socket.socket()
    kept.bind(("127.0.0.1", 0))
    kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    return kept


def _begin(folder: Path, port: int, before: Sequence[str], settings: dict[str, str]) -> Server:
    inside = {k: v for k, v in os.environ.items() if not k.startswith("SRAS_")}
    inside |= {"SRAS_INSTANCE": str(folder), "SRAS_PORT": str(port), "SRAS_HOST": "127.0.0.1"}
    inside |= settings
    with (folder / "serve.log").open("a") as log:
        process = subprocess.Popen(
            [*before, sys.executable, str(ROOT / "app.py")],
            env=inside,
            stdout=log,
            stderr=log,
            cwd=ROOT,
        )
    return Server(folder, port, process)


def _wait_until_it_answers(server: Server) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if server.process.poll() is not None:
            raise RuntimeError((server.folder / "serve.log").read_text()[-2_000:])
        # Nobody listens yet, or a busy machine lets the answer wait: both are asked again.
        with contextlib.suppress(OSError, http.client.HTTPException):
            urllib.request.urlopen(f"{server.url}/sign-in", timeout=10).read()
            return
        time.sleep(0.05)
    server.kill()
    raise RuntimeError(f"the server did not answer within {PATIENCE} seconds")


_compiled: list[Path] = []  # where the templates are that the first server of this run compiled


def _give_templates(place: Path) -> None:
    if _compiled and not place.exists():
        place.parent.mkdir(mode=0o700, exist_ok=True)
        shutil.copytree(_compiled[0], place)


def _keep_templates(place: Path) -> None:
    if not _compiled and place.exists():
        kept = Path(tempfile.mkdtemp(prefix="sras-templates-"))
        atexit.register(shutil.rmtree, kept, ignore_errors=True)
        shutil.copytree(place, kept, dirs_exist_ok=True)
        _compiled.append(kept)


@contextlib.contextmanager
def serving(folder: Path, before: Sequence[str] = (), **options: Any) -> Iterator[Server]:
    """Serve an instance for a block."""
    server = start(folder, before=before, **options)
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.kill()
