"""Dates as plain values: periods, months, ages, deadlines and working days (conventions D1 to D7).

Nothing here reads the clock: today, bank holidays and receipt dates are handed in, so that any past
decision can be worked out again. D7 needs no sum: the date of receipt is the date itself, weekends too.
"""

from calendar import monthrange
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def local_date(instant: datetime) -> date:
    """The calendar date in England of an instant (D1). Raises ValueError for a time without a zone."""
    return _aware(instant).astimezone(LONDON).date()


def add_days(day: date, n: int) -> date:
    """The date n calendar days later; weekends and bank holidays count (D4)."""
    return _plain(day) + timedelta(days=n)


def add_months(day: date, n: int) -> date:
    """The same day number n months later, or the last day of that month if there is none (D3)."""
    year, month = divmod(_plain(day).year * 12 + day.month - 1 + n, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def reaches_age_on(born: date, years: int) -> date:
    """The birthday on which an age is reached; 29 February becomes 1 March in a common year (D6)."""
    try:
        return _plain(born).replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)


def age_on(born: date, day: date) -> int:
    """Age in whole years on a day (D6). Raises ValueError for a day before birth."""
    if _plain(day) < _plain(born):
        raise ValueError("The day is before the date of birth.")
    years = day.year - born.year
    return years if day >= reaches_age_on(born, years) else years - 1


def deadline_in_days(start: date, days: int) -> date:
    """The last day in time of a clock of N days: the start is day 0, the deadline day N (D2)."""
    return add_days(start, days)


def deadline_in_months(start: date, months: int) -> date:
    """The last day in time of a clock of N months (D3)."""
    return add_months(start, months)


def deadline_in_hours(start: datetime, hours: int) -> datetime:
    """The last instant in time of a clock of elapsed hours, also across a change of the clocks (D5). In UTC."""
    return _aware(start).astimezone(UTC) + timedelta(hours=hours)


def first_day_after_notice(notice: date, days: int) -> date:
    """The first day allowed by "no sooner than N days beginning with the date of the notice".

    The day of the notice is day 1: 14 days beginning with 1 June end on 14 June, and 15 June is allowed.
    """
    return add_days(notice, days)


@dataclass(frozen=True, slots=True, order=False)
class Period:
    """Calendar days from `start` to `end`, both included; `end` None means open. Raises ValueError if it ends first."""

    start: date
    end: date | None = None

    def __post_init__(self) -> None:
        _plain(self.start)
        if self.end is not None and _plain(self.end) < self.start:
            raise ValueError("A period must not end before it starts.")

    @classmethod
    def of_days(cls, start: date, days: int) -> "Period":
        """The period of that many days (1 or more) beginning on `start`."""
        return cls(start, add_days(start, days - 1))

    @property
    def is_open(self) -> bool:
        """Whether the period has no end."""
        return self.end is None

    @property
    def days(self) -> int:
        """Number of days, both ends included. Raises ValueError for an open period."""
        if self.end is None:
            raise ValueError("An open period has no number of days.")
        return (self.end - self.start).days + 1

    def contains(self, day: date) -> bool:
        """Whether the day falls within the period."""
        return self.start <= _plain(day) and (self.end is None or day <= self.end)

    def covers(self, other: "Period") -> bool:
        """Whether every day of the other period falls within this one."""
        return self.overlap(other) == other

    def overlap(self, other: "Period") -> "Period | None":
        """The days that both periods have, or None."""
        ends = [end for end in (self.end, other.end) if end is not None]
        start, end = max(self.start, other.start), min(ends, default=None)
        return None if end is not None and end < start else Period(start, end)

    def clip(self, first: date, last: date | None) -> "Period | None":
        """The part of the period from `first` to `last`, or None."""
        return self.overlap(Period(first, last))

    def follows(self, other: "Period") -> bool:
        """Whether this period starts on the day after the other ends."""
        return other.end is not None and self.start == add_days(other.end, 1)


def is_working_day(day: date, holidays: Collection[date]) -> bool:
    """Whether the day is neither a Saturday or Sunday nor one of the bank holidays handed in."""
    return _plain(day).weekday() < 5 and day not in holidays


def previous_working_day(day: date, holidays: Collection[date]) -> date:
    """The day itself if it is a working day, otherwise the last working day before it (rule C6 for pay dates)."""
    while not is_working_day(day, holidays):
        day -= timedelta(days=1)
    return day


def next_working_day(day: date, holidays: Collection[date]) -> date:
    """The day itself if it is a working day, otherwise the first working day after it."""
    while not is_working_day(day, holidays):
        day += timedelta(days=1)
    return day


def add_working_days(day: date, n: int, holidays: Collection[date]) -> date:
    """The n-th working day after the day, or before it when n is negative; n = 0 is the day itself.

    The day itself is day 0 whether it is a working day or not (D2, D4).
    """
    step = timedelta(days=1 if n > 0 else -1)
    left = abs(n)
    while left:
        day = _plain(day) + step
        left -= is_working_day(day, holidays)
    return day


def working_days_used(start: date, day: date, holidays: Collection[date]) -> int:
    """Working days after `start` up to and including `day`; 0 if the day is not later."""
    span = range(1, (_plain(day) - _plain(start)).days + 1)
    return sum(is_working_day(start + timedelta(days=i), holidays) for i in span)


