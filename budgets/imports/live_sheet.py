"""From the bytes of a spreadsheet, CSV or XLSX, to rows of text: values only, nothing in the file is run.

An XLSX file is opened in a process of its own with little time and memory, after its unpacked size was looked at; a cell
that holds a formula is refused, because what it shows depends on the program that last opened it.

    python -m budgets.imports.live_sheet < budgets.xlsx
"""

import io
import re
import zipfile
from datetime import date, datetime
from typing import Any

from budgets.imports import apart
from phb.core.csv_files import MOST_CELL, ImportRejected, Row, check_size, decode, rows_of

MOST_ROWS = 6_000
MOST_COLUMNS = 100
MOST_UNPACKED = 60 * 1024 * 1024
MOST_ENTRIES = 300
CPU_SECONDS = 6
MEMORY_BYTES = 384 * 1024 * 1024
WALL_SECONDS = 30
ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_TOO_MUCH = "The spreadsheet could not be read within the limits of time and memory. Save the one sheet as CSV and bring in that."
_NOT_XLSX = "This is not an Excel workbook (.xlsx) or CSV file. Save the sheet as one of these and bring in that."
_PROTECTED = (
    "This workbook is of an old kind or protected by a password. Save it as .xlsx without a password, or as CSV."
)
_FORMULA = re.compile(rb'<(?:\w+:)?c [^>]*?\br="([A-Z]{1,3}[0-9]{1,7})"[^>]*>\s*<(?:\w+:)?f[\s/>]')


def rows_of_file(content: bytes) -> list[Row]:
    """The rows of the first sheet, each with its number in the file; empty rows are left out. Raises ImportRejected."""
    check_size(content)
    rows = (
        _from_xlsx(content) if content.startswith((ZIP, OLD_EXCEL)) else rows_of(decode(content, ("utf-8", "cp1252")))
    )
    if not rows:
        raise ImportRejected(None, "The file has no rows. Fill in the template and save it.")
    if len(rows) == 1:
        raise ImportRejected(None, "The file has columns but no rows.")
    if len(rows) - 1 > MOST_ROWS:
        raise ImportRejected(None, f"The file has {len(rows) - 1:,} rows. Bring in at most {MOST_ROWS:,} at a time.")
    if len(rows[0][1]) == 1 and rows[0][1][0].count(";") > 2:
        raise ImportRejected(
            1, "The columns are divided by semicolons. Save the sheet as CSV with commas, or as .xlsx."
        )
    return rows


def _from_xlsx(content: bytes) -> list[Row]:
    found = apart.ask("budgets.imports.live_sheet", content=content, wall_seconds=WALL_SECONDS, too_much=_TOO_MUCH)
    return [(line, cells) for line, cells in found]


def read_workbook(content: bytes) -> list[Row]:
    """The first sheet as text: whole numbers without a point, days as 2026-11-30. Raises ImportRejected."""
    from python_calamine import CalamineError, CalamineWorkbook  # here: only the limited process loads it

    if content.startswith(OLD_EXCEL):
        raise ImportRejected(None, _PROTECTED)
    _check_package(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        table = book.get_sheet_by_index(0).to_python(skip_empty_area=False, nrows=MOST_ROWS + 2)
    except (CalamineError, IndexError) as error:
        raise ImportRejected(None, _NOT_XLSX) from error
    rows = [(line, [_text(value) for value in row]) for line, row in enumerate(table, start=1)]
    for line, cells in rows:
        if len(cells) > MOST_COLUMNS:
            raise ImportRejected(line, f"The sheet has more than {MOST_COLUMNS} columns. Keep those of the template.")
        if any(len(cell) > MOST_CELL for cell in cells):
            raise ImportRejected(line, f"A cell is longer than {MOST_CELL:,} characters.")
    return [(line, cells) for line, cells in rows if any(cell.strip() for cell in cells)]


def _check_package(content: bytes) -> None:
    """Look at what the package says it unpacks to before anything of it is read, and for formulas in its first sheet."""
    try:
        package = zipfile.ZipFile(io.BytesIO(content))
        entries = package.infolist()
        if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
            raise ImportRejected(
                None,
                "The workbook unpacks to far more than a sheet of budgets holds. Save the one sheet as CSV and bring in that.",
            )
        sheet = package.read(_first_sheet(package))
    except (zipfile.BadZipFile, KeyError, EOFError, NotImplementedError, RuntimeError) as error:
        raise ImportRejected(None, _NOT_XLSX) from error
    if found := [cell.decode() for cell in _FORMULA.findall(sheet)]:
        more = f" and {len(found) - 5:,} more" if len(found) > 5 else ""
        raise ImportRejected(
            None,
            f"Cells hold formulas: {', '.join(found[:5])}{more}. Copy the sheet, paste it as values only, and save it again.",
        )


def _first_sheet(package: zipfile.ZipFile) -> str:
    """Where the first sheet lies in the package, by the workbook's own list."""
    book = package.read("xl/workbook.xml")
    links = package.read("xl/_rels/workbook.xml.rels")
    sheet = re.search(rb'<(?:\w+:)?sheet\b[^>]*?\br:id="([^"]+)"', book)
    if sheet is None:
        raise KeyError("no sheet")
    for link in re.findall(rb"<(?:\w+:)?Relationship\b[^>]*>", links):
        if b'Id="' + sheet[1] + b'"' in link and (target := re.search(rb'Target="([^"]+)"', link)):
            path = target[1].decode()
            return path.lstrip("/") if path.startswith("/") else f"xl/{path}"
    raise KeyError("no such sheet")


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        # As the spreadsheet keeps it: a number that is whole is written so, any other with its own digits.
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value).strip()


def main() -> None:
    apart.answer(read_workbook, cpu_seconds=CPU_SECONDS, memory_bytes=MEMORY_BYTES)


if __name__ == "__main__":
    main()
