"""Which files are taken: by ending and by what is inside."""

import io
import struct
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from sras.evidence.models import Evidence
from sras.evidence.rules_files import BOMB, FileRefused, own_name, type_of

MB = 1_048_576
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
PDF = b"%PDF-1.7\n1 0 obj\n"


def zipped(parts: dict[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", how) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return stream.getvalue()


def docx(more: dict[str, bytes] | None = None, kind: bytes = b"") -> bytes:
    """The least that says of itself that it is a Word document."""
    said = (
        kind or b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    )
    parts = {"[Content_Types].xml": b"<Types>" + said + b"</Types>", "word/document.xml": b"<w/>"}
    return zipped(parts | (more or {}))


def odt(more: dict[str, bytes] | None = None) -> bytes:
    """The least that says of itself that it is an OpenDocument text."""
    said = b"application/vnd.oasis.opendocument.text"
    return zipped({"mimetype": said, "content.xml": b"<c/>"} | (more or {}), zipfile.ZIP_STORED)


def sheet() -> bytes:
    """A real workbook."""
    stream = io.BytesIO()
    openpyxl.Workbook().save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("report.pdf", PDF),
        ("Report.PDF", PDF),
        ("minutes.docx", docx()),
        ("counts.xlsx", sheet()),
        ("plan.odt", odt()),
        ("visits.csv", b"name;n\r\nA;3\r\n"),
        ("visits.csv", b"\xef\xbb\xbfname,n\nA,<5\n"),
        ("visits.csv", "école;3".encode("cp1252")),
        ("notes.md", b"# Notes\n\nx < y and y > z"),
        ("notes.txt", b"plain"),
        ("chart.png", PNG),
        ("photo.jpeg", b"\xff\xd8\xff\xe0" + b"\0" * 20),
        ("a.gif", b"GIF89a" + b"\0" * 20),
        ("a.webp", b"RIFF\x10\0\0\0WEBPVP8 "),
    ],
)
def test_what_it_says_it_is_is_taken(name: str, content: bytes) -> None:
    assert "/" in type_of(name, io.BytesIO(content))


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("run.exe", b"MZ\x90", "Files of this kind are not taken"),
        ("page.html", b"<html>", "Files of this kind are not taken"),
        ("logo.svg", b"<svg>", "Files of this kind are not taken"),
        ("macro.docm", docx(), "Files of this kind are not taken"),
        ("archive.zip", zipped({"a": b"b"}), "Files of this kind are not taken"),
        ("nothing", PDF, "Files of this kind are not taken"),
        ("report.pdf.exe", PDF, "Files of this kind are not taken"),
        ("empty.pdf", b"", "The file is empty"),
        ("report.pdf", b"MZ\x90\0", "something else inside"),
        ("chart.png", PDF, "something else inside"),
        ("a.webp", b"RIFF\x10\0\0\0WAVEfmt ", "something else inside"),
        ("visits.csv", b"<!DOCTYPE html><p>", "a web page inside"),
        ("visits.csv", b"\xef\xbb\xbf  \n<HTML><body>", "a web page inside"),
        ("visits.csv", b"<svg xmlns='http://www.w3.org/2000/svg'>", "a web page inside"),
        ("visits.csv", b"a;b\n<script>alert(1)</script>", "a web page inside"),
        ("visits.csv", "<html>".encode("utf-16"), "UTF-16"),
        ("visits.csv", b"a;b\0c", "not plain text inside"),
        ("late.txt", b"a" * 5_000 + b"\x07", "not plain text inside"),
        ("minutes.docx", PDF, "not a .docx file inside"),
        ("minutes.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, "has a password"),
        ("minutes.docx", b"PK\x03\x04" + b"\0" * 40, "not a .docx file inside"),
        ("minutes.docx", docx()[:-30], "not a .docx file inside"),
        ("minutes.docx", sheet(), "not a .docx file inside"),
        ("minutes.docx", zipped({"a.txt": b"b"}), "not a .docx file inside"),
        ("minutes.docx", docx({"word/vbaProject.bin": b"x"}), "carries macros"),
        ("minutes.docx", docx(kind=b"application/vnd.ms-word.document.macroEnabled"), "macros"),
        ("minutes.docx", docx({"word/activeX/activeX1.bin": b"x"}), "active controls"),
        ("plan.odt", odt({"Basic/Standard/Module1.xml": b"x"}), "carries macros"),
        ("plan.ods", odt(), "not a .ods file inside"),
    ],
)
def test_what_will_not_do_is_refused_in_a_sentence(name: str, content: bytes, said: str) -> None:
    with pytest.raises(FileRefused, match=said):
        type_of(name, io.BytesIO(content))


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = docx({f"word/{n}.xml": b"\0" * (120 * MB) for n in range(5)})
    assert len(bomb) < 2 * MB
    with pytest.raises(FileRefused, match=BOMB):
        type_of("minutes.docx", io.BytesIO(bomb))


def test_a_zip_with_very_many_parts_is_refused_before_its_list_is_read() -> None:
    many = zipped({f"word/{n}.xml": b"" for n in range(6_000)})
    with pytest.raises(FileRefused, match=BOMB):
        type_of("minutes.docx", io.BytesIO(many))


def test_a_zip_that_understates_its_list_is_refused() -> None:
    many = bytearray(zipped({f"word/{n:0200}.xml": b"" for n in range(5_500)}))
    at = many.rfind(b"PK\x05\x06")
    many[at + 8 : at + 12] = struct.pack("<HH", 3, 3)
    with pytest.raises(FileRefused, match=BOMB):
        type_of("minutes.docx", io.BytesIO(bytes(many)))


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("C:\\Users\\Ana\\Plan 2026.docx", "Plan 2026.docx"),
        ("/", "file"),
        ("..", "file"),
        ("", "file"),
        ("a\r\nSet-Cookie: x.pdf", "a  Set-Cookie: x.pdf"),
        ("evil\u202efdp.pdf", "evilfdp.pdf"),
        ("e\u0301cole.pdf", "école.pdf"),
        ("nul\0.pdf", "nul.pdf"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
        ('say "hi".pdf', 'say "hi".pdf'),
    ],
)
def test_the_name_is_kept_as_text_without_folders_or_unseen_signs(sent: str, kept: str) -> None:
    assert own_name(sent) == kept


def test_a_file_is_kept_once_under_its_own_hash(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    one = Evidence.keep_file(io.BytesIO(PDF), "../a.pdf", folder, MB)
    two = Evidence.keep_file(io.BytesIO(PDF), "b.pdf", folder, MB)
    assert (one["file_name"], two["file_name"]) == ("a.pdf", "b.pdf")
    assert [file.name for file in folder.iterdir()] == [one["file_sha256"]]
    kept = folder / one["file_sha256"]
    assert kept.read_bytes() == PDF
    assert kept.stat().st_mode & 0o177 == 0
    assert (one["file_size"], one["file_type"]) == (len(PDF), "application/pdf")


@pytest.mark.parametrize("content", [PDF + b"x" * MB, b"nothing of the kind"])
def test_a_refused_file_leaves_nothing_on_disk(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(FileRefused):
        Evidence.keep_file(io.BytesIO(content), "a.pdf", tmp_path, MB)
    assert list(tmp_path.iterdir()) == []


def test_a_file_of_exactly_the_limit_is_taken(tmp_path: Path) -> None:
    content = PDF.ljust(MB, b"x")
    fields: dict[str, Any] = Evidence.keep_file(io.BytesIO(content), "a.pdf", tmp_path, MB)
    assert fields["file_size"] == MB
