"""The indicative amount, by whichever method the commissioner uses: each gives the same kind of answer.

An estimate told before planning; a guide, not an entitlement. Cost-based is usual for continuing healthcare; a ready
reckoner for an early estimate; points for social care; the price of today's package on a transfer; a fixed sum for
wheelchairs and one-offs. Points are no measure of very complex needs: above the cap a person looks (JudgementRequired).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from budgets.enums import AmountMethod, SupportTime
from budgets.rules.amount_tables import FixedSums, PointsTable, Reckoner, ReckonerRow
from budgets.rules.cost_lines import CostLine
from budgets.rules.costing import (
    AgencyCare,
    CostingSettings,
    IndicativeAmount,
    OtherLine,
    PersonalAssistant,
    add_up,
    indicative_amount,
)
from budgets.rules.words import count, day, number, pounds
from phb.core.errors import RuleBroken
from phb.core.money import ZERO, round_penny

WEEKS = 52


class JudgementRequired(RuleBroken):
    """No amount comes out of the table: a person looks at this one by hand, usually with the cost-based method."""


@dataclass(frozen=True, slots=True)
class TableUsed:
    """The local table an amount is read from: its name, from when it counts, and who says so."""

    name: str
    since: date
    source: str


def from_costs(
    on: date,
    assistants: Sequence[PersonalAssistant] = (),
    agency: Sequence[AgencyCare] = (),
    others: Sequence[OtherLine] = (),
    settings: CostingSettings | None = None,
) -> IndicativeAmount:
    """Cost-based: hours × rates for each kind of support, with the costs of employing (C11, C12)."""
    return indicative_amount(on, assistants, agency, others, settings or CostingSettings())


def from_reckoner(
    on: date, reckoner: Reckoner, row_key: str, table: TableUsed, contingency_weeks: Decimal = Decimal(0)
) -> IndicativeAmount:
    """Ready reckoner: the week's price of a level of need, or its hours at the table's rates.

    The weekly amount is the sum of the table's lines; a year is 52 of them. RuleBroken for a row that is not there.
    """
    row = reckoner.row(row_key)
    if row.weekly is not None:
        words = f"{row.label}: {pounds(row.weekly)} a week × {WEEKS} weeks = {pounds(WEEKS * row.weekly)}. {row.words}"
        lines = [
            CostLine(row.key, row.label, WEEKS * row.weekly, words.strip(), row.weekly, table.since, _source(table))
        ]
        weekly = row.weekly
    else:
        lines = list(_hours_lines(row, reckoner, table))
        weekly = sum((line.amount for line in lines), ZERO) / WEEKS
        weekly = round_penny(weekly)
    return add_up(on, lines, (), contingency_weeks, method=AmountMethod.RECKONER, weekly=weekly)


def _hours_lines(row: ReckonerRow, reckoner: Reckoner, table: TableUsed) -> Iterator[CostLine]:
    for time, hours in (row.hours or {}).items():
        rate = reckoner.rates[time]
        a_week = round_penny(Fraction(hours) * Fraction(rate))
        unit = "night" if time == SupportTime.SLEEPING_NIGHT else "hour"
        words = (
            f"{row.label}, {time.label.lower()}: {count(hours, unit)} a week × {pounds(rate)} = {pounds(a_week)} a week; "
            f"× {WEEKS} weeks = {pounds(WEEKS * a_week)}."
        )
        yield CostLine(f"{row.key}.{time.value}", time.label, WEEKS * a_week, words, rate, table.since, _source(table))


def from_points(
    on: date,
    points: PointsTable,
    answers: Mapping[str, str],
    table: TableUsed,
    contingency_weeks: Decimal = Decimal(0),
) -> IndicativeAmount:
    """Resource allocation by points: answers → points → pounds a point, each question rounded once.

    Raises RuleBroken for a question without an answer, and JudgementRequired above the cap: points are not
    accurate for very complex needs (as Waltham Forest publishes of its own system), so exactly the cap is the most.
    """
    lines, total = [], Decimal(0)
    for question in points.questions:
        answer = next((each for each in question.answers if each.key == answers.get(question.key)), None)
        if answer is None:
            raise RuleBroken(f"Answer “{question.label}”.", f"question.{question.key}")
        total += answer.points
        lines.append((question, answer))
    if total > points.cap:
        raise JudgementRequired(
            f"The answers come to {count(total, 'point')}, above the {number(points.cap)} for which this table may be used. Points do "
            "not tell the cost of very complex needs. Look at this one by hand: work the amount out from the costs.",
            "answers",
        )
    per, times = ("year", 1) if points.per_year else ("week", WEEKS)
    found = []
    for question, answer in lines:
        each = round_penny(Fraction(answer.points) * Fraction(points.pounds_per_point))
        words = (
            f"{question.label}: “{answer.label}” is {count(answer.points, 'point')} × {pounds(points.pounds_per_point)} "
            f"= {pounds(each)} a {per}."
        )
        found.append(
            CostLine(
                question.key, question.label, each * times, words, points.pounds_per_point, table.since, _source(table)
            )
        )
    weekly = None if points.per_year else round_penny(sum((line.amount for line in found), ZERO) / WEEKS)
    return add_up(on, found, (), contingency_weeks, method=AmountMethod.POINTS, weekly=weekly)


def from_package(
    on: date, weekly: Decimal, basis: str, priced_on: date, contingency_weeks: Decimal = Decimal(0)
) -> IndicativeAmount:
    """Historical package: what the support costs a week now, who says so, and the day of the price.

    RuleBroken for a price of nothing, without a basis, or dated after the day.
    """
    if weekly <= 0:
        raise RuleBroken("Enter what the package costs a week, more than £0.00.", "weekly")
    if not basis.strip():
        raise RuleBroken("Say what the price is taken from, such as the provider's contract.", "basis")
    if priced_on > on:
        raise RuleBroken("The day of the price must not be after the day of the amount.", "priced_on")
    words = (
        f"The package now costs {pounds(weekly)} a week ({basis.strip()}, {day(priced_on)}); "
        f"× {WEEKS} weeks = {pounds(WEEKS * weekly)}."
    )
    line = CostLine("package", "Package of today", WEEKS * weekly, words, weekly, priced_on, basis.strip())
    return add_up(on, [line], (), contingency_weeks, method=AmountMethod.PACKAGE, weekly=weekly)


def from_fixed_sum(on: date, sums: FixedSums, key: str, table: TableUsed, contribution: str = "") -> IndicativeAmount:
    """Fixed sum: a named sum paid once; nothing recurs. `contribution`: a note on what the person adds for extras."""
    chosen = sums.sum(key)
    return named_sum(on, chosen.label, chosen.amount, _source(table), table.since, f"{chosen.words} {contribution}")


def named_sum(on: date, label: str, amount: Decimal, source: str, since: date, note: str = "") -> IndicativeAmount:
    """A sum paid once for a named thing, such as what the NHS wheelchair would have cost. RuleBroken for nothing."""
    if amount <= 0:
        raise RuleBroken("Enter a sum of more than £0.00.", "amount")
    if not label.strip():
        raise RuleBroken("Say what the sum is for.", "label")
    words = f"{pounds(amount)} for {label.strip()}, paid once. {note.strip()}".strip()
    line = CostLine("fixed", label.strip(), amount, words, amount, since, source)
    return add_up(on, (), (line,), method=AmountMethod.FIXED, weekly=ZERO)


def _source(table: TableUsed) -> str:
    return f"{table.name} ({table.source})" if table.source else table.name
