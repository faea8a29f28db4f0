"""Changing the amount: uplift, arrears, reduction with notice, comparison (rules C17, C27, C28, C31)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from budgets.rules.schedule import WeeklyRate, earned
from budgets.rules.uplifting import raised
from budgets.rules.words import day, number, percent_of, pounds
from phb.core.errors import RuleBroken
from phb.core.money import ZERO
from phb.core.periods import Period, add_days


@dataclass(frozen=True, slots=True)
class UpliftLine:
    """One line of a budget: pounds a week, and the percent it goes up by, or None for a line whose cost did not move."""

    key: str
    label: str
    weekly: Decimal
    percent: Decimal | None


@dataclass(frozen=True, slots=True)
class UpliftedLine:
    """One line after an uplift, in pounds a week, with the sentence that says how."""

    key: str
    label: str
    old: Decimal
    new: Decimal
    words: str


def uplift_lines(lines: Sequence[UpliftLine]) -> tuple[UpliftedLine, ...]:
    """Raise each line by its own percent, rounded to the penny per line; frozen lines stay (C17).

    The new total is the sum of the lines. Raises RuleBroken for a negative percent: a reduction needs
    notice (C28) and is never an uplift.
    """
    return tuple(_uplift(line) for line in lines)


def _uplift(line: UpliftLine) -> UpliftedLine:
    if line.percent is None:
        return UpliftedLine(
            line.key, line.label, line.weekly, line.weekly, f"{line.label} stays at {pounds(line.weekly)} a week."
        )
    if line.percent < 0:
        raise RuleBroken(f"{line.label}: an uplift must not be less than 0%. A reduction needs notice and reasons.")
    new = raised(line.weekly, line.percent)
    words = f"{line.label} goes up by {number(line.percent)}%, from {pounds(line.weekly)} to {pounds(new)} a week."
    return UpliftedLine(line.key, line.label, line.weekly, new, words)


@dataclass(frozen=True, slots=True)
class PaidPeriod:
    """Days already paid for, and the pounds paid for them."""

    period: Period
    paid: Decimal


@dataclass(frozen=True, slots=True)
class Arrear:
    """For one period paid: what was due at the new rates, what was paid, and the difference in pounds (positive = owed to the holder)."""

    period: Period
    due: Decimal
    paid: Decimal
    difference: Decimal
    words: str


def arrears(rates: Sequence[WeeklyRate], paid: Sequence[PaidPeriod]) -> tuple[Arrear, ...]:
    """Work each paid period out from scratch at the rates now known and take away what was paid (C17).

    Nothing posted is edited. Raises RuleBroken when a period comes out lower: the amount is never
    reduced backwards (C28).
    """
    found = []
    for item in paid:
        due = earned(rates, item.period)
        difference = due - item.paid
        if difference < 0:
            raise RuleBroken(
                "The new amount is lower than what was paid. An amount is never reduced backwards; give notice instead."
            )
        words = (
            f"From {_span(item.period)}: due {pounds(due)}, paid {pounds(item.paid)}, still owed {pounds(difference)}."
        )
        found.append(Arrear(item.period, due, item.paid, difference, words))
    return tuple(found)


def reduction_from(notice_given: date, notice_days: int) -> date:
    """The first day of a lower amount: notice of N days given on day D runs D+1 to D+N; the new rate counts from D+N+1 (C28).

    2013 Regulations, regulation 13(5): reasonable notice, in writing, with reasons.
    """
    if notice_days < 1:
        raise RuleBroken("Notice must be at least 1 day.")
    return notice_given + timedelta(days=notice_days + 1)


def check_reduction(notice_given: date, notice_days: int, new_from: date) -> None:
    """Refuse a lower amount that starts before the notice has run (RuleBroken, field "effective_from")."""
    first = reduction_from(notice_given, notice_days)
    if new_from < first:
        raise RuleBroken(
            f"The lower amount cannot start on {day(new_from)}. Notice of {notice_days} days given on {day(notice_given)} "
            f"runs to {day(add_days(first, -1))}, so the earliest day is {day(first)}.",
            "effective_from",
        )


def check_beginning(starts: date, *, first: date, last: date | None) -> None:
    """Refuse a first day that is before `first`, or leaves days after `last`, the last day with authorised money,
    without any (RuleBroken, field "starts")."""
    if starts < first:
        raise RuleBroken(
            f"It cannot begin on {day(starts)}. The first day that it can count for is {day(first)}, when the budget began "
            "or the last closed period had ended.",
            "starts",
        )
    if last is not None and starts > add_days(last, 1):
        raise RuleBroken(
            f"The authorised money ends on {day(last)}, so it begins on {day(add_days(last, 1))} or sooner. Days in "
            "between would have no money.",
            "starts",
        )


@dataclass(frozen=True, slots=True)
class PackageComparison:
    """The budget beside the package it replaced (C31): pounds a week and a year saved (negative = dearer), percent to 1 place."""

    weekly: Decimal
    annual: Decimal
    percent: Decimal
    words: str


def compare_with_package(traditional_weekly: Decimal, budget_weekly: Decimal) -> PackageComparison:
    """Weekly difference = traditional − budget; × 52 for a year; percent of the traditional price (C31)."""
    if traditional_weekly <= 0:
        raise RuleBroken("Give the weekly price of the package that the budget replaced, more than £0.00.")
    weekly = traditional_weekly - budget_weekly
    percent = percent_of(weekly, traditional_weekly)
    if weekly == 0:
        words = "The budget costs the same as the package it replaced."
    else:
        words = f"The budget costs {pounds(abs(weekly))} a week {'less' if weekly > 0 else 'more'} than the package it replaced ({number(abs(percent))}%)."
    return PackageComparison(weekly, 52 * weekly, percent, words)


def total(lines: Sequence[UpliftedLine]) -> Decimal:
    """The new weekly total in pounds: the sum of the rounded lines (C17)."""
    return sum((line.new for line in lines), ZERO)


def _span(period: Period) -> str:
    return f"{day(period.start)} to {day(period.end)}" if period.end else f"{day(period.start)} on"
