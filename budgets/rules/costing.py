"""The amount of a budget, line by line (rules C11 and C12).

A cost-based budget: hours × rate for each kind of support, with the costs of
being an employer, and the other yearly lines. One-off costs and contingency
stand apart and are never spread over the weeks.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from budgets.enums import AmountMethod, HolidayMethod, Per, SupportTime
from budgets.rules.assistants import BankHolidays, SleepIns, TimedHours
from budgets.rules.cost_lines import CostLine
from budgets.rules.employing import WEEKS, AssistantCost, PersonalAssistant, cost_of_assistant
from budgets.rules.figures import figures_on
from budgets.rules.words import count, number, pounds
from phb.core.errors import RuleBroken
from phb.core.money import ZERO, round_penny

__all__ = [
    "AgencyCare",
    "CostLine",
    "CostingSettings",
    "IndicativeAmount",
    "OtherLine",
    "Per",
    "PersonalAssistant",
    "indicative_amount",
]


TIMES_A_YEAR = {Per.WEEK: WEEKS, Per.MONTH: 12, Per.YEAR: 1, Per.ONCE: 1}


@dataclass(frozen=True, slots=True)
class AgencyCare:
    """Care bought by the hour from an agency or a self-employed carer: hours a week, pounds an hour.

    `times`: hours a week beyond `hours_per_week`, each at a rate of its own; `sleep_ins`: nights a week at pounds
    a night; `bank_holidays`: what the hours of those days cost more, in percent of `rate`.
    """

    key: str
    label: str
    hours_per_week: Decimal
    rate: Decimal
    source: str = "The agency's price"
    rate_date: date | None = None
    times: tuple[TimedHours, ...] = ()
    sleep_ins: SleepIns | None = None
    bank_holidays: BankHolidays | None = None
    self_employed: bool = False


@dataclass(frozen=True, slots=True)
class OtherLine:
    """Any other cost: insurance, payroll, training, transport, equipment; pounds each week, month, year or once.

    `quantity` of a `unit` each time: 20 miles a week at £0.45 has the amount 0.45, the quantity 20 and the unit "mile".
    """

    key: str
    label: str
    amount: Decimal
    per: Per
    source: str = "The supplier's price"
    rate_date: date | None = None
    quantity: Decimal = Decimal(1)
    unit: str = ""


@dataclass(frozen=True, slots=True)
class CostingSettings:
    """The commissioner's settings in force on the day of the rates; `contingency_weeks` in weeks."""

    holiday: HolidayMethod = HolidayMethod.PERCENT
    employment_allowance: bool = False
    contingency_weeks: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class IndicativeAmount:
    """An amount in pounds with every line behind it.

    `lines` recur and add up to `recurring_annual`; `weekly` is that ÷ 52 rounded once (C12), `four_weekly`
    exactly 4 × weekly; `start_up` adds up `start_up_lines`; `contingency` is weeks × weekly, kept apart.
    `warnings` say what to see to, such as a minimum wage that will pass a rate within the year.
    """

    on: date
    lines: tuple[CostLine, ...]
    recurring_annual: Decimal
    weekly: Decimal
    four_weekly: Decimal
    start_up_lines: tuple[CostLine, ...]
    start_up: Decimal
    contingency: Decimal
    words: tuple[str, ...]
    method: AmountMethod = AmountMethod.COST
    warnings: tuple[str, ...] = ()


def indicative_amount(
    on: date,
    assistants: Sequence[PersonalAssistant] = (),
    agency: Sequence[AgencyCare] = (),
    others: Sequence[OtherLine] = (),
    settings: CostingSettings = CostingSettings(),
) -> IndicativeAmount:
    """The amount for a year from its lines, at the rates in force on `on` (C11, C12).

    Raises RuleBroken for an unlawful wage, a day without a national figure, a negative price, two lines
    with one key, or no line at all.
    """
    _check_inputs([*assistants, *agency, *others])
    employed = [cost_of_assistant(pa, on, settings.holiday) for pa in assistants]
    lines = [cost.line for cost in employed]
    if settings.employment_allowance and employed:
        lines.append(_allowance_line(employed, on))
    lines += [agency_line(care, on) for care in agency]
    lines += [_other_line(other, on) for other in others if other.per != Per.ONCE]
    once = [line for cost in employed for line in cost.start_up]
    once += [_other_line(other, on) for other in others if other.per == Per.ONCE]
    warnings = tuple(warning for cost in employed for warning in cost.warnings)
    return add_up(on, lines, once, settings.contingency_weeks, warnings=warnings)


