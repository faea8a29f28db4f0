"""The same support bought in three ways, side by side: employed, self-employed, through an agency."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from budgets.enums import HolidayMethod
from budgets.rules.assistants import PersonalAssistant
from budgets.rules.cost_lines import CostLine
from budgets.rules.costing import AgencyCare, CostingSettings, IndicativeAmount, OtherLine, indicative_amount
from budgets.rules.words import pounds
from phb.core.money import ZERO, round_penny

#: What changes for the person, in plain words; shown beside each way.
EMPLOYED = (
    "You are the employer. You choose who comes and when, and you pay the wage, holiday, tax and pension.",
    "You need employers' liability insurance and usually a payroll service.",
    "If someone is ill or leaves, you find the cover. If the job ends, redundancy pay can fall due.",
)
SELF_EMPLOYED = (
    "They send you a bill and pay their own tax, pension and holidays. Nothing comes on top of the price.",
    "They must really be self-employed: they may send somebody else, choose how they work, and carry their own risk. "
    "If you decide when and how they work and only they may come, they are likely to be your employee in law. "
    "Then tax, National Insurance, holiday and the minimum wage can be claimed from you for past years. "
    "Check with HM Revenue and Customs before the first day (Check employment status for tax).",
    "They need insurance of their own. Cover for illness and holidays is for you to arrange.",
)
AGENCY = (
    "The agency is the employer. It finds cover, trains its staff and answers for them.",
    "You have less say in who comes. An agency that gives personal care must be registered with the Care Quality Commission.",
)


@dataclass(frozen=True, slots=True)
class Way:
    """One way of buying the support. `amount`: a year of it in pounds with its lines; `an_hour`: pounds for each hour bought."""

    key: str
    label: str
    amount: IndicativeAmount
    an_hour: Decimal
    words: tuple[str, ...]


def compare_ways(
    on: date,
    assistants: Sequence[PersonalAssistant],
    *,
    self_employed_rate: Decimal | None = None,
    agency_rate: Decimal | None = None,
    employer_costs: Sequence[OtherLine] = (),
    holiday: HolidayMethod = HolidayMethod.PERCENT,
    employment_allowance: bool = False,
) -> tuple[Way, ...]:
    """The hours of these assistants bought in each way whose rate is given; pounds an hour for the other two.

    `employer_costs` (insurance, payroll) belong to employing only. All hours of a week, at whatever time, are
    bought at the one rate of the other ways; nights asleep keep their flat rate. Raises RuleBroken as `indicative_amount`.
    """
    settings = CostingSettings(holiday, employment_allowance)
    employed = indicative_amount(on, assistants, (), employer_costs, settings)
    hours = sum((_hours(pa) for pa in assistants), Decimal(0))
    found = [_way("employed", "Employed by you", employed, hours, EMPLOYED)]
    if self_employed_rate is not None:
        amount = indicative_amount(on, agency=[_bought(pa, self_employed_rate, True) for pa in assistants])
        found.append(_way("self_employed", "Self-employed", amount, hours, SELF_EMPLOYED))
    if agency_rate is not None:
        amount = indicative_amount(on, agency=[_bought(pa, agency_rate, False) for pa in assistants])
        found.append(_way("agency", "Through an agency", amount, hours, AGENCY))
    return tuple(found)


def difference_words(ways: Sequence[Way]) -> str:
    """Which way costs least, in a sentence; nothing for a single way."""
    if len(ways) < 2:
        return ""
    least, most = min(ways, key=lambda way: way.amount.weekly), max(ways, key=lambda way: way.amount.weekly)
    if least.amount.weekly == most.amount.weekly:
        return "They all cost the same."
    return (
        f"{least.label} costs least: {pounds(least.amount.weekly)} a week. "
        f"{most.label} costs {pounds(most.amount.weekly - least.amount.weekly)} a week more. Cost is not all: read what changes."
    )


def _hours(pa: PersonalAssistant) -> Decimal:
    return pa.hours_per_week + sum((time.hours_per_week for time in pa.times), Decimal(0))


def _bought(pa: PersonalAssistant, rate: Decimal, self_employed: bool) -> AgencyCare:
    source = "The price that was typed"
    return AgencyCare(
        pa.key, pa.label, _hours(pa), rate, source, None, (), pa.sleep_ins, None, self_employed=self_employed
    )


def _way(key: str, label: str, amount: IndicativeAmount, hours: Decimal, words: tuple[str, ...]) -> Way:
    return Way(key, label, amount, _an_hour(amount.lines, hours), words)


def _an_hour(lines: Sequence[CostLine], hours: Decimal) -> Decimal:
    annual = sum((line.amount for line in lines), ZERO)
    return round_penny(Fraction(annual) / (Fraction(hours) * 52)) if hours else ZERO
