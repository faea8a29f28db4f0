"""Numbers as people read them, for the sentences that explain a figure."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from phb.core.money import format_pounds, round_penny


def pounds(amount: Decimal) -> str:
    """Pounds for reading: "£1,234.56"."""
    return format_pounds(amount)


def number(value: Decimal | int) -> str:
    """A number without needless zeros: "32", "7.5"."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def count(value: Decimal | int, singular: str, plural: str | None = None) -> str:
    """A number with its noun: "1 hour", "7.5 hours"."""
    return f"{number(value)} {singular if value == 1 else plural or singular + 's'}"


def day(value: date) -> str:
    """A date for reading: "5 April 2026"."""
    return f"{value.day} {value:%B %Y}"


def percent_of(part: Decimal | int, whole: Decimal | int) -> Decimal:
    """What percent `part` is of `whole`, to one decimal place, half away from zero; 0 when the whole is 0."""
    if not whole:
        return Decimal("0.0")
    # A percent to one place is a tenth of what the penny rounding sees, so it serves here too.
    return (round_penny(Fraction(part) * 10 / Fraction(whole)) * 10).quantize(Decimal("0.1"))


def percent_words(percent: Decimal) -> str:
    """A percent with its sign for reading: "+2.8%", "−12.7%", "0.0%"."""
    sign = "+" if percent > 0 else "−" if percent < 0 else ""
    return f"{sign}{abs(percent)}%"
