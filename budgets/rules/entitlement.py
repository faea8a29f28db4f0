"""What each day of a running budget is worth to its holder (rules C4, C5, C7 to C9, C15, C18 and C27).

Everything is worked out from facts: the amounts by date, how often they are paid, stays away, pauses and the last day.
Nothing remembers in which order the facts became known, so that order never matters.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from budgets.enums import AnnualWeeks, Frequency
from budgets.rules.schedule import WeeklyRate, twelfth, whole_period
from budgets.rules.words import count, day, number, pounds
from phb.core.errors import RuleBroken
from phb.core.money import ZERO, round_penny
from phb.core.periods import Period, add_days

FULL = Decimal(100)
MOST_PERIODS = 1200  # two a month for fifty years: a calendar that never ends is a fault, not a wait


@dataclass(frozen=True, slots=True)
class CalendarFrom:
    """How a budget is paid from the first period that begins on or after a day: how often, and on whose calendar."""

    asked_from: date
    frequency: Frequency
    anchor: date
    annual_weeks: AnnualWeeks = AnnualWeeks.FIFTY_TWO


@dataclass(frozen=True, slots=True)
class Away:
    """A stay in hospital or elsewhere, both days included, `ends` None while it lasts (C15).

    The first `grace_days` are paid in full, then `percent` of the amount for up to `most_days` counted over the whole
    stay, then nothing.
    """

    starts: date
    ends: date | None
    grace_days: int
    percent: Decimal
    most_days: int

    def percent_on(self, on: date) -> Decimal:
        """The percent of the amount that is paid for a day, 100 outside the stay."""
        if on < self.starts or (self.ends is not None and on > self.ends):
            return FULL
        away = (on - self.starts).days
        if away < self.grace_days:
            return FULL
        return self.percent if away < self.grace_days + self.most_days else ZERO

    def cuts(self) -> tuple[date, ...]:
        """The days on which the percent may change."""
        grace = add_days(self.starts, self.grace_days)
        after = (add_days(self.ends, 1),) if self.ends else ()
        return (self.starts, grace, add_days(grace, self.most_days), *after)


@dataclass(frozen=True, slots=True)
class NotPaid:
    """Days for which nothing is paid, both included, `end` None while it lasts, and why ("payments are paused")."""

    start: date
    end: date | None
    why: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a budget's direct payment.

    `rates` in order of date, one for each day; `calendars` likewise, the first no later than `first`; `first` and
    `last` are paid days, and `last_why` says why nothing comes after ("the budget ended").
    """

    first: date
    rates: tuple[WeeklyRate, ...]
    calendars: tuple[CalendarFrom, ...]
    last: date | None = None
    last_why: str = "the budget ended"
    pauses: tuple[NotPaid, ...] = ()
    stays: tuple[Away, ...] = ()

    def __post_init__(self) -> None:
        if not self.calendars or self.calendars[0].asked_from > self.first:
            raise RuleBroken("There is no payment calendar for the first day. Give how often the budget is paid.")


@dataclass(frozen=True, slots=True)
class Run:
    """Days that are worth the same: pounds a week, the percent of it that is paid, and why it is not all."""

    period: Period
    weekly: Decimal
    percent: Decimal
    why: str = ""


@dataclass(frozen=True, slots=True)
class DuePart:
    """A line of what is due for some days, in pounds, rounded once, with its sentence."""

    kind: str
    days: int
    amount: Decimal
    words: str


