"""Files that are too large, sent to the real server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sras.accounts.models import Person
from sras.core import db
from tests import running
from tests.conftest import KEY
from tests.visitor import Visitor, give_passwords

MEGABYTE = 1_048_576
HEAD = (
    b"--edge\r\nContent-Disposition: form-data; name=title\r\n\r\nMinutes\r\n"
    b"--edge\r\nContent-Disposition: form-data; name=file; filename=a.pdf\r\n\r\n"
)


@pytest.fixture
def lead(instance: Path) -> Iterator[Visitor]:
    """The team lead at a server that takes one megabyte."""
    db.open_database(instance / "sras.db")
    with db.database.connection_context():
        give_passwords(Person.get(Person.role == "team_lead"))
    db.database.close_all()
    settings = {"SRAS_SECRET_KEY": KEY, "SRAS_UPLOAD_LIMIT_MB": "1"}
    with running.serving(instance, **settings) as server, Visitor(server.port) as visitor:
        yield visitor.sign_in("team_lead@example.org")


def test_t35_a_file_that_is_too_large_is_refused_in_words(lead: Visitor) -> None:
    body = HEAD + b"x" * (3 * MEGABYTE) + b"\r\n--edge--\r\n"
    answer = lead.ask(
        "POST", "/evidence", body, {"Content-Type": "multipart/form-data; boundary=edge"}
    )
    assert answer.status == 413
    assert "too large" in answer.text
    assert "Content-Security-Policy" in answer.headers
    assert lead.get("/evidence").status == 200
