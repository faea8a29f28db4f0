"""What it truly costs to employ a personal assistant for a year (rule C11).

Wages alone are not the cost: paid holiday, employer's National Insurance and
pension come on top, and a budget that leaves them out does not cover the full
cost of the service, as regulation 13(1) of the National Health Service (Direct
Payments) Regulations 2013 asks. Each line is rounded to the penny before the
next uses it (C1).
"""

from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from fractions import Fraction

from budgets.enums import HolidayMethod, SupportTime
from budgets.rules.assistants import (
    BankHolidays,
    PayCalendar,
    PersonalAssistant,
    RedundancyReserve,
    Sickness,
    SleepIns,
    TimedHours,
    WeekendHours,
)
from budgets.rules.cost_lines import CostLine
from budgets.rules.figures import figures_on
from budgets.rules.national_insurance import ni_line
from budgets.rules.pensions import pension_line
from budgets.rules.reserves import check_reserves, starting_lines, yearly_reserves
from budgets.rules.wages import check_wage, least_for, minimum_wage, wage_warnings
from budgets.rules.words import count, day, number, pounds
from phb.core.errors import RuleBroken
from phb.core.money import ZERO, round_penny
from phb.core.periods import add_days, add_months

__all__ = [
    "WEEKS",
    "AssistantCost",
    "BankHolidays",
    "PayCalendar",
    "PersonalAssistant",
    "RedundancyReserve",
    "Sickness",
    "SleepIns",
    "TimedHours",
    "WeekendHours",
    "check_wage",
    "cost_of_assistant",
    "minimum_wage",
]

WEEKS = 52


@dataclass(frozen=True, slots=True)
class AssistantCost:
    """A year's cost of one assistant in pounds: `line` explains it; `ni` is set apart for the Employment Allowance.

    `start_up`: what is paid once. `warnings`: what to see to within the year, such as a minimum wage that passes the rate.
    """

    line: CostLine
    earnings: Decimal
    ni: Decimal
    start_up: tuple[CostLine, ...] = ()
    warnings: tuple[str, ...] = ()


def cost_of_assistant(
    assistant: PersonalAssistant, on: date, holiday: HolidayMethod = HolidayMethod.PERCENT
) -> AssistantCost:
    """A year's cost of one assistant at the rates in force on `on` (C11).

    Raises RuleBroken for a wage under the legal minimum and for a day without a national figure.
    """
    _check_extras(assistant)
    check_reserves(assistant)
    check_wage(assistant, on)
    pay = _pay_lines(assistant, on)
    worked = sum((line.amount for line in pay), ZERO)
    holiday_line = _holiday_line(assistant, worked, on, holiday)
    earnings = worked + holiday_line.amount
    ni = ni_line(assistant, earnings, on)
    pension = pension_line(assistant, earnings, on)
    reserves = tuple(yearly_reserves(assistant, worked, on))
    parts = (*pay, holiday_line, ni, pension, *reserves)
    total = sum((part.amount for part in parts), ZERO)
    more = f", and what is set aside {pounds(sum((r.amount for r in reserves), ZERO))}" if reserves else ""
    words = (
        f"{_hours(assistant)} of support a week, all year. Pay {pounds(worked)}, holiday {pounds(holiday_line.amount)}, "
        f"National Insurance {pounds(ni.amount)} and pension {pounds(pension.amount)}{more} come to {pounds(total)} a year."
    )
    source = "The wage entered, and the national figures of each part"
    line = CostLine(assistant.key, assistant.label, total, words, assistant.rate, on, source, parts)
    until = add_days(add_months(on, 12), -1)
    return AssistantCost(line, earnings, ni.amount, starting_lines(assistant, on), wage_warnings(assistant, on, until))


def _hours(pa: PersonalAssistant) -> str:
    hours = pa.hours_per_week + sum((time.hours_per_week for time in pa.times), ZERO)
    if not hours and pa.sleep_ins:
        return count(pa.sleep_ins.nights_per_week, "night")
    return count(hours, "hour")


