"""The amount of a budget, line by line (rules C11 and C12).

A cost-based budget: hours × rate for each kind of support, with the costs of
being an employer, and the other yearly lines. One-off costs and contingency
stand apart and are never spread over the weeks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from budgets.enums import HolidayMethod, Per
from budgets.rules.cost_lines import CostLine
from budgets.rules.employing import WEEKS, AssistantCost, PersonalAssistant, cost_of_assistant
from budgets.rules.figures import figures_on
from budgets.rules.words import count, pounds
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
    """Care bought by the hour from an agency or a self-employed carer: hours a week, pounds an hour."""

    key: str
    label: str
    hours_per_week: Decimal
    rate: Decimal
    source: str = "The agency's price"
    rate_date: date | None = None


@dataclass(frozen=True, slots=True)
class OtherLine:
    """Any other cost: insurance, payroll, training, transport, equipment; pounds each week, month, year or once."""

    key: str
    label: str
    amount: Decimal
    per: Per
    source: str = "The supplier's price"
    rate_date: date | None = None


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
    if settings.contingency_weeks < 0:
        raise RuleBroken("The weeks of contingency must not be less than 0.", "contingency_weeks")
    employed = [cost_of_assistant(pa, on, settings.holiday) for pa in assistants]
    lines = [cost.line for cost in employed]
    if settings.employment_allowance and employed:
        lines.append(_allowance_line(employed, on))
    lines += [_agency_line(care, on) for care in agency]
    lines += [_other_line(other, on) for other in others if other.per != Per.ONCE]
    start_up_lines = tuple(_other_line(other, on) for other in others if other.per == Per.ONCE)
    annual = sum((line.amount for line in lines), ZERO)
    weekly = round_penny(Fraction(annual) / WEEKS)
    contingency = round_penny(Fraction(settings.contingency_weeks) * Fraction(weekly))
    start_up = sum((line.amount for line in start_up_lines), ZERO)
    words = _total_words(annual, weekly, start_up, contingency, settings.contingency_weeks)
    return IndicativeAmount(on, tuple(lines), annual, weekly, 4 * weekly, start_up_lines, start_up, contingency, words)


def _check_inputs(inputs: Sequence[PersonalAssistant | AgencyCare | OtherLine]) -> None:
    if not inputs:
        raise RuleBroken("Add at least one line, such as a personal assistant, agency care or insurance.")
    keys = [line.key for line in inputs]
    for line in inputs:
        if keys.count(line.key) > 1:
            raise RuleBroken(f"Two lines have the reference {line.key}. Give each line its own.")
        price = line.amount if isinstance(line, OtherLine) else line.rate
        hours = ZERO if isinstance(line, OtherLine) else line.hours_per_week
        if price < 0 or hours < 0:
            raise RuleBroken(f"{line.label}: a price or number of hours must not be less than 0.")


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


def _agency_line(care: AgencyCare, on: date) -> CostLine:
    amount = round_penny(Fraction(care.hours_per_week) * Fraction(care.rate) * WEEKS)
    words = f"{count(care.hours_per_week, 'hour')} a week × {pounds(care.rate)} × {WEEKS} weeks = {pounds(amount)}."
    return CostLine(care.key, care.label, amount, words, care.rate, care.rate_date or on, care.source)


def _other_line(other: OtherLine, on: date) -> CostLine:
    times = TIMES_A_YEAR[other.per]
    amount = round_penny(Fraction(other.amount) * times)
    words = {
        Per.ONCE: f"{pounds(other.amount)}, paid once.",
        Per.YEAR: f"{pounds(other.amount)} a year.",
        Per.MONTH: f"{pounds(other.amount)} a month × 12 months = {pounds(amount)}.",
        Per.WEEK: f"{pounds(other.amount)} a week × {WEEKS} weeks = {pounds(amount)}.",
    }[other.per]
    return CostLine(other.key, other.label, amount, words, other.amount, other.rate_date or on, other.source)


def _total_words(
    annual: Decimal, weekly: Decimal, start_up: Decimal, contingency: Decimal, weeks: Decimal
) -> tuple[str, ...]:
    words = [
        f"All the lines add up to {pounds(annual)} a year.",
        f"{pounds(annual)} ÷ {WEEKS} weeks = {pounds(weekly)} a week.",
        f"4 weeks × {pounds(weekly)} = {pounds(4 * weekly)} every four weeks.",
    ]
    if start_up:
        words.append(f"{pounds(start_up)} is for starting up. It is paid once and is not part of the weekly amount.")
    if contingency:
        words.append(
            f"{count(weeks, 'week')} × {pounds(weekly)} = {pounds(contingency)} is kept aside in case something goes wrong."
        )
    return tuple(words)
