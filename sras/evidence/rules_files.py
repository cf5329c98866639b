"""Which files are taken: known by their ending and by what is inside, never by one alone."""

import codecs
import re
import struct
import unicodedata
import zipfile
import zlib
from typing import IO

MOST_UNPACKED = 500 * 1_048_576  # bytes, of all parts of one office document together
MOST_PARTS = 5_000
MOST_DIRECTORY = 1_048_576  # bytes of a zip's list of parts, read before anything else is
NAME_LENGTH = 200

TYPES: dict[str, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "txt": "text/plain",
    "csv": "text/csv",
    "md": "text/markdown",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
}
OFFICE = {
    "docx": b"wordprocessingml.document.main+xml",
    "xlsx": b"spreadsheetml.sheet.main+xml",
    "pptx": b"presentationml.presentation.main+xml",
}
SPOKEN = "PDF, DOCX, XLSX, PPTX, ODT, ODS, TXT, CSV, MD, PNG, JPG, GIF or WEBP"
ACCEPT = ",".join(f".{ending}" for ending in TYPES)

BOMB = "Unpacked, this file is far too large. Make it smaller."

MARKUP_FIRST = re.compile(r"\s*<[!?/a-z]", re.IGNORECASE)
MARKUP_ANYWHERE = re.compile(r"<(!doctype|html|svg|script|iframe)\b", re.IGNORECASE)
CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
MACROS = re.compile(r"vbaproject\.bin$|(^|/)(basic|scripts)/|activex", re.IGNORECASE)


class FileRefused(Exception):
    """The file is not taken; the text is a sentence for the person who sent it."""


def own_name(sent: str) -> str:
    """The name of a file as kept for people: no folders, nothing unseen, its ending kept."""
    name = unicodedata.normalize("NFC", re.split(r"[/\\]", sent)[-1])
    name = "".join(" " if c.isspace() else c for c in name)
    name = "".join(c for c in name if unicodedata.category(c)[0] != "C").strip(" .") or "file"
    stem, dot, ending = name.rpartition(".")
    if len(name) > NAME_LENGTH and dot and len(ending) <= 10:
        return f"{stem[: NAME_LENGTH - len(ending) - 1]}.{ending}"
    return name[:NAME_LENGTH]


def type_of(name: str, stream: IO[bytes]) -> str:
    """The media type of a file; FileRefused when its ending or what is inside will not do."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if ending not in TYPES:
        raise FileRefused(f"Files of this kind are not taken. Send {SPOKEN}.")
    stream.seek(0)
    head = stream.read(16)
    if not head:
        raise FileRefused("The file is empty. Look whether it is the right one.")
    stream.seek(0)
    if ending in OFFICE or ending in ("odt", "ods"):
        _check_office(ending, stream)
    elif ending in ("txt", "csv", "md"):
        _check_text(stream)
    elif not _begins_as(ending, head):
        raise FileRefused(
            f"The file ends in .{ending} but is something else inside. "
            "Save it again from the program that made it."
        )
    stream.seek(0)
    return TYPES[ending]


def _begins_as(ending: str, head: bytes) -> bool:
    if ending == "webp":
        return head[:4] == b"RIFF" and head[8:12] == b"WEBP"
    marks: dict[str, tuple[bytes, ...]] = {
        "pdf": (b"%PDF-", b"\xef\xbb\xbf%PDF-"),
        "png": (b"\x89PNG\r\n\x1a\n",),
        "jpg": (b"\xff\xd8\xff",),
        "jpeg": (b"\xff\xd8\xff",),
        "gif": (b"GIF87a", b"GIF89a"),
    }
    return head.startswith(marks[ending])


def _check_text(stream: IO[bytes]) -> None:
    piece = stream.read(4_096)
    if piece.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise FileRefused("This text is kept as UTF-16. Save it again as UTF-8.")
    shown = piece.removeprefix(codecs.BOM_UTF8).decode("latin-1")
    if MARKUP_FIRST.match(shown) or MARKUP_ANYWHERE.search(shown):
        raise FileRefused("This is a web page inside, not a plain text or table.")
    while piece:
        if CONTROLS.search(piece):
            raise FileRefused("This is not plain text inside. Save it again as text or CSV.")
        piece = stream.read(1 << 20)


def _check_office(ending: str, stream: IO[bytes]) -> None:
    _check_directory(ending, stream)
    try:
        with zipfile.ZipFile(stream) as parts:
            listed = parts.infolist()
            if len(listed) > MOST_PARTS or sum(p.file_size for p in listed) > MOST_UNPACKED:
                raise FileRefused(BOMB)
            said = _says_of_itself(parts, ending)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, zlib.error) as error:
        raise FileRefused(_not_office(ending)) from error
    if b"macroenabled" in said.lower() or any(MACROS.search(part.filename) for part in listed):
        raise FileRefused(
            "This file carries macros or active controls. Save a copy without and send that."
        )
    if not (OFFICE[ending] in said if ending in OFFICE else said == TYPES[ending].encode()):
        raise FileRefused(_not_office(ending))


def _says_of_itself(parts: zipfile.ZipFile, ending: str) -> bytes:
    """What kind of document it claims to be; empty when it claims nothing."""
    part = "[Content_Types].xml" if ending in OFFICE else "mimetype"
    if part not in parts.namelist():
        return b""
    with parts.open(part) as said:
        return said.read(MOST_DIRECTORY).strip()


def _check_directory(ending: str, stream: IO[bytes]) -> None:
    """Refuse a zip whose list of parts is missing or so long that reading it would hurt."""
    size = stream.seek(0, 2)
    stream.seek(max(0, size - 65_600))
    tail = stream.read()
    at = tail.rfind(b"PK\x05\x06")
    stream.seek(0)
    if stream.read(4) != b"PK\x03\x04" or at < 0 or len(tail) - at < 22:
        raise FileRefused(_not_office(ending))
    stream.seek(0)
    parts, length = struct.unpack("<HI", tail[at + 10 : at + 16])
    # The long form of the list could name any size again, and office programs do not need it.
    if tail[max(0, at - 20) : at].startswith(b"PK\x06\x07") or parts > MOST_PARTS:
        raise FileRefused(BOMB)
    if length > MOST_DIRECTORY:
        raise FileRefused(BOMB)


def _not_office(ending: str) -> str:
    return (
        f"This is not a .{ending} file inside. If it has a password or comes from an old program, "
        f"save it again as .{ending} without a password."
    )