@dataclass(frozen=True, slots=True)
class Due:
    """What a period is worth in pounds: its lines, and one sentence that adds them up."""

    period: Period
    amount: Decimal
    parts: tuple[DuePart, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Slot:
    """A period of the payment calendar: `whole` before clipping, `period` the days from the first to the last that count."""

    period: Period
    whole: Period
    calendar: CalendarFrom = field(compare=False)


def slots(facts: Facts, until: date) -> Iterator[Slot]:
    """The periods from the first day until a day: each day belongs to exactly one (C5).

    Another frequency or calendar takes over on the first day of a period on or after the day it was asked from.
    """
    at, calendar = facts.first, facts.calendars[0]
    for _ in range(MOST_PERIODS):
        if at > until:
            return
        calendar = next(each for each in reversed(facts.calendars) if each.asked_from <= at)
        whole = whole_period(calendar.frequency, calendar.anchor, at)
        if calendar.frequency == Frequency.ONE_OFF:
            whole = Period(at, until)
        assert whole.end is not None
        last = at if calendar.frequency == Frequency.ONE_OFF else min(whole.end, until)
        yield Slot(Period(at, last), whole, calendar)
        at = add_days(whole.end, 1)
    raise RuleBroken("The payment calendar reaches too far. Check the dates of the budget.")


def runs(facts: Facts, period: Period) -> list[Run]:
    """The days of a period cut wherever the amount or its percent changes. Days before the first rate are left out."""
    if period.end is None:
        raise ValueError("An open period has no amount.")
    starts = [period.start, *sorted(cut for cut in _cuts(facts) if period.start < cut <= period.end)]
    found = []
    for i, start in enumerate(starts):
        end = add_days(starts[i + 1], -1) if i + 1 < len(starts) else period.end
        weekly = _weekly_on(facts.rates, start)
        if weekly is not None and start >= facts.first:
            found.append(Run(Period(start, end), weekly, *_percent_on(facts, start)))
    return found


def due(facts: Facts, period: Period) -> Due:
    """What a period is worth as it is paid: by days, or in twelfths where the budget is paid so; rounded once for the
    days in full and once for each retainer, which is a line of its own (C4, C7, C15, C27)."""
    cells = [(run, _twelfths(slot, run)) for slot in _slots_of(facts, period) for run in runs(facts, slot.period)]
    return _sum_up(period, cells)


def worth(facts: Facts, period: Period) -> Due:
    """What a period is worth by its calendar days, however it is paid (C9): for years and months of account."""
    return _sum_up(period, [(run, None) for run in runs(facts, period)])


def _slots_of(facts: Facts, period: Period) -> list[Slot]:
    """The period cut by the calendar where its parts count: days paid in twelfths are worth what their month makes them."""
    plain = Slot(period, period, facts.calendars[0])
    if all(_by_days(each.frequency) for each in facts.calendars):
        return [plain]
    if period.end is None or period.end < facts.first:
        return [plain]
    found = []
    for slot in slots(facts, period.end):
        if (inside := slot.period.overlap(period)) is not None:
            found.append(Slot(inside, slot.whole, slot.calendar))
    return found


def _by_days(frequency: Frequency) -> bool:
    return frequency not in {Frequency.MONTHLY_TWELFTHS, Frequency.ONE_OFF}


def _twelfths(slot: Slot, run: Run) -> tuple[Fraction, str] | None:
    """The exact value of days at the full amount where days alone do not say it, and its words."""
    calendar = slot.calendar
    if calendar.frequency == Frequency.MONTHLY_TWELFTHS:
        month = twelfth(run.weekly, calendar.anchor, calendar.annual_weeks, slot.whole.start)
        words = f"{count(run.period.days, 'day')} of {slot.whole.days} × {pounds(month)} a month"
        return Fraction(month) * run.period.days / slot.whole.days, words
    if calendar.frequency == Frequency.ONE_OFF:
        first = slot.whole.start == run.period.start
        return Fraction(run.weekly) if first else Fraction(0), "a single payment"
    return None


def _sum_up(period: Period, cells: Sequence[tuple[Run, tuple[Fraction, str] | None]]) -> Due:
    full = [(run, exact) for run, exact in cells if run.percent == FULL]
    parts = [_part("days", full)] if full else []
    for why in dict.fromkeys(run.why for run, _ in cells if ZERO < run.percent < FULL):
        parts.append(_part("retainer", [(run, exact) for run, exact in cells if run.why == why and run.percent]))
    for why in dict.fromkeys(run.why for run, _ in cells if not run.percent):
        days = sum(run.period.days for run, _ in cells if run.why == why and not run.percent)
        parts.append(DuePart("nothing", days, ZERO, f"{count(days, 'day')} not paid: {why}"))
    amount = sum((part.amount for part in parts), ZERO)
    return Due(period, amount, tuple(parts), _words(period, parts, amount))


def _part(kind: str, cells: Sequence[tuple[Run, tuple[Fraction, str] | None]]) -> DuePart:
    """One line: its days added up by amount, so that "10 days" and "8 days" of one amount read as 18."""
    exact, said = Fraction(0), []
    alike: dict[tuple[Decimal, Decimal, str], int] = {}
    for run, other in cells:
        if other:
            exact += other[0] * Fraction(run.percent) / 100
            said.append(_of(other[1], run.percent, run.why))
        else:
            alike[run.weekly, run.percent, run.why] = alike.get((run.weekly, run.percent, run.why), 0) + run.period.days
    for (weekly, percent, why), days in alike.items():
        exact += Fraction(weekly) * days / 7 if percent == FULL else Fraction(weekly) * Fraction(percent) * days / 700
        words = f"{pounds(weekly)} a week × {count(days, 'day')} ÷ 7"
        said.append(_of(words, percent, why))
    return DuePart(kind, sum(run.period.days for run, _ in cells), round_penny(exact), " + ".join(said))


def _of(words: str, percent: Decimal, why: str) -> str:
    return words if percent == FULL else f"{number(percent)}% of {words}, {why}"


def _words(period: Period, parts: Sequence[DuePart], amount: Decimal) -> str:
    assert period.end is not None
    span = f"{day(period.start)} to {day(period.end)}"
    paid = " + ".join(part.words for part in parts if part.kind != "nothing")
    rest = "".join(f"; {part.words}" for part in parts if part.kind == "nothing")
    return f"{span}: {paid} = {pounds(amount)}{rest}." if paid else f"{span}: nothing is due{rest}."


def _weekly_on(rates: Sequence[WeeklyRate], on: date) -> Decimal | None:
    return next((rate.weekly for rate in reversed(rates) if rate.start <= on), None)


def _percent_on(facts: Facts, on: date) -> tuple[Decimal, str]:
    """The percent that is paid for a day, and why it is not all. What ends or pauses a budget counts before a stay."""
    if facts.last is not None and on > facts.last:
        return ZERO, facts.last_why
    for pause in facts.pauses:
        if pause.start <= on and (pause.end is None or on <= pause.end):
            return ZERO, pause.why
    for stay in facts.stays:
        if (percent := stay.percent_on(on)) != FULL:
            lowest = min(each.percent_on(on) for each in facts.stays)
            return min(percent, lowest), f"away from {day(stay.starts)}"
    return FULL, ""


def _cuts(facts: Facts) -> set[date]:
    found = {facts.first} | {rate.start for rate in facts.rates}
    if facts.last is not None:
        found.add(add_days(facts.last, 1))
    for pause in facts.pauses:
        found.add(pause.start)
        if pause.end is not None:
            found.add(add_days(pause.end, 1))
    for stay in facts.stays:
        found.update(stay.cuts())
    return found