def _pay_lines(pa: PersonalAssistant, on: date) -> tuple[CostLine, ...]:
    """Basic pay, hours at other times, then each enhancement: only its extra part, as the hours are paid already."""
    least, row = least_for(pa, on)
    source = f"The wage entered. By law at least {pounds(least)} an hour from {day(row.start)}: {row.source}"
    lines = []

    def add(part: str, label: str, exact: Fraction, words: str, rate: Decimal) -> None:
        amount = round_penny(exact)
        lines.append(CostLine(f"{pa.key}.{part}", label, amount, f"{words} = {pounds(amount)}.", rate, on, source))

    hours, rate = Fraction(pa.hours_per_week), Fraction(pa.rate)
    if hours or not (pa.times or pa.sleep_ins):
        words = f"{count(pa.hours_per_week, 'hour')} a week × {pounds(pa.rate)} × {WEEKS} weeks"
        add("pay", "Pay", hours * rate * WEEKS, words, pa.rate)
    for number_of, time in enumerate(pa.times):
        again = sum(1 for earlier in pa.times[:number_of] if earlier.time == time.time)
        part = f"{time.time.value}{again + 1 if again else ''}"
        add(part, f"Pay: {time.time.label.lower()}", *_timed(pa, time))
    if extra := pa.weekend:
        exact = Fraction(extra.hours_per_week) * rate * Fraction(extra.extra_percent) / 100 * WEEKS
        words = f"{count(extra.hours_per_week, 'weekend hour')} a week × {number(extra.extra_percent)}% of {pounds(pa.rate)} × {WEEKS} weeks"
        add(
            "weekend_extra" if _has(pa, SupportTime.WEEKEND) else "weekend", "Extra for weekends", exact, words, pa.rate
        )
    if bank := pa.bank_holidays:
        exact = Fraction(bank.days_per_year) * Fraction(bank.hours_per_day) * rate * Fraction(bank.extra_percent) / 100
        words = f"{count(bank.days_per_year, 'bank holiday')} × {count(bank.hours_per_day, 'hour')} × {number(bank.extra_percent)}% of {pounds(pa.rate)}"
        add("bank_holidays", "Extra for bank holidays", exact, words, pa.rate)
    if nights := pa.sleep_ins:
        exact = Fraction(nights.nights_per_week) * Fraction(nights.rate_per_night) * WEEKS
        words = f"{count(nights.nights_per_week, 'sleep-in night')} a week × {pounds(nights.rate_per_night)} × {WEEKS} weeks"
        add("sleep_ins", "Sleep-in nights", exact, words, nights.rate_per_night)
    return tuple(lines)


def _has(pa: PersonalAssistant, time: SupportTime) -> bool:
    return any(each.time == time for each in pa.times)


def _timed(pa: PersonalAssistant, time: TimedHours) -> tuple[Fraction, str, Decimal]:
    """A year's pay at one time of day, its words and its rate."""
    rate, extra = pa.rate_at(time), time.extra_percent or ZERO
    exact = Fraction(time.hours_per_week) * Fraction(rate) * (100 + Fraction(extra)) / 100 * WEEKS
    more = f" and {number(extra)}% more" if extra else ""
    return exact, f"{count(time.hours_per_week, 'hour')} a week × {pounds(rate)}{more} × {WEEKS} weeks", rate


def _check_extras(pa: PersonalAssistant) -> None:
    """Refuse enhancements that cannot be: less than nothing, more weekend hours than hours, more than seven nights."""
    extras = [extra for extra in (pa.weekend, pa.bank_holidays, pa.sleep_ins) if extra is not None]
    numbers = [getattr(extra, field.name) for extra in extras for field in fields(extra)]
    numbers += [n or ZERO for time in pa.times for n in (time.hours_per_week, time.rate, time.extra_percent)]
    if any(value < 0 for value in (pa.hours_per_week, pa.rate, *numbers)):
        raise RuleBroken(f"{pa.label}: hours, nights and extra pay must not be less than 0.")
    for time in pa.times:
        if time.time in {SupportTime.SLEEPING_NIGHT, SupportTime.BANK_HOLIDAY}:
            raise RuleBroken(
                f"{pa.label}: nights asleep are counted by the night, and bank holidays by the year, not in hours a week.",
                "times",
            )
        if time.rate is not None and time.extra_percent is not None:
            raise RuleBroken(f"{pa.label}: give a rate of its own or a percent on top, not both.", "times")
    if pa.weekend and pa.weekend.hours_per_week > pa.hours_per_week:
        raise RuleBroken(
            f"{pa.label}: the weekend hours are more than all the hours. Lower them or raise the hours a week.",
            "weekend",
        )
    if pa.sleep_ins and pa.sleep_ins.nights_per_week > 7:
        raise RuleBroken(f"{pa.label}: a week has 7 nights. Lower the sleep-in nights.", "sleep_ins")


def _holiday_line(pa: PersonalAssistant, worked: Decimal, on: date, method: HolidayMethod) -> CostLine:
    row = figures_on("holiday", on)
    weeks, percent = row["weeks"], row["percent"]
    if method == HolidayMethod.EXACT:
        amount = round_penny(Fraction(worked) * Fraction(weeks) / (WEEKS - Fraction(weeks)))
        sum_words = f"{pounds(worked)} × {number(weeks)} ÷ {number(WEEKS - weeks)} = {pounds(amount)}."
    else:
        amount = round_penny(Fraction(worked) * Fraction(percent) / 100)
        sum_words = f"{number(percent)}% of {pounds(worked)} = {pounds(amount)}."
    words = f"{sum_words} Everyone who is employed has {number(weeks)} weeks of paid holiday a year, and someone is paid to help you then."
    return CostLine(f"{pa.key}.holiday", "Holiday pay", amount, words, percent, row.start, row.source)
