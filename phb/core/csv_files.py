"""From the bytes of a file to cells: encoding, rows, and what is refused before anything is read.

For every file that somebody brings in: bank statements, past cases, candidates for an offer.
"""

import csv
import io
import re
from collections.abc import Collection, Sequence
from datetime import date

from phb.core.errors import RuleBroken

MOST_BYTES = 10 * 1024 * 1024
MOST_ROWS = 100_000
MOST_CELL = 2_000
Row = tuple[int, list[str]]


class ImportRejected(RuleBroken):
    """The whole file is refused and nothing of it is taken. `line` is the line of the file, or None for the whole."""

    def __init__(self, line: int | None, words: str) -> None:
        super().__init__(f"Line {line}: {words}" if line else words, "file")
        self.line = line
        self.words = words


# Control characters but tab and line ends, direction marks, and the replacement character.
_DAMAGED = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\u202a-\\u202e\\u2066-\\u2069\\ufffd]")
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})|([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def check_size(data: bytes) -> None:
    """Refuse an empty file and one over 10 MB."""
    if not data.strip():
        raise ImportRejected(None, "The file is empty. Get it again from where it comes.")
    if len(data) > MOST_BYTES:
        raise ImportRejected(None, "The file is larger than 10 MB. Bring it in by parts, such as a shorter time.")


def looks_like(data: bytes) -> str:
    """The text for recognising the layout only: letters outside ASCII may be wrong, so nothing is taken from it."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    return data.decode("latin-1")


def decode(data: bytes, encodings: Sequence[str]) -> str:
    """The text of a file: by its own mark, else by the layout's encodings in order, each strictly.

    UTF-8 that is not UTF-8 fails at once, so a Windows file never turns into wrong letters in silence; a
    file that fits no declared encoding is refused.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _checked(_decode_as(data, encoding) or _unreadable())
    for encoding in encodings:
        text = _decode_as(data, encoding)
        if text is not None:
            return _checked(text)
    return _unreadable()


def _decode_as(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeError:
        return None


def _unreadable() -> str:
    raise ImportRejected(
        None,
        "The letters in the file cannot be read. Get it again as CSV, and do not open and save it in between.",
    )


def _checked(text: str) -> str:
    """Refuse control characters, hidden direction marks, and the sign for a lost letter."""
    if damaged := _DAMAGED.search(text):
        line = text.count("\n", 0, damaged.start()) + 1
        raise ImportRejected(line, "There is a damaged or hidden character. Get the file again from where it comes.")
    return text


def first_rows(text: str, most: int) -> list[list[str]]:
    """Cells of the first rows, for recognising; a broken row further down does not matter yet."""
    return [cells for _, cells in zip(range(most), csv.reader(io.StringIO(text, newline="")), strict=False)]


def rows_of(text: str) -> list[Row]:
    """Cells by row, each with the line of the file it begins on; empty rows are left out. Refuses a broken CSV."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[Row] = []
    begins = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((begins, cells))
            if any(len(cell) > MOST_CELL for cell in cells):
                raise ImportRejected(begins, f"A cell is longer than {MOST_CELL:,} characters.")
            if len(rows) > MOST_ROWS:
                raise ImportRejected(begins, f"The file has more than {MOST_ROWS:,} rows. Bring it in by parts.")
            begins = reader.line_num + 1
    except csv.Error as error:
        raise ImportRejected(begins, "The row is broken: a quotation mark is missing or in the wrong place.") from error
    return rows


def column_names(header: Sequence[str], needed: Collection[str]) -> list[str]:
    """The names in a file's first row, in small letters with underscores; empty ones at its end are left out.

    Raises ImportRejected for a name that stands twice and for one of `needed` that is missing.
    """
    names = [cell.strip().lower().replace(" ", "_") for cell in header]
    while names and not names[-1]:
        names.pop()
    if twice := sorted({name for name in names if name and names.count(name) > 1}):
        raise ImportRejected(1, f"These columns stand twice: {', '.join(twice)}. Keep each once.")
    if missing := [name for name in needed if name not in names]:
        raise ImportRejected(1, f"These columns are missing: {', '.join(missing)}. The first row names the columns.")
    return names


def day_of(text: str) -> date:
    """The day a cell names, as 1958-03-14 or 14/03/1958. Raises ValueError for anything else."""
    if (found := _DAY.fullmatch(text)) is None:
        raise ValueError("not a day")
    year, month, day, british_day, british_month, british_year = found.groups()
    return date(int(year or british_year), int(month or british_month), int(day or british_day))
