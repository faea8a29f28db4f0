"""A file of library entries with their prices, as CSV: its columns, its rows read, and every reason why one is not taken."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from careplans.enums import LibraryKind, PriceUnit, ServiceKind
from phb.core.csv_files import ImportRejected, column_names, day_of, decode, rows_of
from phb.core.errors import MoneyError
from phb.core.money import parse_pounds
from phb.core.table_cells import safe_for_spreadsheets

MOST_ROWS = 5_000
WORDS = ("description", "topic", "service_kind", "measure", "evidence")
OF_A_PRICE = ("provider", "place", "unit", "amount", "includes", "starts", "ends", "source")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in the file, what to write in it, an example, and how long a cell may be."""

    name: str
    holds: str
    example: str
    needed: bool = False
    longest: int = 2_000


COLUMNS: tuple[Column, ...] = (
    Column("kind", f"One of {', '.join(LibraryKind)}", "service", needed=True),
    Column("name", "What it is called; the same name on several rows is one entry with several prices", "Sitting service", needed=True, longest=300),
    Column("description", "What it is, in plain words", "Somebody stays with the person while the carer is out."),
    Column("topic", "The word it is grouped by", "Breaks", longest=120),
    Column("service_kind", f"The kind of plan line: one of {', '.join(ServiceKind)}, or empty", "respite"),
    Column("measure", "For an outcome: how one could tell that it is reached", ""),
    Column("evidence", "What is known of whether it helps, with its source", ""),
    Column("provider", "Who provides it at this price; empty for whoever does", "Willow Support Services", longest=200),
    Column("place", "The name of a place of yours; empty for everywhere", "", longest=200),
    Column("unit", f"What the price is for: one of {', '.join(PriceUnit)}", "hour"),
    Column("amount", "Pounds, like 24.50; empty for an entry without a price", "24.50"),
    Column("includes", "What the price covers", "Travel and weekends"),
    Column("starts", "The first day of the price, like 2026-04-01 or 01/04/2026", "2026-04-01"),
    Column("ends", "The last day; empty until further notice", ""),
    Column("source", "Where the price comes from", "Contract of 2 February 2026", longest=300),
)  # fmt: skip
NAMES = frozenset(column.name for column in COLUMNS)
NEEDED = tuple(column.name for column in COLUMNS if column.needed)
LONGEST = {column.name: column.longest for column in COLUMNS}


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why one row is not taken: the line of the file, the column, and a sentence that says how to mend it."""

    line: int
    column: str
    words: str


@dataclass(frozen=True, slots=True)
class LibraryRow:
    """One row: an entry, and a price of it when there is an amount. Pounds a unit; days inclusive."""

    line: int
    text: Mapping[str, str]
    amount: Decimal | None = None
    starts: date | None = None
    ends: date | None = None

    @property
    def entry(self) -> tuple[str, str]:
        """What the row is a row of: kind, and name with capitals aside."""
        return self.text["kind"], self.text["name"].casefold()

    def as_json(self) -> dict[str, object]:
        """The row as it is kept between the check and the taking."""
        return {"line": self.line, "text": dict(self.text)}

    @classmethod
    def from_json(cls, kept: Mapping[str, object]) -> "LibraryRow":
        """The row as it was checked."""
        row, refused = _row(int(str(kept["line"])), dict(kept["text"]))  # type: ignore[call-overload]
        assert row is not None and not refused
        return row


def read(content: bytes) -> tuple[list[LibraryRow], list[Refusal]]:
    """The rows of a file and the refusals of those that cannot be read.

    Raises ImportRejected for a file that cannot be read at all: its letters, its columns, no rows or too many.
    """
    rows = rows_of(decode(content, ("utf-8", "cp1252")))
    if not rows:
        raise ImportRejected(None, "The file has no rows. Fill in the template and save it as CSV.")
    header, *body = rows
    names = column_names(header[1], NEEDED)
    if unknown := [name for name in names if name not in NAMES]:
        raise ImportRejected(1, f"These columns are not known: {', '.join(unknown[:10])}. Use the template's names.")
    if not body:
        raise ImportRejected(None, "The file has columns but no rows.")
    if len(body) > MOST_ROWS:
        raise ImportRejected(None, f"The file has {len(body):,} rows. Bring in {MOST_ROWS:,} at a time.")
    taken: list[LibraryRow] = []
    refusals: list[Refusal] = []
    for line, cells in body:
        if len(cells) > len(names):
            refusals.append(Refusal(line, "", f"The row has {len(cells)} cells; the header has {len(names)}."))
            continue
        row, refused = _row(line, dict(zip(names, map(_cell, cells), strict=False)))
        refusals += refused
        if row is not None:
            taken.append(row)
    return taken, refusals


def _cell(text: str) -> str:
    """A cell without outer spaces and without the apostrophe that our own files put before what a spreadsheet would run."""
    text = text.strip()
    return text[1:] if text.startswith("'") and safe_for_spreadsheets(text[1:]) == text else text


def _row(line: int, cells: dict[str, str]) -> tuple[LibraryRow | None, list[Refusal]]:
    refused: list[Refusal] = []

    def no(column: str, words: str) -> None:
        refused.append(Refusal(line, column, words))

    text = {name: cells.get(name, "") for name in NAMES}
    for name in NEEDED:
        if not text[name]:
            no(name, f"Fill in {name}.")
    for name, value in text.items():
        if len(value) > LONGEST[name]:
            no(name, f"This is {len(value):,} characters long; {LONGEST[name]:,} are the most.")
    for name, codes in (("kind", list(LibraryKind)), ("service_kind", list(ServiceKind)), ("unit", list(PriceUnit))):
        text[name] = text[name].lower().replace(" ", "_")
        if text[name] and text[name] not in codes:
            no(name, f"“{cells[name]}” is not one of: {', '.join(codes)}.")
    days = {name: _day(text[name], name, no) for name in ("starts", "ends")}
    amount = _amount(text, days, no)
    if refused:
        return None, refused
    return LibraryRow(line, text, amount, days["starts"], days["ends"]), []


def _day(cell: str, name: str, no) -> date | None:  # type: ignore[no-untyped-def]
    if not cell:
        return None
    try:
        return day_of(cell)
    except ValueError:
        no(name, f"“{cell}” is not a day. Write it like 2026-04-01 or 01/04/2026.")
        return None


def _amount(text: Mapping[str, str], days: Mapping[str, date | None], no) -> Decimal | None:  # type: ignore[no-untyped-def]
    if not text["amount"]:
        if said := [name for name in OF_A_PRICE if text[name]]:
            no("amount", f"There is {_listed(said)} but no amount. Fill it in, or empty those cells.")
        return None
    if text["kind"] == LibraryKind.OUTCOME:
        no("amount", "An outcome has no price; what is bought for it has one.")
    for name in ("unit", "starts", "source"):
        if not text[name]:
            no(name, f"A price needs {name.replace('starts', 'its first day (starts)')}.")
    if days["starts"] and days["ends"] and days["ends"] < days["starts"]:
        no("ends", "The last day is before the first day.")
    try:
        return parse_pounds(text["amount"])
    except MoneyError as error:
        no("amount", error.message)
        return None


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names)


class _Echo:
    def write(self, line: str) -> str:
        return line


def written(rows: Iterable[Mapping[str, object]]) -> Iterator[str]:
    """Rows as the lines of a file that can be brought in again; text that a spreadsheet would run begins with an apostrophe."""
    writer = csv.writer(_Echo())
    names = [column.name for column in COLUMNS]
    yield "\N{ZERO WIDTH NO-BREAK SPACE}" + writer.writerow(names)
    for row in rows:
        yield writer.writerow([safe_for_spreadsheets(str(row.get(name) or "")) for name in names])
