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

from budgets.enums import HolidayMethod, PensionChoice
from budgets.rules.cost_lines import CostLine
from budgets.rules.figures import FigureRow, figures_on
from budgets.rules.words import count, number, pounds
from phb.core.errors import RuleBroken
from phb.core.money import ZERO, round_penny

WEEKS = 52
HUNDRED = Decimal(100)


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
    """Nights a week slept at the person's home, paid at a flat rate in pounds a night."""

    nights_per_week: Decimal
    rate_per_night: Decimal


@dataclass(frozen=True, slots=True)
class PersonalAssistant:
    """One employed personal assistant.

    `hours_per_week` in hours; `rate` in pounds an hour; `age` in years on the day of the rates, or None for
    someone not found yet, who is costed as an adult of 22 or over. `apprentice`: in the first year of an
    apprenticeship, or an apprentice under 19. `state_pension_age_reached`: no automatic pension any more.
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


@dataclass(frozen=True, slots=True)
class AssistantCost:
    """A year's cost of one assistant in pounds: `line` explains it; `ni` is set apart for the Employment Allowance."""

    line: CostLine
    earnings: Decimal
    ni: Decimal


def minimum_wage(age: int | None, apprentice: bool, on: date) -> tuple[Decimal, FigureRow]:
    """The least an hour may be paid, in pounds, with the row it comes from. National Minimum Wage Act 1998."""
    row = figures_on("minimum_wage", on)
    if apprentice:
        return row["apprentice"], row
    if age is None or age >= 21:
        return row["aged_21_or_over"], row
    return row["aged_18_to_20" if age >= 18 else "aged_16_or_17"], row


def check_wage(assistant: PersonalAssistant, on: date) -> None:
    """Refuse a wage that the law does not allow (RuleBroken, field "rate", "age" or "hours_per_week")."""
    if assistant.hours_per_week <= 0 or assistant.hours_per_week > 168:
        raise RuleBroken(
            f"{assistant.label}: enter hours a week that are more than 0 and no more than 168.", "hours_per_week"
        )
    if assistant.age is not None and assistant.age < 16:
        raise RuleBroken(f"{assistant.label}: a personal assistant must be 16 or over. Check the age.", "age")
    least, _ = minimum_wage(assistant.age, assistant.apprentice, on)
    if assistant.rate < least:
        who = "an apprentice" if assistant.apprentice else _age_group(assistant.age)
        raise RuleBroken(
            f"{assistant.label}: {pounds(assistant.rate)} an hour is less than the law allows. "
            f"From {_date_of(on)} {who} must be paid at least {pounds(least)} an hour. Raise the rate to {pounds(least)} or more.",
            "rate",
        )


def cost_of_assistant(
    assistant: PersonalAssistant, on: date, holiday: HolidayMethod = HolidayMethod.PERCENT
) -> AssistantCost:
    """A year's cost of one assistant at the rates in force on `on` (C11).

    Raises RuleBroken for a wage under the legal minimum and for a day without a national figure.
    """
    check_wage(assistant, on)
    pay = _pay_lines(assistant, on)
    worked = sum((line.amount for line in pay), ZERO)
    holiday_line = _holiday_line(assistant, worked, on, holiday)
    earnings = worked + holiday_line.amount
    ni = _ni_line(assistant, earnings, on)
    pension = _pension_line(assistant, earnings, on)
    total = earnings + ni.amount + pension.amount
    words = (
        f"{count(assistant.hours_per_week, 'hour')} of support a week, all year. Pay {pounds(worked)}, holiday {pounds(holiday_line.amount)}, "
        f"National Insurance {pounds(ni.amount)} and pension {pounds(pension.amount)} come to {pounds(total)} a year."
    )
    wage = figures_on("minimum_wage", on)
    line = CostLine(
        assistant.key, assistant.label, total, words, assistant.rate, on, wage.source, (*pay, holiday_line, ni, pension)
    )
    return AssistantCost(line, earnings, ni.amount)


