"""A date typed as day, month and year, with errors that name the part."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from phb.core.forms.fields import NHSField

PARTS = ("day", "month", "year")
MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]


class DateInputs(forms.MultiWidget):
    """Three boxes named ``…_day``, ``…_month`` and ``…_year``."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(widgets=dict.fromkeys(PARTS, forms.TextInput), attrs=attrs)

    def decompress(self, value: Any) -> list[Any]:
        """A recorded date as its three parts; other text (an initial value) is left out."""
        if isinstance(value, (date, datetime)):
            return [value.day, value.month, value.year]
        return ["", "", ""]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Omitted only if no part was sent."""
        return all(f"{name}_{part}" not in data for part in PARTS)


class DateField(NHSField):
    """A day; cleans to ``date`` or ``None``. Months may be typed as words.

    ``not_before`` and ``not_after`` are days that are still allowed; the form
    sets them when they depend on today.
    """

    widget = DateInputs

    def __init__(self, *, not_before: date | None = None, not_after: date | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.not_before, self.not_after = not_before, not_after

    def to_python(self, value: Any) -> date | None:
        """Three parts to a date; raises with the names of the parts to mend."""
        typed = [str(part or "").strip() for part in (value or ["", "", ""])]
        if not any(typed):
            return None
        absent = [part for part, text in zip(PARTS, typed, strict=True) if not text]
        if absent:
            raise self._error(f"must include a {' and a '.join(absent)}", absent)
        day, month, year = typed[0], _month_number(typed[1]), typed[2]
        wrong = [part for part, text in zip(PARTS, (day, month, year), strict=True) if not _is_digits(text)]
        if wrong:
            raise self._error("must be a real date, like 14 5 2026", wrong)
        if len(year) != 4:
            raise self._error("must have a year of 4 digits, like 2026", ["year"])
        try:
            return date(int(year), int(month), int(day))
        except ValueError as error:
            bad = ["month"] if not 1 <= int(month) <= 12 else ["day"]
            raise self._error("must be a real date", bad) from error

    def validate(self, value: Any) -> None:
        """Hold the day to its limits."""
        super().validate(value)
        if value is None:
            return
        if self.not_before and value < self.not_before:
            raise self._error(f"must be on or after {_written(self.not_before)}", PARTS)
        if self.not_after and value > self.not_after:
            raise self._error(f"must be on or before {_written(self.not_after)}", PARTS)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare as typed parts."""
        before = DateInputs().decompress(initial)
        return [str(part or "") for part in before] != [str(part or "") for part in data or []]

    def _error(self, words: str, parts: Any) -> ValidationError:
        return ValidationError(f"{self.label} {words}", code="date", params={"parts": list(parts)})


def _month_number(text: str) -> str:
    typed = text.lower()
    for number, name in enumerate(MONTHS, start=1):
        if len(typed) >= 3 and name.startswith(typed):
            return str(number)
    return text


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 4


def _written(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"
