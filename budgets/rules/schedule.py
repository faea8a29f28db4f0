"""When a direct payment falls due, for which days, and how much (rules C2 to C9, C27 and C30).

A payment covers calendar days, both ends included. The commissioner's calendar
sets where periods begin; a start or end inside a period clips it. The weekly
amount is the base: each payment is rounded once, from exact values.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from budgets.enums import AnnualWeeks, Frequency
from budgets.rules.words import count, day, pounds
from phb.core.errors import RuleBroken
from phb.core.money import ZERO, round_penny, twelfths
from phb.core.periods import Period, add_days, add_months, previous_working_day

_STEP_DAYS = {Frequency.WEEKLY: 7, Frequency.FORTNIGHTLY: 14, Frequency.FOUR_WEEKLY: 28}


@dataclass(frozen=True, slots=True)
class WeeklyRate:
    """Pounds a week from a day on, until the next rate."""

    start: date
    weekly: Decimal


@dataclass(frozen=True, slots=True)
class PaymentTerms:
    """What is paid to one holder: how often, on whose calendar, from and to which day (both paid), at which rates.

    `anchor` is a day on which a period of the commissioner's calendar begins; for equal twelfths its month
    is the first of the twelve. `rates` in order of date, the first no later than `start`; for a one-off
    payment the first rate is the whole sum.
    """

    frequency: Frequency
    anchor: date
    start: date
    rates: tuple[WeeklyRate, ...]
    end: date | None = None
    annual_weeks: AnnualWeeks = AnnualWeeks.FIFTY_TWO

    def __post_init__(self) -> None:
        if not self.rates or self.rates[0].start > self.start:
            raise RuleBroken("There is no weekly amount for the first day. Give an amount that starts on or before it.")
        if any(later.start <= earlier.start for earlier, later in zip(self.rates, self.rates[1:], strict=False)):
            raise RuleBroken("The weekly amounts must be in order of date, one for each day.")
        if self.end is not None and self.end < self.start:
            raise RuleBroken("The last day must not be before the first. Check the dates.")


@dataclass(frozen=True, slots=True)
class DuePeriod:
    """One payment that falls due. `period` is the days paid for, `whole` the period of the calendar before clipping."""

    period: Period
    whole: Period
    amount: Decimal
    pay_date: date
    words: str

    @property
    def is_part(self) -> bool:
        """Whether the calendar's period was clipped to the first or last day of payment."""
        return self.period != self.whole


def amount_for_days(weekly: Decimal, days: int) -> Decimal:
    """Pounds for a number of days at a weekly amount: weekly × days ÷ 7, rounded once (C4). 28 days are exactly 4 weeks."""
    return round_penny(Fraction(weekly) * days / 7)


def due_periods(terms: PaymentTerms, until: date, holidays: Collection[date]) -> tuple[DuePeriod, ...]:
    """Every payment whose pay date is on or before `until`, in order (C5, C6).

    `holidays` are the bank holidays in England for all years asked about. Paid or not is the caller's
    business: take away what was paid, and what is left is what a first run pays.
    """
    due = []
    for whole in _calendar(terms):
        period = whole.clip(terms.start, terms.end)
        if period is None:
            break
        pay_date = previous_working_day(period.start, holidays)
        if pay_date > until:
            break
        amount = _amount(terms, whole, period)
        due.append(DuePeriod(period, whole, amount, pay_date, _words(terms, whole, period, amount)))
    return tuple(due)


def unpaid(due: Sequence[DuePeriod], paid: Collection[date]) -> tuple[DuePeriod, ...]:
    """The due payments whose first day is not among those already paid: all of them go into the run, none is skipped (C6)."""
    return tuple(payment for payment in due if payment.period.start not in paid)


def next_payment(terms: PaymentTerms, after: date, holidays: Collection[date]) -> DuePeriod | None:
    """The first payment with a pay date after the day, or None when nothing more is paid."""
    # Two months reach past any period, and past any run of holidays before one.
    later = due_periods(terms, max(add_months(after, 2), add_months(terms.start, 1)), holidays)
    return next((payment for payment in later if payment.pay_date > after), None)


def earned(rates: Sequence[WeeklyRate], period: Period) -> Decimal:
    """Pounds for a period's days, each at the rate of its day, rounded once (C9, C27). Days before the first rate earn nothing."""
    return round_penny(sum((Fraction(weekly) * part.days / 7 for part, weekly in _by_rate(rates, period)), Fraction(0)))