def add_up(
    on: date,
    lines: Sequence[CostLine],
    start_up_lines: Sequence[CostLine] = (),
    contingency_weeks: Decimal = Decimal(0),
    *,
    method: AmountMethod = AmountMethod.COST,
    warnings: tuple[str, ...] = (),
    weekly: Decimal | None = None,
) -> IndicativeAmount:
    """An amount from its lines of a year in pounds: ÷ 52, rounded once (C12); one-offs and contingency stay apart.

    `weekly` is given where a week is what was priced; its lines are then 52 of them. Raises RuleBroken for
    less than 0 weeks of contingency.
    """
    if contingency_weeks < 0:
        raise RuleBroken("The weeks of contingency must not be less than 0.", "contingency_weeks")
    annual = sum((line.amount for line in lines), ZERO)
    a_week = round_penny(Fraction(annual) / WEEKS) if weekly is None else weekly
    contingency = round_penny(Fraction(contingency_weeks) * Fraction(a_week))
    start_up = sum((line.amount for line in start_up_lines), ZERO)
    words = _total_words(annual, a_week, start_up, contingency, contingency_weeks)
    once = tuple(start_up_lines)
    return IndicativeAmount(
        on, tuple(lines), annual, a_week, 4 * a_week, once, start_up, contingency, words, method, warnings
    )


def _check_inputs(inputs: Sequence[PersonalAssistant | AgencyCare | OtherLine]) -> None:
    if not inputs:
        raise RuleBroken("Add at least one line, such as a personal assistant, agency care or insurance.")
    keys = [line.key for line in inputs]
    for line in inputs:
        if keys.count(line.key) > 1:
            raise RuleBroken(f"Two lines have the reference {line.key}. Give each line its own.")
        if any(value < 0 for value in _numbers(line)):
            raise RuleBroken(f"{line.label}: a price or number of hours must not be less than 0.")


def _numbers(line: PersonalAssistant | AgencyCare | OtherLine) -> list[Decimal]:
    if isinstance(line, OtherLine):
        return [line.amount, line.quantity]
    numbers = [line.rate, line.hours_per_week]
    if isinstance(line, AgencyCare):
        numbers += [value for time in line.times for value in (time.hours_per_week, time.rate or ZERO)]
        numbers += [line.sleep_ins.nights_per_week, line.sleep_ins.rate_per_night] if line.sleep_ins else []
        bank = line.bank_holidays
        numbers += [bank.days_per_year, bank.hours_per_day, bank.extra_percent] if bank else []
    return numbers


def _allowance_line(employed: Sequence[AssistantCost], on: date) -> CostLine:
    """Employment Allowance: once for the employer, never more than the National Insurance due. National Insurance Contributions Act 2014."""
    row = figures_on("employer_ni", on)
    ni = sum((cost.ni for cost in employed), ZERO)
    amount = round_penny(min(ni, row["employment_allowance"]))
    words = (
        f"The government lets a carer's employer keep up to {pounds(row['employment_allowance'])} of National Insurance a year. "
        f"The National Insurance above comes to {pounds(ni)}, so {pounds(amount)} is taken off."
    )
    return CostLine(
        "employment_allowance",
        "Employment Allowance",
        -amount if amount else ZERO,
        words,
        row["employment_allowance"],
        row.start,
        row.source,
    )


def agency_line(care: AgencyCare, on: date) -> CostLine:
    """A year of care bought by the hour: one sum, or a part for each time of day, each rounded (C1)."""
    parts = tuple(_care_parts(care, care.rate_date or on))
    if len(parts) == 1:
        (only,) = parts
        return CostLine(care.key, care.label, only.amount, only.words, only.rate, care.rate_date or on, care.source)
    amount = sum((part.amount for part in parts), ZERO)
    words = f"{', '.join(part.label.lower() for part in parts)}: together {pounds(amount)} a year."
    return CostLine(
        care.key,
        care.label,
        amount,
        f"{words[:1].upper()}{words[1:]}",
        care.rate,
        care.rate_date or on,
        care.source,
        parts,
    )


