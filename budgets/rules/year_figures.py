"""A budget's NHS year as values: what it is worked out from, and its figures in pounds (sections 13 and 16)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

from budgets.rules.words import pounds
from budgets.rules.year_end import forecast_year
from phb.core.money import ZERO
from phb.core.periods import Period, add_days, add_months

MONTHS = 12


class Cut(NamedTuple):
    """Whose money, how it is held, and who is bought from ("" when nobody is named)."""

    funder: str
    holding: str
    provider: str = ""


Shares = tuple[tuple[Cut, Fraction], ...]
Parts = tuple[tuple[Cut, Fraction], ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A line of the budget over days, at one amount: exact pounds a week, and its parts, which add up to 1."""

    period: Period
    weekly: Fraction
    shares: Shares


@dataclass(frozen=True, slots=True)
class OneOff:
    """A sum for one day (C21), in pounds. `opening`: agreed with the year's budget, not later. `paid`: confirmed, or bought."""

    day: date
    amount: Decimal
    shares: Shares
    opening: bool = True
    paid: bool = False


@dataclass(frozen=True, slots=True)
class PaidFor:
    """A confirmed payment in pounds: the days that it is for, the day on which it was paid, and whose money it was."""

    period: Period
    amount: Decimal
    paid_on: date
    shares: Shares


@dataclass(frozen=True, slots=True)
class Recovery:
    """Money that came back on a day, in pounds, to whom it belongs."""

    day: date
    amount: Decimal
    shares: Shares


@dataclass(frozen=True, slots=True)
class YearFacts:
    """What a year's figures are worked out from. `opening`: the lines agreed for the first day in the year, to its end;
    `agreed`: all lines as they were agreed for their days; `due`: these after what happened (hospital, pause, end)."""

    opening: tuple[Stretch, ...] = ()
    agreed: tuple[Stretch, ...] = ()
    due: tuple[Stretch, ...] = ()
    one_offs: tuple[OneOff, ...] = ()
    payments: tuple[PaidFor, ...] = ()
    recoveries: tuple[Recovery, ...] = ()


@dataclass(frozen=True, slots=True)
class YearFigures:
    """Pounds of a year, for one cut or for all together.

    `variance` = forecast − budget: positive means overspend (C23). `commitment`: agreed and not earned yet: the rest and
    one-offs not paid. `prepaid`: of what was paid, the part for days after the day of the figures (C22).
    """

    budget_value: Decimal = ZERO
    agreed_value: Decimal = ZERO
    earned: Decimal = ZERO
    rest: Decimal = ZERO
    one_offs: Decimal = ZERO
    one_offs_paid: Decimal = ZERO
    recoveries: Decimal = ZERO
    cash_paid: Decimal = ZERO
    brought_forward: Decimal = ZERO
    prepaid: Decimal = ZERO
    budget_profile: tuple[Decimal, ...] = (ZERO,) * MONTHS
    forecast_profile: tuple[Decimal, ...] = (ZERO,) * MONTHS

    @property
    def actual(self) -> Decimal:
        """Cost of the days to date: earned, with one-offs paid, less what came back."""
        return self.earned + self.one_offs_paid - self.recoveries

    @property
    def forecast(self) -> Decimal:
        """How the year will end (C23)."""
        return forecast_year(self.budget_value, self.earned, self.rest, self.one_offs, self.recoveries).forecast

    @property
    def variance(self) -> Decimal:
        """Forecast − budget: positive means overspend (C23)."""
        return self.forecast - self.budget_value

    @property
    def commitment(self) -> Decimal:
        """Agreed and not earned yet: the rest of the year and one-offs not paid."""
        return self.rest + self.one_offs - self.one_offs_paid

    @property
    def left(self) -> Decimal:
        """The year's budget less what was earned (the commitment left of C23)."""
        return self.budget_value - self.earned

    @property
    def not_paid_yet(self) -> Decimal:
        """Cost of the days to date less what was paid for them: positive is an accrual, negative was paid too much."""
        return self.actual - (self.cash_paid + self.brought_forward - self.prepaid)

    @property
    def agreed_later(self) -> Decimal:
        """Of the variance, what was agreed for days after the first: later versions and one-offs."""
        return self.agreed_value - self.budget_value

    @property
    def happened(self) -> Decimal:
        """Of the variance, what happened: hospital, pause, end."""
        return self.forecast + self.recoveries - self.agreed_value


def year_of(day: date) -> int:
    """The calendar year in which the NHS year of a day begins: 31 March 2027 is in 2026, for 2026-27."""
    return day.year if (day.month, day.day) >= (4, 1) else day.year - 1


def year_words(year: int) -> str:
    """ "2026-27"."""
    return f"{year}-{(year + 1) % 100:02d}"


@cache
def months_of(year: int) -> tuple[Period, ...]:
    """The twelve months of an NHS year, April first."""
    firsts = [add_months(date(year, 4, 1), number) for number in range(MONTHS + 1)]
    return tuple(Period(first, add_days(after, -1)) for first, after in pairwise(firsts))


def added_up(rows: Iterable[YearFigures]) -> YearFigures:
    """The figures of several cuts or budgets together."""
    found = list(rows)
    names = [name for name in YearFigures.__slots__ if not name.endswith("_profile")]
    sums = {name: sum((getattr(row, name) for row in found), ZERO) for name in names}
    profiles = {
        name: tuple(sum(month, ZERO) for month in zip(*(getattr(row, name) for row in found), strict=True))
        if found
        else (ZERO,) * MONTHS
        for name in ("budget_profile", "forecast_profile")
    }
    return figures_from({**sums, **profiles})


def figures_from(values: Mapping[str, Any]) -> YearFigures:
    """Figures by their names; those that are not named are nothing."""
    return YearFigures(**values)


def variance_words(variance: Decimal) -> str:
    """A variance with its meaning: "+£1,011.61, overspend"."""
    if variance == 0:
        return "£0.00, on budget"
    sign, side = ("+", "overspend") if variance > 0 else ("−", "underspend")
    return f"{sign}{pounds(abs(variance))}, {side}"
