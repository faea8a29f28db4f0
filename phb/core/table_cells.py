"""One column of a table: what it shows, how it sorts, what it becomes in a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from markupsafe import Markup

from phb.core import display

Kind = Literal["text", "number", "money", "date", "datetime", "nhs_number", "tag"]
NOTHING = "\N{EN DASH}"
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


@dataclass(frozen=True)
class Tag:
    """A status in words and a colour of the design system ("green", "red", "grey" …)."""

    text: str
    colour: str = ""

    def __str__(self) -> str:
        return self.text

    def __html__(self) -> Markup:
        shade = f" nhsuk-tag--{self.colour}" if self.colour else ""
        return Markup('<strong class="nhsuk-tag phb-tag{}">{}</strong>').format(shade, self.text)


@dataclass(frozen=True)
class Column:
    """``cell`` is a function of the row, or a name on it (the key when not given).

    ``sort`` is a field path or the name of an annotation; without it the
    column does not sort. ``link`` gives the address of a row. ``never_empty``
    says that an annotation is never NULL (plain columns are looked up).
    """

    key: str
    label: str
    sort: str = ""
    cell: Callable[[Any], Any] | str = ""
    kind: Kind = "text"
    link: Callable[[Any], str] | None = None
    exported: bool = True
    never_empty: bool = False
    note: Callable[[Any], Any] | None = None
    """A second, quieter line in the cell."""

    @property
    def numeric(self) -> bool:
        """Whether the figures stand to the right."""
        return self.kind in {"number", "money"}

    def value(self, row: Any) -> Any:
        """The value of the cell as it is."""
        if callable(self.cell):
            return self.cell(row)
        found = row
        for name in (self.cell or self.key).split("."):
            found = found.get(name) if isinstance(found, Mapping) else getattr(found, name, None)
        return found

    def shown(self, row: Any) -> Any:
        """The value as it is written on the page."""
        value = self.value(row)
        if value is None or value == "":
            return NOTHING
        return _SHOWN.get(self.kind, _as_is)(value)

    def address(self, row: Any) -> str:
        """Where the cell leads, or an empty string."""
        return self.link(row) if self.link else ""

    def export(self, row: Any) -> Any:
        """The value for a file: amounts stay numbers, days are 2026-05-14, text is made safe."""
        value = self.value(row)
        if value is None:
            return ""
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, (Decimal, int)):
            return value
        if isinstance(value, datetime):
            return value.astimezone(display.LONDON).isoformat(sep=" ", timespec="minutes")
        if isinstance(value, date):
            return value.isoformat()
        return safe_for_spreadsheets(str(value))


def safe_for_spreadsheets(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet would run as a formula."""
    return f"'{text}" if text.startswith(DANGEROUS) else text


def _as_is(value: Any) -> Any:
    return value


_SHOWN: dict[str, Callable[[Any], Any]] = {
    "money": display.money,
    "date": display.day,
    "datetime": display.moment,
    "nhs_number": display.nhs_number,
    "number": lambda value: f"{value:,}",
}
