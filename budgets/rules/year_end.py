"""Which year bears the cost, and how the year will end (rules C22, C23)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from budgets.rules.words import pounds
from phb.core.errors import RuleBroken
from phb.core.money import ZERO, round_penny
from phb.core.periods import Period


@dataclass(frozen=True, slots=True)
class YearCharge:
    """A payment across 31 March, in pounds: the part that belongs to this year and the part paid ahead for the next."""

    charge: Decimal
    prepayment: Decimal


def charge_to_year(payment: Decimal, covered: Period, year_end: date) -> YearCharge:
    """Prepayment = payment × days after the year's last day ÷ days covered, rounded once; the charge is the rest (C22)."""
    if covered.end is None:
        raise RuleBroken("A payment covers a period with an end.")
    after = max((covered.end - max(year_end, covered.start)).days, 0)
    if covered.start > year_end:
        after = covered.days
    prepayment = round_penny(Fraction(payment) * after / covered.days)
    return YearCharge(payment - prepayment, prepayment)


def accrual(unbilled: Sequence[tuple[Decimal, Decimal]]) -> Decimal:
    """Pounds of care given and not yet billed: each line hours × pounds an hour, rounded, then added (C22)."""
    return sum((round_penny(Fraction(hours) * Fraction(rate)) for hours, rate in unbilled), ZERO)


@dataclass(frozen=True, slots=True)
class Forecast:
    """How the year will end, in pounds. `variance` is forecast − budget: positive means overspend."""

    forecast: Decimal
    variance: Decimal
    commitment_left: Decimal
    words: str


def forecast_year(
    budget: Decimal, earned_to_date: Decimal, rest_of_year: Decimal, one_offs: Decimal, recoveries: Decimal
) -> Forecast:
    """Forecast = earned to date + rest of the year at known rates + approved one-offs − expected recoveries (C23)."""
    forecast = earned_to_date + rest_of_year + one_offs - recoveries
    variance = forecast - budget
    if variance == 0:
        words = "On budget."
    else:
        words = f"{pounds(abs(variance))} {'overspend' if variance > 0 else 'underspend'}."
    return Forecast(forecast, variance, budget - earned_to_date, words)