class ClockState(StrEnum):
    """Where a clock stands on a day."""

    NOT_STARTED = "NOT_STARTED"
    RUNNING = "RUNNING"
    DUE_SOON = "DUE_SOON"
    OVERDUE = "OVERDUE"
    STOPPED = "STOPPED"


class Unit(StrEnum):
    """The unit in which a clock's length is stated, and so how it is read out."""

    HOURS = "HOURS"
    DAYS = "DAYS"
    WEEKS = "WEEKS"
    MONTHS = "MONTHS"


@dataclass(frozen=True, slots=True)
class ClockReading:
    """A clock read on a day: its state, words such as "Day 19 of 28", and the counts behind them.

    `used`, `allowed` and `left` are days (hours for a clock in hours); `left` is below 0 when late;
    `allowed` and `left` are None for a clock without a target.
    """

    state: ClockState
    words: str
    used: int
    allowed: int | None
    left: int | None

    @property
    def late(self) -> bool:
        """Whether the target has passed, or had passed when the clock was stopped."""
        return self.left is not None and self.left < 0


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock over calendar days. The start is day 0; what happens on the target date is in time (D2).

    `target` None means "as soon as practicable": such a clock is never overdue. `stopped` is the day the
    awaited event happened. There is no pause.
    """

    name: str
    start: date
    target: date | None
    stopped: date | None = None
    unit: Unit = Unit.DAYS

    def at(self, day: date, *, soon: int = 7) -> ClockReading:
        """Read the clock as it stood on `day`; due soon from `soon` days before the target."""
        done = self.stopped is not None and self.stopped <= _plain(day)
        until = self.stopped if self.stopped is not None and done else day
        used = (until - self.start).days if not done else max(0, (until - self.start).days)
        allowed = None if self.target is None else (self.target - self.start).days
        left = None if allowed is None else allowed - used
        state = _clock_state(done=done, used=used, left=left, soon=soon)
        if state is ClockState.NOT_STARTED:
            return ClockReading(state, f"Starts on {say_date(self.start)}", 0, allowed, allowed)
        count = self._count(used, allowed)
        return ClockReading(state, count + _tail(state, left, "day"), used, allowed, left)

    def _count(self, used: int, allowed: int | None) -> str:
        if self.target is None:
            return f"Day {used}, no fixed limit"
        return f"Day {used} of {allowed}" if self.unit is Unit.DAYS else f"Due by {say_date(self.target)}"


@dataclass(frozen=True, slots=True)
class HourClock:
    """A clock over elapsed hours from an instant of receipt (D5). Instants need their zone."""

    name: str
    start: datetime
    hours: int
    stopped: datetime | None = None

    @property
    def target(self) -> datetime:
        """The last instant in time, in UTC."""
        return deadline_in_hours(self.start, self.hours)

    def at(self, now: datetime, *, soon: int = 12) -> ClockReading:
        """Read the clock as it stood at `now`; due soon from `soon` hours before the target. Begun hours count as used."""
        done = self.stopped is not None and _aware(self.stopped) <= _aware(now)
        until = self.stopped if self.stopped is not None and done else now
        # In UTC: subtracting two times of one zone would count by the wall, not by elapsed time.
        elapsed = until.astimezone(UTC) - _aware(self.start).astimezone(UTC)
        used = -(-elapsed // timedelta(hours=1))
        left = self.hours - used
        state = _clock_state(done=done, used=used, left=left, soon=soon)
        if elapsed < timedelta(0):
            return ClockReading(ClockState.NOT_STARTED, "Not started", 0, self.hours, self.hours)
        return ClockReading(state, f"Hour {used} of {self.hours}" + _tail(state, left, "hour"), used, self.hours, left)


def say_date(day: date) -> str:
    """A date as people write it: 1 September 2026."""
    return f"{day.day} {day:%B %Y}"


def _clock_state(*, done: bool, used: int, left: int | None, soon: int) -> ClockState:
    if done:
        return ClockState.STOPPED
    if used < 0:
        return ClockState.NOT_STARTED
    if left is None or left > soon:
        return ClockState.RUNNING
    return ClockState.DUE_SOON if left >= 0 else ClockState.OVERDUE


def _tail(state: ClockState, left: int | None, unit: str) -> str:
    """What follows the count: nothing while all is well, else how close or how late."""
    if state is ClockState.STOPPED:
        return ", done" if left is None or left >= 0 else f", done {_many(-left, unit)} late"
    if state is ClockState.OVERDUE and left is not None:
        return f", {_many(-left, unit)} overdue"
    if state is ClockState.DUE_SOON and left is not None:
        if left == 0:
            return ", due today" if unit == "day" else ", due now"
        return f", {_many(left, unit)} left"
    return ""


def _many(n: int, unit: str) -> str:
    return f"{n} {unit}" if n == 1 else f"{n} {unit}s"


def _plain(day: date) -> date:
    # A datetime is a date to Python, and compares wrongly with one: refuse it here, once.
    if isinstance(day, datetime) or not isinstance(day, date):
        raise TypeError("A calendar date is needed, not a time.")
    return day


def _aware(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("A time needs its zone.")
    return instant
