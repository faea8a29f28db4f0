"""How values are written on a page: one way each, everywhere."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup

from phb.core.money import format_pounds

LONDON = ZoneInfo("Europe/London")
NO_BREAK = "\N{NO-BREAK SPACE}"
NOTHING = "Not recorded"


def money(amount: Decimal | None) -> str:
    """Pounds and pence, "£1,234.56"; "Not recorded" for no amount."""
    return NOTHING if amount is None else format_pounds(amount)


def day(value: date | datetime | None) -> str:
    """A day as "14 May 2026" (London), its parts never broken over two lines."""
    if value is None:
        return NOTHING
    if isinstance(value, datetime):
        value = _in_london(value).date()
    return f"{value.day}{NO_BREAK}{value:%B}{NO_BREAK}{value.year}"


def moment(value: datetime | None) -> str:
    """A moment in London as "14 May 2026 at 3:05pm"."""
    if value is None:
        return NOTHING
    local = _in_london(value)
    clock = f"{local.hour % 12 or 12}:{local:%M}{'am' if local.hour < 12 else 'pm'}"
    return f"{day(local)} at{NO_BREAK}{clock}"


def nhs_number(value: str | None) -> str | Markup:
    """An NHS number as "999 123 4567", in one piece."""
    if not value:
        return NOTHING
    digits = "".join(character for character in str(value) if character.isdigit())
    if len(digits) != 10:
        return str(value)
    return Markup('<span class="phb-nhs-number">{}</span>').format(NO_BREAK.join((digits[:3], digits[3:6], digits[6:])))


def period(value: Any) -> str:
    """An inclusive period: "1 April 2026 to 31 March 2027", "From 1 April 2026"."""
    if value is None:
        return NOTHING
    if value.end is None:
        return f"From {day(value.start)}"
    return f"{day(value.start)} to {day(value.end)}"


def waiting(days: int) -> str:
    """How long a thing has waited: "Waiting 12 days"."""
    if days <= 0:
        return "Arrived today"
    return f"Waiting{NO_BREAK}{plural(days, 'day')}"


def ago(value: date, today: date) -> str:
    """How long ago a day was, seen from ``today``: "3 days ago"."""
    days = (today - value).days
    if days == 0:
        return "Today"
    if days == 1:
        return "Yesterday"
    return f"{plural(days, 'day')} ago" if days > 0 else f"In {plural(-days, 'day')}"


def count(number: int) -> str:
    """A count with thousands commas: "1,204"."""
    return f"{number:,}"


def plural(number: int, one: str, many: str | None = None) -> str:
    """A number and its noun: "1 day", "2 days", "2 children"."""
    noun = one if number == 1 else (many or f"{one}s")
    return f"{number:,}{NO_BREAK}{noun}"


def _in_london(value: datetime) -> datetime:
    return value.astimezone(LONDON)


__all__ = [
    "ago",
    "count",
    "day",
    "moment",
    "money",
    "nhs_number",
    "period",
    "plural",
    "waiting",
]
