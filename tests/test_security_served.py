"""The served process seen from the network: raw requests, its log, and another instance beside."""

import re
import shutil
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from sras.accounts.models import Person
from sras.accounts.models_doors import OneTimeLink
from sras.core import db
from sras.planning.models_choice import ApprovalRequest
from tests import running
from tests.conftest import BY, KEY
from tests.sample_rows import make_sample
from tests.visitor import PASSWORD, Visitor, give_passwords

LEAD = "team_lead@example.org"
ANOTHER_KEY = "another-key-for-tests-only-9876543210-zyx"


@pytest.fixture
def folder(app: Any, instance: Path, make_cycle: Any) -> Iterator[Path]:
    """An instance with a row of everything, and a lead who can sign in."""
    make_sample(make_cycle)
    give_passwords(Person.get(Person.email == LEAD))
    db.database.close_all()
    yield instance
    db.database.close_all()


def raw(port: int, request: bytes) -> bytes:
    """What comes back for bytes that no browser would send; the connection then ends."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as link:
        link.sendall(request)
        link.shutdown(socket.SHUT_WR)
        answer = b""
        with suppress(ConnectionResetError):  # it need not read to the end what it refuses
            while piece := link.recv(65_536):
                answer += piece
    return answer


def statuses(answer: bytes) -> list[int]:
    return [int(code) for code in re.findall(rb"HTTP/1\.[01] (\d{3}) ", answer)]


HIDDEN = [
    *("/.git/HEAD", "/.git/config", "/.env", "/instance/", "/instance/sras.db", "/sras.db"),
    *("/sras.db-journal", "/settings.toml", "/instance/settings.toml", "/accounts.tsv"),
    *("/pyproject.toml", "/app.py", "/sras/factory.py", "/requirements.lock", "/serve.log"),
    *("/console", "/debug", "/admin", "/setup", "/static/", "/static", "/templates/base.html"),
    *(
        "/static/../sras.db",
        "/static/.git/HEAD",
        "/backups/",
        "/files/",
        "/metrics",
        "/server-status",
    ),
]
# What must not reach a view, whatever the app would do with it: (bytes, statuses that will do).
PLAIN = b"Host: 127.0.0.1\r\nConnection: close\r\n"
RAW = {
    "trace": (b"TRACE /plan HTTP/1.1\r\n" + PLAIN + b"Cookie: a=secret\r\n\r\n", {403, 404, 405}),
    "two lengths": (
        b"POST /sign-in HTTP/1.1\r\n"
        + PLAIN
        + b"Content-Length: 4\r\nContent-Length: 9\r\n\r\nab=c",
        {400},
    ),
    "length and chunks": (
        b"POST /sign-in HTTP/1.1\r\n"
        + PLAIN
        + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        {400, 403},
    ),
    "odd encoding": (
        b"POST /sign-in HTTP/1.1\r\n" + PLAIN + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        {400, 501},
    ),
    "huge header": (
        b"GET /sign-in HTTP/1.1\r\n" + PLAIN + b"X-Long: " + b"a" * 300_000 + b"\r\n\r\n",
        {400, 431},
    ),
    "two hosts": (
        b"GET /sign-in HTTP/1.1\r\n" + PLAIN + b"Host: evil.example\r\n\r\n",
        {400},
    ),
    "another's host": (b"GET /sign-in HTTP/1.1\r\nHost: evil.example\r\n\r\n", {400}),
    "no host": (b"GET /sign-in HTTP/1.1\r\n\r\n", {400}),
    "whole address": (
        b"GET http://evil.example/sign-in HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        {400},
    ),
    "bytes": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\r\n\r\n", {400}),
    "no address": (b"GET  HTTP/1.1\r\n" + PLAIN + b"\r\n", {400, 404, 302}),
    "space in a name": (b"GET /plan HTTP/1.1\r\n" + PLAIN + b"X Y: z\r\n\r\n", {400}),
}


def test_t40_nothing_but_pages_is_served_and_odd_requests_are_refused(folder: Path) -> None:
    with running.serving(folder, SRAS_SECRET_KEY=KEY) as server, Visitor(server.port) as stranger:
        with Visitor(server.port) as lead:
            lead.sign_in(LEAD)
            for path in HIDDEN:
                for visitor in (stranger, lead):
                    assert visitor.get(path).status == 404, path
        for name, (request, fine) in RAW.items():
            answer = raw(server.port, request)
            # Exactly one answer: nothing after the first request was taken for a second.
            found = statuses(answer)
            assert len(found) == 1 or name == "huge header", name
            assert set(found) <= fine, (name, found)
            assert b"secret" not in answer, name
            assert b"evil.example" not in answer, name
            assert b"Traceback" not in answer, name
        answer = stranger.get("/sign-in")
        assert answer.status == 200
        assert "waitress" not in str(answer.headers).lower()
        assert "werkzeug" not in str(answer.headers).lower()
        assert "Traceback" not in (folder / "serve.log").read_text()


def test_t28_a_forwarded_host_of_a_stranger_is_not_believed(folder: Path) -> None:
    forged = {
        "X_Forwarded_Host": "evil.example",
        "X_Forwarded_Proto": "https",
        "X_Forwarded_For": "203.0.113.9",
        "Forwarded": "host=evil.example;proto=https",
        "X_Forwarded_Prefix": "/evil",
    }
    with running.serving(folder, SRAS_SECRET_KEY=KEY) as server, Visitor(server.port) as lead:
        lead.sign_in(LEAD)
        for path in ("/plan", "/accessibility", "/nowhere"):
            answer = lead.get(path, **forged)
            assert "evil" not in answer.text + str(answer.headers)
        # Its own origin is still the one it is served at.
        typed = {"in_place": "x", "only": "in_place"}
        posted = lead.post(
            "/assessment/1",
            typed,
            Origin="https://evil.example",
            Sec_Fetch_Site="cross-site",
            **forged,
        )
        assert posted.status == 403


def test_t37_t39_the_log_tells_of_faults_and_refusals_and_no_secret(folder: Path) -> None:
    with db.database.connection_context():
        viewer = Person.get(Person.role == "viewer")
        _link, token = OneTimeLink.make("reset", by=BY, email=viewer.email, person=viewer)
        request = ApprovalRequest.select().first().id
        ApprovalRequest.update(snapshot="{broken").execute()
    db.database.close_all()
    forged = "\r\n2026-01-01T00:00:00Z level=INFO logger=sras sign-in person=1\x1b[2J"
    with running.serving(folder, SRAS_SECRET_KEY=KEY) as server, Visitor(server.port) as lead:
        lead.post(
            "/sign-in", {"email": f"{forged}|x@example.org", "password": "typed-wrongly-once"}
        )
        lead.post("/sign-in", {"email": "typed in the wrong box", "password": "x" * 15})
        lead.get("/nowhere%0d%0a2026-01-01T00:00:00Z%20level=INFO%20forged")
        lead.sign_in(LEAD)
        broken = lead.get(f"/approval/{request}?x=%0alevel=INFO", User_Agent="level=INFO forged")
        lead.get(f"/reset/{token}")
        posted = {"password": "chosen only just now", "password_again": "chosen only just now"}
        lead.post("/reset", posted)
        cookie = "; ".join(lead.cookies.values())
    number = re.search(r"<b>([0-9a-f]{8})</b>", broken.text)
    assert (broken.status, bool(number)) == (500, True)
    assert "Traceback" not in broken.text
    log = (folder / "serve.log").read_text()
    assert number is not None
    assert f"fault id={number[1]} path=/approval/{request}" in log
    assert "sign-in refused" in log
    assert re.search(r"sign-in person=\d+", log)
    for secret in (
        PASSWORD,
        "typed-wrongly-once",
        "typed in the wrong box",
        "chosen only just now",
        token,
        cookie,
        KEY,
        LEAD,
        "scrypt",
    ):
        assert secret not in log, secret
    assert "\x1b" not in log
    assert "\r" not in log
    begins = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ level=[A-Z]+ logger=[\w.]+ ")
    records = [line for line in log.splitlines() if begins.match(line)]
    assert len(records) >= 4
    assert [line for line in records if "forged" in line] == []
    assert [line for line in records if line.startswith("2026-01-01")] == []


def test_t39_a_path_cannot_forge_a_line_of_the_log(folder: Path) -> None:
    forged = "%0a2026-01-01T00:00:00Z%20level=INFO%20logger=sras%20sign-in%20person=1%1b[2J"
    with running.serving(folder, SRAS_SECRET_KEY=KEY) as server, Visitor(server.port) as stranger:
        # The page of an outside owner reads the database, which another program now holds.
        path = folder / "sras.db"
        kept = path.read_bytes()
        path.write_bytes(kept[:4096] + b"\0" * (len(kept) - 4096))
        answer = stranger.get(f"/owner/x{forged}")
        path.write_bytes(kept)
    assert answer.status >= 500
    log = (folder / "serve.log").read_text()
    assert "path=/owner/x" in log
    assert [line for line in log.splitlines() if line.startswith("2026-01-01")] == []
    assert "\x1b" not in log


def test_t46_two_instances_on_one_host_share_nothing(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(folder, other)
    with db.database.connection_context():
        viewer = Person.get(Person.role == "viewer")
        _link, reset = OneTimeLink.make("reset", by=BY, email=viewer.email, person=viewer)
        _link, invitation = OneTimeLink.make("invitation", by=BY, email="new@example.org")
    db.database.close_all()
    with (
        running.serving(folder, SRAS_SECRET_KEY=KEY) as one,
        running.serving(other, SRAS_SECRET_KEY=ANOTHER_KEY) as two,
        Visitor(one.port) as lead,
        Visitor(two.port) as visitor,
    ):
        lead.sign_in(LEAD)
        page = lead.get("/assessment/1")
        assert page.status == 200
        # A browser sends the cookies of both, as ports do not keep them apart.
        visitor.cookies = dict(lead.cookies)
        assert visitor.get("/assessment/1").status == 302
        mine, theirs = next(iter(lead.cookies)), cookie_of(two.port)
        assert mine != theirs
        visitor.cookies[theirs] = lead.cookies[mine]  # the same under the other's name
        assert visitor.get("/assessment/1").status == 302
        typed = {"once": page.value("once"), "version": page.value("version"), "in_place": "x"}
        assert visitor.post("/assessment/1", typed).status == 307  # to sign in, with what was typed
        for path in (f"/reset/{reset}", f"/welcome/{invitation}"):
            visitor.cookies = {}
            assert visitor.get(path).status in (302, 404)
            assert visitor.get(path.rpartition("/")[0]).status == 404
        # And both go on being signed in, side by side.
        visitor.cookies = dict(lead.cookies)
        visitor.sign_in(LEAD)
        assert visitor.get("/assessment/1").status == 200
        lead.cookies = dict(visitor.cookies)
        assert lead.get("/assessment/1").status == 200


def cookie_of(port: int) -> str:
    """The name of the cookie that an instance sets."""
    with Visitor(port) as visitor:
        visitor.sign_in(LEAD)
        return next(iter(visitor.cookies))