def _pay_lines(pa: PersonalAssistant, on: date) -> tuple[CostLine, ...]:
    """Basic pay, then each enhancement as a line of its own: only the extra part, as the basic hours are paid already."""
    _, row = minimum_wage(pa.age, pa.apprentice, on)
    lines = []

    def add(part: str, label: str, exact: Fraction, words: str, rate: Decimal) -> None:
        amount = round_penny(exact)
        lines.append(CostLine(f"{pa.key}.{part}", label, amount, f"{words} = {pounds(amount)}.", rate, on, row.source))

    _check_extras(pa)
    hours, rate = Fraction(pa.hours_per_week), Fraction(pa.rate)
    add(
        "pay",
        "Pay",
        hours * rate * WEEKS,
        f"{count(pa.hours_per_week, 'hour')} a week × {pounds(pa.rate)} × {WEEKS} weeks",
        pa.rate,
    )
    if extra := pa.weekend:
        exact = Fraction(extra.hours_per_week) * rate * Fraction(extra.extra_percent) / 100 * WEEKS
        words = f"{count(extra.hours_per_week, 'weekend hour')} a week × {number(extra.extra_percent)}% of {pounds(pa.rate)} × {WEEKS} weeks"
        add("weekend", "Extra for weekends", exact, words, pa.rate)
    if bank := pa.bank_holidays:
        exact = Fraction(bank.days_per_year) * Fraction(bank.hours_per_day) * rate * Fraction(bank.extra_percent) / 100
        words = f"{count(bank.days_per_year, 'bank holiday')} × {count(bank.hours_per_day, 'hour')} × {number(bank.extra_percent)}% of {pounds(pa.rate)}"
        add("bank_holidays", "Extra for bank holidays", exact, words, pa.rate)
    if nights := pa.sleep_ins:
        exact = Fraction(nights.nights_per_week) * Fraction(nights.rate_per_night) * WEEKS
        words = f"{count(nights.nights_per_week, 'sleep-in night')} a week × {pounds(nights.rate_per_night)} × {WEEKS} weeks"
        add("sleep_ins", "Sleep-in nights", exact, words, nights.rate_per_night)
    return tuple(lines)


def _check_extras(pa: PersonalAssistant) -> None:
    """Refuse enhancements that cannot be: less than nothing, more weekend hours than hours, more than seven nights."""
    extras = [extra for extra in (pa.weekend, pa.bank_holidays, pa.sleep_ins) if extra is not None]
    if any(getattr(extra, field.name) < 0 for extra in extras for field in fields(extra)):
        raise RuleBroken(f"{pa.label}: hours, nights and extra pay must not be less than 0.")
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


def _ni_line(pa: PersonalAssistant, earnings: Decimal, on: date) -> CostLine:
    row = figures_on("employer_ni", on)
    start, relieved = row["threshold"], _ni_relief(pa)
    if relieved:
        start = row["young_worker_limit"]
    above = max(earnings - start, ZERO)
    amount = round_penny(Fraction(above) * Fraction(row["percent"]) / 100)
    if not above and relieved:
        words = f"Nothing: an employer pays none for {relieved} who earns {pounds(start)} a year or less."
    elif not above:
        words = f"Nothing: the year's pay of {pounds(earnings)} is not above {pounds(start)}."
    else:
        words = f"{number(row['percent'])}% of the pay above {pounds(start)} a year: {pounds(earnings)} − {pounds(start)} = {pounds(above)}; {number(row['percent'])}% of that = {pounds(amount)}."
    return CostLine(
        f"{pa.key}.ni", "Employer's National Insurance", amount, words, row["percent"], row.start, row.source
    )


def _ni_relief(pa: PersonalAssistant) -> str:
    """Who the relief is for, in words, or nothing."""
    if pa.age is not None and pa.age < 21:
        return "someone under 21"
    if pa.apprentice and pa.age is not None and pa.age < 25:
        return "an apprentice under 25"
    return ""


def _pension_line(pa: PersonalAssistant, earnings: Decimal, on: date) -> CostLine:
    row = figures_on("pension", on)
    due, why_not = _pension_due(pa, earnings, row)
    amount = ZERO
    if due:
        top = min(earnings, row["upper"])
        band = max(top - row["lower"], ZERO)
        amount = round_penny(Fraction(band) * Fraction(row["percent"]) / 100)
        words = f"{number(row['percent'])}% of the pay between {pounds(row['lower'])} and {pounds(row['upper'])} a year: {pounds(top)} − {pounds(row['lower'])} = {pounds(band)}; {number(row['percent'])}% of that = {pounds(amount)}."
        if not band:
            words = f"Nothing: the year's pay of {pounds(earnings)} is not above {pounds(row['lower'])}."
    else:
        words = f"Nothing: {why_not}."
    return CostLine(
        f"{pa.key}.pension", "Employer's pension payment", amount, words, row["percent"], row.start, row.source
    )


def _pension_due(pa: PersonalAssistant, earnings: Decimal, row: FigureRow) -> tuple[bool, str]:
    if pa.pension == PensionChoice.OPTED_IN:
        return True, ""
    if pa.pension == PensionChoice.OPTED_OUT:
        return False, "they have chosen not to be in the pension"
    if earnings <= row["trigger"]:
        return (
            False,
            f"the year's pay of {pounds(earnings)} is not above {pounds(row['trigger'])}, so they join only if they ask",
        )
    if pa.age is not None and pa.age < row["from_age"]:
        return False, f"they are under {number(row['from_age'])}, so they join only if they ask"
    if pa.state_pension_age_reached:
        return False, "they have reached State Pension age, so they join only if they ask"
    return True, ""


def _age_group(age: int | None) -> str:
    if age is None or age >= 21:
        return "a person aged 21 or over"
    return "a person aged 18 to 20" if age >= 18 else "a person aged 16 or 17"


def _date_of(on: date) -> str:
    start = figures_on("minimum_wage", on).start
    return f"{start.day} {start:%B %Y}"
