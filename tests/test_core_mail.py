"""Letters arrive with the words that were written."""

from email.message import Message

import pytest

from sras.core import mail
from tests import letterbox

LONG = "https://example.org/" + "x" * 300


@pytest.mark.parametrize(
    "text",
    [
        "From afar: Bo\n\nFrom then on, =46 is a number.\n",
        f".\n..\nA dot alone, then a long address:\n{LONG}\n",
        "José\u2019s “plan” für 2027, 20 % done\n  - with blanks before\n",
    ],
)
def test_a_letter_arrives_with_each_line_as_it_was_written(text: str) -> None:
    with letterbox.opened() as office:
        url = f"smtp://127.0.0.1:{office.server_address[1]}"
        mail.send(url, "sras@example.org", "ana@example.org", "Minutes", text)
    letter: Message = office.letters[0]
    body = letter.get_payload(decode=True)
    assert isinstance(body, bytes)
    assert body.decode().replace("\r\n", "\n") == text
