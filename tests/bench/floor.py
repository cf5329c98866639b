"""The least that a Flask page with a form in every row costs here; a yardstick, started by path.

    python floor.py PORT DATABASE

`/` is a page of ?rows=52 from SQLite through Jinja, compressed; `POST /rows/<key>` saves one text
and has it on disk before it answers.
"""

import gzip
import random
import sqlite3
import sys
import threading

import waitress
from flask import Flask, Response, render_template, request
from jinja2 import DictLoader

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Practices</title></head>
<body><h1>Practices</h1>
<table><tr><th>Practice</th><th>Level</th><th>State</th><th>Proof</th><th>Next step</th></tr>
{% for row in rows %}<tr id="row-{{ row.id }}"><th scope="row">{{ row.title }}</th>
<td>{{ row.level }}</td><td>{{ row.state }}</td><td>{{ row.proof }}</td>
<td><form method="post" action="/rows/{{ row.id }}">
<label for="step-{{ row.id }}">Next step</label>
<input id="step-{{ row.id }}" name="step" value="{{ row.step }}">
<button id="save-{{ row.id }}">Save</button>
</form></td></tr>
{% endfor %}</table><p id="status"></p>
<script>addEventListener("submit", async (event) => {
  event.preventDefault();
  const body = new URLSearchParams(new FormData(event.target));
  const answer = await fetch(event.target.action, { method: "POST", body });
  document.getElementById("status").textContent = await answer.text();
});</script></body></html>"""
WORDS = (  # noqa: SIM905  (a list of words reads worse)
    "agency center school district review practice team leader plan quarter evidence support "
    "budget staff survey report meeting level progress policy date proof owner step"
).split()
MOST_ROWS = 400

app = Flask(__name__)
app.jinja_loader = DictLoader({"page.html": PAGE})  # type: ignore[assignment]
own = threading.local()


def database() -> sqlite3.Connection:
    """The connection of this thread; it stays open."""
    if not hasattr(own, "connection"):
        own.connection = sqlite3.connect(sys.argv[2], timeout=5)
        own.connection.row_factory = sqlite3.Row
        own.connection.execute("PRAGMA journal_mode = TRUNCATE")
        own.connection.execute("PRAGMA synchronous = FULL")
    return own.connection


def fill() -> None:
    """Rows to show, the same in every run, with texts as long as those of an assessment."""
    said = random.Random(52)

    def text(words: int) -> str:
        return " ".join(said.choice(WORDS) for _ in range(words)).capitalize()

    connection = database()
    connection.execute(
        "CREATE TABLE row (id INTEGER PRIMARY KEY, title, level, state, proof, step)"
    )
    connection.executemany(
        "INSERT INTO row (title, level, state, proof, step) VALUES (?, ?, ?, ?, ?)",
        [
            (text(10), key % 4 + 1, ("to do", "under way", "done")[key % 3], text(20), text(8))
            for key in range(MOST_ROWS)
        ],
    )
    connection.commit()


@app.get("/")
def page() -> Response:
    """The rows, compressed."""
    wanted = request.args.get("rows", 52, type=int)
    rows = database().execute("SELECT * FROM row ORDER BY id LIMIT ?", (wanted,)).fetchall()
    body = gzip.compress(render_template("page.html", rows=rows).encode(), 6)
    headers = {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return Response(body, headers=headers, mimetype="text/html")


@app.post("/rows/<int:key>")
def save(key: int) -> str:
    """Save one text."""
    with database() as connection:
        connection.execute("UPDATE row SET step = ? WHERE id = ?", (request.form["step"], key))
    return "Saved"


if __name__ == "__main__":
    fill()
    waitress.serve(app, host="127.0.0.1", port=int(sys.argv[1]), threads=8, ident=None)