def _care_parts(care: AgencyCare, since: date) -> Iterator[CostLine]:
    def part(name: str, label: str, exact: Fraction, words: str, rate: Decimal) -> CostLine:
        amount = round_penny(exact)
        return CostLine(f"{care.key}.{name}", label, amount, f"{words} = {pounds(amount)}.", rate, since, care.source)

    if care.hours_per_week or not (care.times or care.sleep_ins):
        exact = Fraction(care.hours_per_week) * Fraction(care.rate) * WEEKS
        words = f"{count(care.hours_per_week, 'hour')} a week × {pounds(care.rate)} × {WEEKS} weeks"
        yield part("hours", "Hours", exact, words, care.rate)
    for i, time in enumerate(care.times):
        if time.time in {SupportTime.SLEEPING_NIGHT, SupportTime.BANK_HOLIDAY}:
            raise RuleBroken(
                f"{care.label}: nights asleep are counted by the night, and bank holidays by the year, not in hours a week."
            )
        rate, extra = care.rate if time.rate is None else time.rate, time.extra_percent or ZERO
        exact = Fraction(time.hours_per_week) * Fraction(rate) * (100 + Fraction(extra)) / 100 * WEEKS
        more = f" and {number(extra)}% more" if extra else ""
        words = f"{count(time.hours_per_week, 'hour')} a week × {pounds(rate)}{more} × {WEEKS} weeks"
        yield part(f"{time.time.value}{i + 1}", time.time.label, exact, words, rate)
    if nights := care.sleep_ins:
        exact = Fraction(nights.nights_per_week) * Fraction(nights.rate_per_night) * WEEKS
        words = f"{count(nights.nights_per_week, 'night')} a week × {pounds(nights.rate_per_night)} × {WEEKS} weeks"
        yield part("sleep_ins", SupportTime.SLEEPING_NIGHT.label, exact, words, nights.rate_per_night)
    if bank := care.bank_holidays:
        exact = Fraction(bank.days_per_year) * Fraction(bank.hours_per_day) * Fraction(care.rate)
        words = (
            f"{count(bank.days_per_year, 'bank holiday')} × {count(bank.hours_per_day, 'hour')} × "
            f"{number(bank.extra_percent)}% of {pounds(care.rate)}"
        )
        yield part(
            "bank_holidays", "Extra for bank holidays", exact * Fraction(bank.extra_percent) / 100, words, care.rate
        )


def _other_line(other: OtherLine, on: date) -> CostLine:
    times = TIMES_A_YEAR[other.per]
    amount = round_penny(Fraction(other.amount) * Fraction(other.quantity) * times)
    each = pounds(other.amount)
    if other.quantity != 1 or other.unit:
        each = f"{count(other.quantity, other.unit or 'time')} × {each}"
    simple = other.quantity == 1
    words = {
        Per.ONCE: f"{each}, paid once." if simple else f"{each} = {pounds(amount)}, paid once.",
        Per.YEAR: f"{each} a year." if simple else f"{each} = {pounds(amount)} a year.",
        Per.MONTH: f"{each} a month × 12 months = {pounds(amount)}.",
        Per.WEEK: f"{each} a week × {WEEKS} weeks = {pounds(amount)}.",
    }[other.per]
    return CostLine(other.key, other.label, amount, words, other.amount, other.rate_date or on, other.source)


def _total_words(
    annual: Decimal, weekly: Decimal, start_up: Decimal, contingency: Decimal, weeks: Decimal
) -> tuple[str, ...]:
    words = ["Nothing is paid week by week."]
    if annual:
        words = [
            f"All the lines add up to {pounds(annual)} a year.",
            f"{pounds(annual)} ÷ {WEEKS} weeks = {pounds(weekly)} a week.",
            f"4 weeks × {pounds(weekly)} = {pounds(4 * weekly)} every four weeks.",
        ]
    if start_up:
        words.append(f"{pounds(start_up)} is paid once and is not part of the weekly amount.")
    if contingency:
        words.append(
            f"{count(weeks, 'week')} × {pounds(weekly)} = {pounds(contingency)} is kept aside in case something goes wrong."
        )
    return tuple(words)
