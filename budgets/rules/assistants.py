"""A personal assistant as the rules see one: hours, pay, age, pension, and what is set aside."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from budgets.enums import Frequency, PensionChoice, SickCover, SupportTime
from phb.core.money import ZERO
from phb.core.periods import add_days, add_months, age_on

_STEP_DAYS = {Frequency.WEEKLY: 7, Frequency.FORTNIGHTLY: 14, Frequency.FOUR_WEEKLY: 28}


@dataclass(frozen=True, slots=True)
class WeekendHours:
    """Hours a week that are paid more, and by how many percent more. The basic pay is in the wage."""

    hours_per_week: Decimal
    extra_percent: Decimal


@dataclass(frozen=True, slots=True)
class BankHolidays:
    """Bank holidays worked in a year, hours on each, and by how many percent they are paid more."""

    days_per_year: Decimal
    hours_per_day: Decimal
    extra_percent: Decimal


@dataclass(frozen=True, slots=True)
class SleepIns:
    """Nights a week slept at the person's home, paid at a flat rate in pounds a night.

    `awake_hours_per_night`: hours usually awake and working. Only they count for the minimum wage
    (Tomlinson-Blake v Royal Mencap Society [2021] UKSC 8), so the flat rate must at least pay for them.
    """

    nights_per_week: Decimal
    rate_per_night: Decimal
    awake_hours_per_night: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class TimedHours:
    """Hours a week at one time of day, beyond the basic hours, wholly paid for here.

    At `rate` pounds an hour, or at the basic rate and `extra_percent` more, or at the basic rate. Not for
    nights asleep (SleepIns, by the night) nor bank holidays (BankHolidays, by the year).
    """

    time: SupportTime
    hours_per_week: Decimal
    rate: Decimal | None = None
    extra_percent: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Sickness:
    """Weeks of sickness a year that are allowed for, a local figure, and how they are covered."""

    weeks_per_year: Decimal
    cover: SickCover = SickCover.STATUTORY


@dataclass(frozen=True, slots=True)
class RedundancyReserve:
    """What is set aside each year for redundancy pay: a percent of the pay, or weeks of pay. A local figure."""

    percent: Decimal | None = None
    weeks_per_year: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PayCalendar:
    """On which days an assistant's pay periods begin: every so often, one of them on `anchor`; by the month, on its day."""

    every: Frequency
    anchor: date

    def start_of(self, day: date) -> date:
        """The first day of the pay period that holds the day."""
        if step := _STEP_DAYS.get(self.every):
            return add_days(self.anchor, (day - self.anchor).days // step * step)
        months = (day.year - self.anchor.year) * 12 + day.month - self.anchor.month
        start = add_months(self.anchor, months)
        return start if start <= day else add_months(self.anchor, months - 1)

    def first_from(self, day: date) -> date:
        """The first pay period that starts on the day or after it."""
        start = self.start_of(day)
        if start >= day:
            return start
        # A period is no longer than a month, so the next one begins within 31 days.
        return next(s for n in range(1, 32) if (s := self.start_of(add_days(day, n))) > start)


@dataclass(frozen=True, slots=True)
class PersonalAssistant:
    """One employed personal assistant.

    `hours_per_week` in hours; `rate` in pounds an hour; `born`, or `age` in years on the day of the rates, or
    neither for someone not found yet, who is costed as an adult of 22 or over. `apprentice`: of any year, and
    `apprentice_after_first_year` once the first is done. `state_pension_age_reached` is worked out from `born`.
    `training_per_year` in pounds; `recruitment`, `background_check` and `first_training` in pounds, once.
    `pay_calendar`: when pay periods begin, by which a new minimum wage starts to count.
    """

    key: str
    label: str
    hours_per_week: Decimal
    rate: Decimal
    age: int | None = None
    apprentice: bool = False
    pension: PensionChoice = PensionChoice.AUTOMATIC
    state_pension_age_reached: bool = False
    weekend: WeekendHours | None = None
    bank_holidays: BankHolidays | None = None
    sleep_ins: SleepIns | None = None
    born: date | None = None
    apprentice_after_first_year: bool = False
    times: tuple[TimedHours, ...] = ()
    sickness: Sickness | None = None
    redundancy: RedundancyReserve | None = None
    training_per_year: Decimal = ZERO
    recruitment: Decimal = ZERO
    background_check: Decimal = ZERO
    first_training: Decimal = ZERO
    pay_calendar: PayCalendar | None = None

    def age_at(self, day: date) -> int | None:
        """Age in years on a day when the date of birth is known, else the age that was given."""
        return self.age if self.born is None or day < self.born else age_on(self.born, day)

    def hourly_rates(self) -> tuple[tuple[str, Decimal], ...]:
        """Each rate that an hour is paid at, in pounds, with its time in words; extra pay does not count for the minimum."""
        rates = [("", self.rate)] if self.hours_per_week else []
        return (*rates, *((time.time.label.lower(), self.rate_at(time)) for time in self.times))

    def rate_at(self, time: TimedHours) -> Decimal:
        """The basic part of the rate at a time, in pounds an hour, without a percent that comes on top."""
        return self.rate if time.rate is None else time.rate
