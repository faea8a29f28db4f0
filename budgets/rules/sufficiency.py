"""Whether the amount of each line is enough for the full cost of its service: line by line, never on the total.

Regulation 13(1) of the National Health Service (Direct Payments) Regulations 2013. A rule says what is certain: an amount
under hours × price, or an hour under the legal minimum wage, is short. Where it cannot say (an assistant's holiday,
National Insurance and pension may stand in another line; a provider may have agreed a lower price) it asks, with the
figures, and a person writes down why the amount is enough.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from budgets.enums import HolidayMethod
from budgets.rules.assistants import PersonalAssistant
from budgets.rules.cost_lines import CostLine
from budgets.rules.employing import cost_of_assistant
from budgets.rules.figures import figures_on
from budgets.rules.proposing import PlanLine, hours_cost, short_words
from budgets.rules.words import count, pounds
from phb.core.errors import RuleBroken
from phb.core.money import round_penny

ASSISTANT = "personal_assistant"
WEEKS = 52


class Finding(StrEnum):
    """What the test of a line came to."""

    ENOUGH = "enough"
    SHORT = "short"
    ASK = "ask"
    UNTESTED = "untested"


@dataclass(frozen=True, slots=True)
class LineTest:
    """One line tested. `why`: the sentence with its figures; `needed`: pounds a week that would surely be enough."""

    key: str
    words: str
    finding: Finding
    why: str = ""
    needed: Decimal | None = None
    parts: tuple[CostLine, ...] = ()


def line_findings(
    lines: Sequence[PlanLine], on: date, holiday: HolidayMethod = HolidayMethod.PERCENT
) -> tuple[LineTest, ...]:
    """Each line tested at the figures of a day."""
    return tuple(line_test(line, on, holiday) for line in lines)


def line_test(line: PlanLine, on: date, holiday: HolidayMethod = HolidayMethod.PERCENT) -> LineTest:
    """Whether one line covers its full cost: enough, short, to be asked, or not to be tested (one sum, as quoted)."""
    key = str(line.number or "")
    if (why := short_words(line)) is not None:
        return LineTest(key, line.words, Finding.SHORT, why, hours_cost(line))
    if line.weekly is not None and line.hours_per_week and line.rate and line.kind == ASSISTANT:
        return _assistant(line, on, holiday)
    if line.library is not None and line.is_direct_payment and line.library[0] < line.library[1]:
        said, price, of_what = line.library
        why = f"“{line.words}” says {pounds(said)}{of_what}, and the library’s price is {pounds(price)}{of_what}."
        return LineTest(key, line.words, Finding.ASK, why)
    tested = line.library is not None or (line.hours_per_week and line.rate)
    return LineTest(key, line.words, Finding.ENOUGH if tested else Finding.UNTESTED)


def _assistant(line: PlanLine, on: date, holiday: HolidayMethod) -> LineTest:
    """An assistant's line against C11 for one assistant with these hours, an adult who joins the pension when the law says."""
    assert line.hours_per_week and line.rate and line.weekly is not None
    key = str(line.number or "")
    try:
        wage = figures_on("minimum_wage", on)
        lowest = min(wage["apprentice"], wage["aged_16_or_17"])
        if line.rate < lowest:
            return LineTest(key, line.words, Finding.SHORT, _unlawful(line, lowest))
        adult = wage["aged_21_or_over"]
        age = None if line.rate >= adult else 18 if line.rate >= wage["aged_18_to_20"] else 17
        apprentice = age == 17 and line.rate < wage["aged_16_or_17"]
        cost = cost_of_assistant(
            PersonalAssistant("pa", line.words, line.hours_per_week, line.rate, age=age, apprentice=apprentice),
            on,
            holiday,
        )
    except RuleBroken as error:
        return LineTest(key, line.words, Finding.ASK, f"“{line.words}” cannot be tested by rule. {error.message}")
    needed = round_penny(Fraction(cost.line.amount) / WEEKS)
    young = age is not None
    if line.weekly >= needed and not young:
        return LineTest(key, line.words, Finding.ENOUGH, needed=needed, parts=cost.line.parts)
    why = [_young(line, adult)] if young else []
    if line.weekly < needed:
        why.append(_under(line, needed, cost.line.parts))
    return LineTest(key, line.words, Finding.ASK, " ".join(why), needed, cost.line.parts)


def _under(line: PlanLine, needed: Decimal, parts: Sequence[CostLine]) -> str:
    assert line.hours_per_week and line.rate and line.weekly is not None
    on_top = ", ".join(f"{part.label[0].lower()}{part.label[1:]} {_weekly(part)}" for part in parts[1:] if part.amount)
    return (
        f"“{line.words}” has {pounds(line.weekly)} a week. {count(line.hours_per_week, 'hour')} × {pounds(line.rate)} for one "
        f"assistant come to {pounds(needed)} with all costs of employing ({on_top} a week on top of pay): "
        f"{pounds(needed - line.weekly)} more. Say which other line carries the rest, or why this is enough."
    )


def _weekly(part: CostLine) -> str:
    return pounds(round_penny(Fraction(part.amount) / WEEKS))


def _young(line: PlanLine, adult: Decimal) -> str:
    assert line.rate
    return (
        f"“{line.words}” pays {pounds(line.rate)} an hour. From age 21 the law asks for {pounds(adult)}: write who is paid and "
        "that their age, or an apprenticeship, allows it."
    )


def _unlawful(line: PlanLine, lowest: Decimal) -> str:
    assert line.rate
    return (
        f"“{line.words}” pays {pounds(line.rate)} an hour, under the legal minimum for anybody, {pounds(lowest)}. "
        "Give the plan back to be put right."
    )
