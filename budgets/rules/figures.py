"""National figures by date, each with its source.

The figures stand in YAML tables beside this module. A change of the law adds a
row and never alters one, so an old calculation can be repeated. A day for which
there is no row refuses to calculate: a guess would be paid to somebody.
"""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from phb.core.errors import RuleBroken
from phb.core.results import Certainty

FOLDER = Path(__file__).with_name("tables")


class TableFault(ValueError):
    """A table in the product is wrong: a gap, an overlap, or a figure that is not text."""


@dataclass(frozen=True)
class FigureRow:
    """Figures in force from `start` to `end`, both days included."""

    start: date
    end: date
    figures: Mapping[str, Decimal]
    source: str
    certainty: Certainty

    def __getitem__(self, name: str) -> Decimal:
        return self.figures[name]


@dataclass(frozen=True)
class FigureTable:
    """One dated table; rows in order of date, with no gap and no overlap.

    `by_birth`: the days of the rows are days of birth, not days of the calculation.
    """

    name: str
    title: str
    unit: str
    rows: tuple[FigureRow, ...]
    by_birth: bool = False

    def on(self, day: date) -> FigureRow:
        """The figures in force on `day`; RuleBroken when the table has none."""
        for row in self.rows:
            if row.start <= day <= row.end:
                return row
        raise RuleBroken(
            f"There is no figure for “{self.title}” on {day.day} {day:%B %Y}. "
            f"The table covers {self.rows[0].start.day} {self.rows[0].start:%B %Y} to "
            f"{self.rows[-1].end.day} {self.rows[-1].end:%B %Y}. "
            "Choose a date inside it, or ask for the new figures to be added with their source."
        )


def read_table(name: str, content: Mapping[str, Any]) -> FigureTable:
    """Build a table from parsed YAML; TableFault when it is not sound."""
    rows = tuple(_read_row(name, raw) for raw in content["rows"])
    if not rows:
        raise TableFault(f"{name}: the table has no rows.")
    for row in rows:
        if row.end < row.start:
            raise TableFault(f"{name}: the row from {row.start} ends before it starts.")
    for earlier, later in itertools.pairwise(rows):
        expected = earlier.end + timedelta(days=1)
        if later.start != expected:
            fault = "a gap" if later.start > expected else "an overlap"
            raise TableFault(f"{name}: {fault} between {earlier.end} and {later.start}.")
    return FigureTable(name, content["title"], content["unit"], rows, content.get("by") == "birth")


def _read_row(name: str, raw: Mapping[str, Any]) -> FigureRow:
    figures = {}
    for key, value in raw["figures"].items():
        # A bare 12.71 in YAML is a binary float, which is not exactly 12.71.
        if not isinstance(value, str):
            raise TableFault(f"{name}: {key} must stand in quotation marks.")
        figures[key] = Decimal(value)
    if not raw.get("source") or not raw.get("certainty"):
        raise TableFault(f"{name}: the row from {raw['from']} needs a source and a certainty.")
    return FigureRow(raw["from"], raw["to"], MappingProxyType(figures), raw["source"], Certainty(raw["certainty"]))


@cache
def table(name: str) -> FigureTable:
    """The national table of that name, such as "minimum_wage"."""
    with (FOLDER / f"{name}.yaml").open(encoding="utf-8") as file:
        return read_table(name, yaml.safe_load(file))


def all_tables() -> tuple[FigureTable, ...]:
    """Each national table, by name, for the page that lists figures and sources."""
    return tuple(table(path.stem) for path in sorted(FOLDER.glob("*.yaml")))


def figures_on(name: str, day: date) -> FigureRow:
    """The figures of one table on a day; RuleBroken when there are none."""
    return table(name).on(day)
