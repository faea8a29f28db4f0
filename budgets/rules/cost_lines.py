"""The line of a budget that explains itself."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class CostLine:
    """One cost in pounds a year (or once), with the sentence that says how it came about.

    `words` holds the arithmetic in a sentence a family understands; `rate` is the price or percent used,
    `rate_date` the day it counts for or from, `source` where it comes from; `parts` add up to `amount`.
    """

    key: str
    label: str
    amount: Decimal
    words: str
    rate: Decimal
    rate_date: date
    source: str
    parts: tuple["CostLine", ...] = ()
