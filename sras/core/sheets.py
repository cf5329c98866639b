"""Tables in and out of files: CSV and XLSX, guarded against what a spreadsheet would run."""

import csv
import datetime
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAX_BYTES = 5_000_000
MAX_UNPACKED = 30_000_000
MAX_PART = 10_000_000  # bytes of one part of a workbook, unpacked: the table, or all its texts
MAX_RATIO = 150
MAX_ROWS = 5_000
MAX_COLUMNS = 60
MAX_CELL = 32_000
# A cell that begins so would be taken for a formula; full-width forms are the same signs.
RUNS = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
FIXED = datetime.datetime(2000, 1, 1)  # noqa: DTZ001  (a made-on day that never changes the bytes)


class SheetRefused(Exception):
    """The file cannot be read as a table; the text says why, for the person."""


def harmless(text: str) -> str:
    """The text with an apostrophe before it when a spreadsheet would run it."""
    return f"'{text}" if RUNS.match(text) else text


def restored(text: str) -> str:
    """The text without the apostrophe that `harmless` put before it in a CSV file."""
    return text[1:] if text.startswith("'") and RUNS.match(text[1:]) else text


def spoken(value: Any) -> str:
    """A value as the text of a cell."""
    return "" if value is None else str(value)


def write_csv(rows: Iterable[Sequence[Any]]) -> bytes:
    """Rows as CSV that Excel opens as UTF-8 and does not run."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    for row in rows:
        writer.writerow([harmless(spoken(value)) for value in row])
    return "\ufeff".encode() + out.getvalue().encode()


def write_xlsx(sheets: Sequence[tuple[str, Sequence[int], Iterable[Sequence[Any]]]]) -> bytes:
    """Sheets of (name, column widths, rows) as XLSX; text stays text, dates are dates.

    The first row of each is its head. The same rows give the same bytes.
    """
    import xlsxwriter

    out = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    book = xlsxwriter.Workbook(out, {**options, "strings_to_numbers": False})
    book.set_properties({"created": FIXED})
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"})
    plain = book.add_format({"text_wrap": True, "valign": "top"})
    for name, widths, rows in sheets:
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if number == 0:
                    sheet.write_string(0, column, spoken(value), head)
                elif isinstance(value, datetime.date):
                    sheet.write_datetime(number, column, value, day)
                elif isinstance(value, int):
                    sheet.write_number(number, column, value, plain)
                elif spoken(value):
                    sheet.write_string(number, column, spoken(value)[:MAX_CELL], plain)
    book.close()
    return out.getvalue()


def read_table(body: bytes, name: str) -> list[list[str]]:
    """The rows of a CSV or XLSX file as text, blank rows left out; SheetRefused in words."""
    if not body:
        raise SheetRefused("The file is empty.")
    if len(body) > MAX_BYTES:
        raise SheetRefused(f"The file is larger than {MAX_BYTES // 1_000_000} MB.")
    if name.lower().endswith((".xlsx", ".xlsm")) or body[:4] == b"PK\x03\x04":
        rows = _from_xlsx(body)
    else:
        rows = _from_csv(body)
    kept = [row for row in rows if any(cell.strip() for cell in row)]
    if not kept:
        raise SheetRefused("There is nothing in the table.")
    width = max(len(row) - _blank_ends(row) for row in kept)
    return [row[:width] for row in kept]


def _blank_ends(row: list[str]) -> int:
    return next((n for n, cell in enumerate(reversed(row)) if cell.strip()), len(row))


def _from_csv(body: bytes) -> list[list[str]]:
    text = _decoded(body)
    if "\0" in text:
        raise SheetRefused("This is not a CSV file. Save the table as CSV or XLSX.")
    start = text.lstrip()[:200].lower()
    if start.startswith(("<!doctype", "<html", "<svg", "<?xml")):
        raise SheetRefused("This is a web page, not a table. Save the table as CSV or XLSX.")
    first = text.split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            if len(rows) >= MAX_ROWS:
                raise SheetRefused(f"The table has more than {MAX_ROWS:,} rows.")
            rows.append([restored(cell[:MAX_CELL]) for cell in row[:MAX_COLUMNS]])
    except csv.Error as error:
        raise SheetRefused(f"The table cannot be read at row {len(rows) + 1}: {error}.") from None
    return rows


def _decoded(body: bytes) -> str:
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return body.decode("utf-16")
        except UnicodeDecodeError:
            raise SheetRefused("The text of the file is damaged. Save it again.") from None
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SheetRefused("The letters of the file cannot be read. Save it as CSV UTF-8.")


def _from_xlsx(body: bytes) -> list[list[str]]:
    _check_zip(body)
    # openpyxl reads with defusedxml where that is installed: no entities are expanded.
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(io.BytesIO(body), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        rows: list[list[str]] = []
        for row in sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True):
            if len(rows) >= MAX_ROWS:
                raise SheetRefused(f"The table has more than {MAX_ROWS:,} rows.")
            rows.append([_cell(value) for value in row])
        book.close()
    except SheetRefused:
        raise
    except (
        InvalidFileException,
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        TypeError,
        IndexError,
        AttributeError,
        SyntaxError,  # ElementTree's ParseError is one
    ):
        raise SheetRefused("The workbook cannot be read. Save it again as XLSX.") from None
    return rows


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)[:MAX_CELL]


def _check_zip(body: bytes) -> None:
    try:
        entries = zipfile.ZipFile(io.BytesIO(body)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise SheetRefused("The workbook cannot be read. Save it again as XLSX.") from None
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > 1_000 or unpacked > MAX_UNPACKED or any(map(_swells, entries)):
        raise SheetRefused("The workbook unpacks to far too much. Save only the table itself.")
    if not any(entry.filename == "xl/workbook.xml" for entry in entries):
        raise SheetRefused("This is not an XLSX workbook. Save the table as XLSX or CSV.")


def _swells(entry: zipfile.ZipInfo) -> bool:
    # Each part by itself: beside something that packs badly, a bomb looks harmless.
    ratio = entry.file_size / (entry.compress_size or 1)
    return entry.file_size > MAX_PART or (entry.file_size > 1_000_000 and ratio > MAX_RATIO)
