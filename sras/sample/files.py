"""Small real files for the evidence: texts, tables, and one-page PDFs made here."""

import csv
import io
from pathlib import Path

from sras.sample.diary import texts

LINE = 16  # points from one line to the next


def made(name: str) -> bytes:
    """The bytes of a file by its name; its ending says of which kind it is."""
    content = texts("files")[Path(name).stem]
    if name.endswith(".pdf"):
        return page(content["title"], content["text"].splitlines())
    if name.endswith(".csv"):
        return table(content["rows"])
    return f"{content['title']}\n\n{content['text'].strip()}\n".encode()


def table(rows: list[list[str]]) -> bytes:
    """A table as CSV."""
    into = io.StringIO()
    csv.writer(into).writerows(rows)
    return into.getvalue().encode()


def page(title: str, lines: list[str]) -> bytes:
    """A PDF of one Letter page of plain text: just enough of the format to be a real one."""
    drawn = [f"BT /F1 15 Tf 72 720 Td ({_quoted(title)}) Tj /F1 11 Tf 0 -14 Td {LINE} TL"]
    drawn += [f"({_quoted(line)}) '" for line in lines]
    stream = "\n".join([*drawn, "ET"]).encode("cp1252")
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/Lang(en-US)>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources 6 0 R>>",
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        b"<</Font<</F1 5 0 R>>>>",
    ]
    whole, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(whole))
        whole += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    listed = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n"
    count = len(objects) + 1
    return whole + end % (count, listed, count, len(whole)) + b"%%EOF\n"


def _quoted(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
