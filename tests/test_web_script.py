"""The one script and the one style as they are served: packed, small, and still the same code."""

import hashlib
import re
from pathlib import Path
from typing import Any

import brotli
import pytest

from sras.web.answers import leave
from sras.web.headers import IN_OUR_WORDS

LARGEST = 6_000  # bytes of the one script as it is sent


def served(app: Any, name: str) -> tuple[bytes, Any]:
    with app.test_request_context():
        address = app.jinja_env.globals["asset"](name)
    with app.test_client().get(address, headers={"Accept-Encoding": "br"}) as answer:
        return answer.data, answer.headers


def test_the_script_is_small(app):
    assert len(served(app, "sras.js")[0]) <= LARGEST


@pytest.mark.parametrize("name", ["sras.js", "sras.css", "meet.css"])
def test_what_is_served_is_the_code_without_its_comments(app, name):
    packed, headers = served(app, name)
    sent = brotli.decompress(packed).decode()
    source = (Path(app.static_folder) / name).read_text()
    without = re.sub(r"/\*.*?\*/| // [^\n]*$", "", source, flags=re.DOTALL | re.MULTILINE)
    assert "".join(sent.split()) == "".join(without.split())
    assert "/*" not in sent
    for header in ("ETag", "Last-Modified", "Content-Disposition"):
        assert header not in headers


def test_what_others_wrote_is_served_as_it_is(app):
    source = (Path(app.static_folder) / "vendor/htmx.min.js").read_bytes()
    assert brotli.decompress(served(app, "vendor/htmx.min.js")[0]) == source


def test_a_slash_pair_inside_code_stays():
    assert IN_OUR_WORDS.sub(b"", b'  go("http://here"); // there\n') == b'go("http://here");\n'


@pytest.mark.parametrize(
    ("shown", "to", "header"),
    [
        ("/plan", "/plan#objective-3", "HX-Refresh"),
        ("/plan?part=2", "/plan#objective-3", "HX-Redirect"),
        ("/plan", "/plan", "HX-Redirect"),
        ("/plan", "/my-work#task-1", "HX-Redirect"),
    ],
)
def test_a_place_on_the_page_that_is_shown_draws_that_page_anew(app, shown, to, header):
    asked = {"HX-Request": "true", "HX-Current-URL": f"http://localhost{shown}"}
    with app.test_request_context("/", method="POST", headers=asked):
        assert header in leave(to).headers


def test_the_scripts_of_a_page_are_one_file_in_which_ours_hears_htmx_begin(app, client_for):
    assert re.findall(r'<script[^>]* src="([^"?]*)', client_for("team_lead").get("/").text) == [
        "/static/scripts.js"
    ]
    sent, headers = served(app, "scripts.js")
    ours, vendor = (served(app, name)[0] for name in ("sras.js", "vendor/htmx.min.js"))
    assert brotli.decompress(sent) == brotli.decompress(ours) + b"\n" + brotli.decompress(vendor)
    assert len(sent) < len(ours) + len(vendor)
    assert headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert "immutable" in headers["Cache-Control"]


def test_the_address_of_the_scripts_changes_with_either(app):
    folder = Path(app.static_folder)
    both = b"\n".join((folder / name).read_bytes() for name in ("sras.js", "vendor/htmx.min.js"))
    with app.test_request_context():
        address = app.jinja_env.globals["asset"]("scripts.js")
    assert address.endswith(f"?v={hashlib.sha256(both).hexdigest()[:12]}")
