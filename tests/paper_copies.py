"""What the copies of papers say: their number, the changes since, the words of each page."""

import io
import re
from typing import Any

import pypdf


def number_of(client: Any, address: str) -> int:
    """The number that a copy printed now carries."""
    found = re.search(r"copy (\d+)<", client.get(address).text)
    assert found
    return int(found[1])


def told(client: Any, paper: str, number: int, **more: Any) -> list[str]:
    """What the page says of the changes since a copy, a line each: heads of sheets and items."""
    answer = client.get("/copies", query_string={"paper": paper, "number": number, **more})
    assert answer.status_code == 200, answer.text
    words = answer.text.partition('id="since"')[2].partition("</main>")[0]
    lines = re.findall(r"<(?:h3|li)>(.*?)</(?:h3|li)>", words, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", "", line).split()) for line in lines]


def pages(body: bytes) -> list[str]:
    """The words of each page of a PDF."""
    return [
        " ".join(sheet.extract_text().split()) for sheet in pypdf.PdfReader(io.BytesIO(body)).pages
    ]
