"""A date in three boxes, kept in one place of the answers: as YYYY-MM-DD, or as typed while it is no date."""

from datetime import date
from typing import Any

from phb.core.forms.dates import MONTHS

DATE_PARTS = ("day", "month", "year")


def joined(day: str, month: str, year: str) -> str:
    """Three boxes as one value: "2026-05-14" for a real date, else what was typed, "31/2/2026"; "" for nothing."""
    typed = [text.strip().replace("/", " ")[:20] for text in (day, month, year)]
    if not any(typed):
        return ""
    number = next(
        (str(n) for n, name in enumerate(MONTHS, 1) if len(typed[1]) >= 3 and name.startswith(typed[1].lower())),
        typed[1],
    )
    if len(typed[2]) == 4 and all(text.isascii() and text.isdigit() for text in (typed[0], number, typed[2])):
        try:
            return date(int(typed[2]), int(number), int(typed[0])).isoformat()
        except ValueError:
            pass
    return "/".join(typed)


def parts_of_date(value: Any) -> tuple[str, str, str]:
    """What stands in the three boxes."""
    if not isinstance(value, str) or not value:
        return "", "", ""
    if len(value) == 10 and value[4] == value[7] == "-":
        year, month, day = value.split("-")
        return day.lstrip("0"), month.lstrip("0"), year
    boxes = [*value.split("/"), "", "", ""]
    return boxes[0], boxes[1], boxes[2]
