"""A file of people who might gain from an offer: read whole, each row that cannot be taken named with its reason."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from eligibility.rules.case_finding import FACT_NAME, Fact
from phb.core.csv_files import ImportRejected, check_size, column_names, day_of, decode, rows_of
from phb.core.forms.nhs_number import NHSNumberError, parse_nhs_number

MOST_BYTES = 2 * 1024 * 1024
MOST_ROWS = 5_000
MOST_FACTS = 20
NEEDED = ("nhs_number", "name", "date_of_birth")
LONGEST_NAME = 200
_NUMBER = re.compile(r"[0-9]{1,9}(\.[0-9]{1,4})?")
_YES_NO = {"yes": True, "no": False, "y": True, "n": False, "true": True, "false": False}


@dataclass(frozen=True, slots=True)
class FileRow:
    """One row of the file that can be read. `line` is its line in the file."""

    line: int
    nhs_number: str
    name: str
    date_of_birth: date
    facts: dict[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refused:
    """One row that cannot be taken. The reason names no person."""

    line: int
    reason: str

    def as_dict(self) -> dict[str, object]:
        """As it is kept."""
        return {"line": self.line, "reason": self.reason}


def read_candidates(data: bytes, on: date) -> tuple[list[FileRow], list[Refused], list[str]]:
    """The rows of a CSV file, those refused, and the names of its facts.

    The first row names the columns: nhs_number, name, date_of_birth, and up to 20 facts whose cells are numbers or
    yes/no; an empty cell is a fact not known. Raises ImportRejected for a file that cannot be read at all: wrong
    columns, larger than 2 MB, more than 5,000 rows.
    """
    check_size(data)
    if len(data) > MOST_BYTES:
        raise ImportRejected(None, "The file is larger than 2 MB. Bring it in by parts.")
    rows = rows_of(decode(data, ("utf-8-sig", "cp1252")))
    if len(rows) < 2:
        raise ImportRejected(None, "The file has no rows below its first. Add one row for each person.")
    if len(rows) - 1 > MOST_ROWS:
        raise ImportRejected(None, f"The file has more than {MOST_ROWS:,} people. Bring it in by parts.")
    names = _columns(rows[0][1])
    found: list[FileRow] = []
    refused: list[Refused] = []
    seen: dict[str, int] = {}
    for line, cells in rows[1:]:
        try:
            row = _row(line, names, cells, on)
            if row.nhs_number in seen:
                raise ValueError(
                    f"The NHS number stands in line {seen[row.nhs_number]} too. Keep one row for each person."
                )
        except ValueError as error:
            refused.append(Refused(line, str(error)))
        else:
            seen[row.nhs_number] = line
            found.append(row)
    return found, refused, _facts(names)


def _columns(cells: Sequence[str]) -> list[str]:
    names = column_names(cells, NEEDED)
    facts = _facts(names)
    if bad := [name for name in facts if not FACT_NAME.fullmatch(name)]:
        raise ImportRejected(
            1,
            f"“{bad[0][:40]}” is not a name for a column. Use small letters, digits and underscores, like admissions_12m.",
        )
    if len(facts) > MOST_FACTS:
        raise ImportRejected(1, f"There are more than {MOST_FACTS} facts. Keep those that the conditions ask for.")
    return names


def _facts(names: Sequence[str]) -> list[str]:
    return [name for name in names if name not in NEEDED]


def _row(line: int, names: Sequence[str], cells: Sequence[str], on: date) -> FileRow:
    if len(cells) < len(names) or any(cell.strip() for cell in cells[len(names) :]):
        raise ValueError(f"There are {len(cells)} cells where {len(names)} belong.")
    given = {name: cell.strip() for name, cell in zip(names, cells, strict=False)}
    try:
        number = parse_nhs_number(given["nhs_number"].removeprefix("'"))
    except NHSNumberError as error:
        raise ValueError(f"{error}.") from error
    name = " ".join(given["name"].split())
    if not name:
        raise ValueError("The name is missing.")
    if len(name) > LONGEST_NAME:
        raise ValueError(f"The name is longer than {LONGEST_NAME} characters.")
    if not name[0].isalpha():
        raise ValueError("The name does not begin with a letter. Check the columns.")
    return FileRow(line, number, name, _born(given["date_of_birth"], on), _facts_of(given, names))


def _facts_of(given: Mapping[str, str], names: Sequence[str]) -> dict[str, Fact]:
    facts: dict[str, Fact] = {}
    for name in _facts(names):
        text = given[name].lower()
        if not text:
            continue
        if text in _YES_NO:
            facts[name] = _YES_NO[text]
        elif _NUMBER.fullmatch(text):
            facts[name] = Decimal(text)
        else:
            raise ValueError(f"{name} must be a number such as 6, yes or no, or empty.")
    return facts


def _born(text: str, on: date) -> date:
    if not text:
        raise ValueError("The date of birth is missing.")
    try:
        day = day_of(text)
    except ValueError as error:
        raise ValueError("The date of birth must be a real date, like 1958-03-14 or 14/03/1958.") from error
    if day > on:
        raise ValueError("The date of birth is in the future.")
    if day.year < on.year - 125:
        raise ValueError("The date of birth is more than 125 years ago.")
    return day
