"""What NHS-funded nursing care costs for a period: by days, at the rate of each day's year, rounded once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from eligibility.rules.fnc import fnc_weekly_rate
from phb.core.money import Pounds, round_penny
from phb.core.periods import Period

# One week is seven days: a day costs a seventh of the weekly rate. The amount of a period is worked out exactly and
# rounded once, half a penny away from zero.
ROUNDING = "Days times a seventh of the weekly rate, rounded once for the whole period, half a penny away from zero."


@dataclass(frozen=True, slots=True)
class Span:
    """Days at one weekly rate, in pounds: inclusive days, and their exact amount unrounded as a fraction of pounds."""

    starts: date
    ends: date
    band: str
    weekly: Pounds

    @property
    def days(self) -> int:
        return (self.ends - self.starts).days + 1

    @property
    def exact(self) -> Fraction:
        return Fraction(self.weekly) * self.days / 7


@dataclass(frozen=True, slots=True)
class Amount:
    """What a period costs in pounds and pence, and the spans behind it."""

    total: Decimal
    spans: tuple[Span, ...]

    @property
    def days(self) -> int:
        return sum(span.days for span in self.spans)


def nursing_amount(care: Iterable[tuple[Period, str]], period: Period) -> Amount:
    """The amount for a closed period of nursing care, given (days, band) of each stretch in payment.

    Raises RuleBroken for a day in a year without a rate: a rate is never guessed from another year.
    """
    spans: list[Span] = []
    for days, band in care:
        shared = days.overlap(period)
        if shared is None or shared.end is None:
            continue
        spans += _by_year(shared.start, shared.end, band)
    return Amount(round_penny(sum((span.exact for span in spans), Fraction(0))), tuple(spans))


def _by_year(starts: date, ends: date, band: str) -> list[Span]:
    """The stretch cut at each 1 April, when a new rate begins."""
    found = []
    while starts <= ends:
        april = date(starts.year + (starts >= date(starts.year, 4, 1)), 4, 1)
        last = min(ends, april - timedelta(days=1))
        found.append(Span(starts, last, band, fnc_weekly_rate(starts, band)))
        starts = last + timedelta(days=1)
    return found
