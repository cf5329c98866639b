"""The served process on a disk that is full: told in words, nothing typed lost, soon as before."""

import contextlib
import html
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import running
from tests.team import SECRET, Served
from tests.visitor import PASSWORD, Visitor

APART = ["unshare", "--map-root-user", "--mount"]  # mounts that only this process sees
MOUNTED = 'mount -t tmpfs -o size=3m disk "$1" && cp "$1.db" "$1/sras.db" && shift && exec "$@"'
TYPED = {"version": "1", "in_place": "Do not lose <this>. " * 40}

needs_mounts = pytest.mark.skipif(
    subprocess.run([*APART, "true"], check=False, capture_output=True).returncode != 0,
    reason="this machine lets no one but an administrator mount a disk",
)


class Disk:
    """A small disk that a server has its instance on."""

    def __init__(self, server: running.Server) -> None:
        self.server = server
        self.folder = Path(f"/proc/{server.process.pid}/root{server.folder}")

    def fill(self) -> None:
        """Leave no room at all."""
        with (self.folder / "filler").open("wb", buffering=0) as filler:
            for size in (65_536, 1):
                with contextlib.suppress(OSError):
                    while filler.write(b"x" * size) == size:
                        pass

    def make_room(self) -> None:
        (self.folder / "filler").unlink()


@contextlib.contextmanager
def on_a_small_disk(team: Served, folder: Path) -> Iterator[Disk]:
    """The team's instance on a disk of 3 MB, served by a process of its own."""
    shutil.copy(team.folder / "sras.db", f"{folder}.db")
    folder.mkdir()
    mounting = [*APART, "sh", "-c", MOUNTED, "sh", str(folder)]
    with running.serving(folder, before=mounting, SRAS_SECRET_KEY=SECRET) as server:
        yield Disk(server)


@needs_mounts
def test_r05_a_full_disk_is_told_with_all_that_was_typed_and_saving_works_once_there_is_room(
    team: Served, tmp_path: Path
) -> None:
    page = f"/assessment/{team.indicator()}"
    with on_a_small_disk(team, tmp_path / "instance") as disk, Visitor(disk.server.port) as ana:
        ana.sign_in("ana@example.org")
        disk.fill()
        for headers in ({}, {"HX_Request": "true"}):
            answer = ana.post(page, TYPED, **headers)
            assert answer.status == 507
            assert "The disk of the server is full." in answer.text
            assert TYPED["in_place"] in html.unescape(answer.text)
        with Visitor(disk.server.port) as other:
            door = {"email": "ben@example.org", "password": PASSWORD}
            assert other.post("/sign-in", door).status == 507
        drawn = ana.get(page)
        assert (drawn.status, drawn.value("version")) == (200, "1")
        assert ana.get("/readyz").status == 503
        disk.make_room()
        assert ana.post(page, TYPED).status == 303
        assert ana.get(page).value("version") == "2"
    assert "Traceback" not in (disk.server.folder / "serve.log").read_text()