def financial_year(first_year: int) -> Period:
    """The NHS financial year that begins on 1 April of that year."""
    return Period(date(first_year, 4, 1), date(first_year + 1, 3, 31))


def year_value(terms: PaymentTerms, year: Period) -> Decimal:
    """What a recurring budget is worth in a year, in pounds, by its active calendar days (C9). Not 52 weeks."""
    active = year.clip(terms.start, terms.end)
    return earned(terms.rates, active) if active else ZERO


def payment_starts(frequency: Frequency, anchor: date, year: Period) -> tuple[date, ...]:
    """The days in the year on which a period of the calendar begins (C30): 13 for four-weekly, in some years 14."""
    terms = PaymentTerms(frequency, anchor, year.start, (WeeklyRate(year.start, ZERO),), year.end)
    starts = []
    for whole in _calendar(terms):
        if year.end is not None and whole.start > year.end:
            break
        if whole.start >= year.start:
            starts.append(whole.start)
    return tuple(starts)


def _calendar(terms: PaymentTerms) -> Iterator[Period]:
    """The whole periods of the calendar from the one that holds the first day on; without end unless paid once."""
    on = terms.start
    while True:
        whole = whole_period(terms.frequency, terms.anchor, on)
        yield whole
        if terms.frequency == Frequency.ONE_OFF or whole.end is None:
            return
        on = add_days(whole.end, 1)


def _amount(terms: PaymentTerms, whole: Period, period: Period) -> Decimal:
    if terms.frequency == Frequency.ONE_OFF:
        return round_penny(terms.rates[0].weekly)
    if terms.frequency != Frequency.MONTHLY_TWELFTHS:
        return earned(terms.rates, period)
    parts = _by_rate(terms.rates, period)
    return round_penny(
        sum(
            (Fraction(monthly_twelfth(terms, weekly, whole.start)) * part.days / whole.days for part, weekly in parts),
            Fraction(0),
        )
    )


def monthly_twelfth(terms: PaymentTerms, weekly: Decimal, month: date) -> Decimal:
    """Pounds for a whole month in equal twelfths: the last of the twelve takes what rounding left (C7)."""
    return twelfth(weekly, terms.anchor, terms.annual_weeks, month)


def twelfth(weekly: Decimal, anchor: date, annual_weeks: AnnualWeeks, month: date) -> Decimal:
    """Pounds for a whole month at a weekly amount; the anchor's month is the first of the twelve (C7)."""
    weeks = Fraction(365, 7) if annual_weeks == AnnualWeeks.CALENDAR else Fraction(52)
    each, last = twelfths(round_penny(Fraction(weekly) * weeks))
    return last if (month.month - anchor.month) % 12 == 11 else each


def whole_period(frequency: Frequency, anchor: date, on: date) -> Period:
    """The period of the commissioner's calendar that holds a day, before clipping; for a single payment the day itself."""
    if frequency == Frequency.ONE_OFF:
        return Period(on, on)
    if step := _STEP_DAYS.get(frequency):
        return Period.of_days(anchor + timedelta(days=(on - anchor).days // step * step), step)
    start = on.replace(day=1)
    return Period(start, add_days(add_months(start, 1), -1))


def _by_rate(rates: Sequence[WeeklyRate], period: Period) -> list[tuple[Period, Decimal]]:
    """The period cut where the rate changes."""
    parts = []
    for i, rate in enumerate(rates):
        last = add_days(rates[i + 1].start, -1) if i + 1 < len(rates) else None
        if part := period.clip(rate.start, last):
            parts.append((part, rate.weekly))
    return parts


def _words(terms: PaymentTerms, whole: Period, period: Period, amount: Decimal) -> str:
    assert period.end is not None
    if terms.frequency == Frequency.ONE_OFF:
        return f"A single payment of {pounds(amount)}."
    span = f"{day(period.start)} to {day(period.end)}"
    parts = _by_rate(terms.rates, period)
    if terms.frequency == Frequency.MONTHLY_TWELFTHS:
        pieces = [
            f"{count(part.days, 'day')} of {whole.days} × {pounds(monthly_twelfth(terms, weekly, whole.start))} a month"
            for part, weekly in parts
        ]
    else:
        pieces = [f"{pounds(weekly)} a week × {count(part.days, 'day')} ÷ 7" for part, weekly in parts]
    return f"{span}: {' + '.join(pieces)} = {pounds(amount)}."
