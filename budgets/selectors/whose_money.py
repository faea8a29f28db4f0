"""All budgets of a person at once: whose money, held how, a week and a year, nothing counted twice."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from budgets.enums import BudgetState, HoldingMethod
from budgets.models import Budget
from budgets.rules.contingency import Contingency, left
from budgets.rules.contributions import DatedContribution, charged
from budgets.rules.funding import DatedSplit, FundedLine, Part
from budgets.rules.proposing import PlanLine
from budgets.rules.schedule import financial_year
from budgets.rules.streams import MoneyName
from budgets.rules.whose_money import (
    FunderMoney,
    add_up,
    by_holding,
    charge_councils,
    name_of,
    share_both,
    share_once,
    share_week,
    side_by_side,
    total_of,
)
from budgets.rules.words import pounds
from budgets.selectors.budgets import budgets, version_being_set
from budgets.selectors.contingency import terms_of_version, uses_of, versions_that_count
from budgets.selectors.contributions import contributions_of
from budgets.selectors.funding import kinds_of, splits_of
from budgets.selectors.plan_lines import line_value, lines_of_version
from budgets.selectors.timeline import Timeline, timeline_of, timelines_of
from budgets.selectors.wheelchair import WheelchairTerms, wheelchair_terms
from eligibility.enums import Route
from phb.core.actors import Actor
from phb.core.models import Person
from phb.core.money import ZERO, round_penny
from phb.core.periods import Period, add_days

COUNTED = (BudgetState.ACTIVE, BudgetState.PAUSED, BudgetState.ENDING)


@dataclass(frozen=True)
class BudgetMoney:
    """One budget of a person. `counts`: it is running, so its money is part of the totals; `why_not` says otherwise."""

    budget: Budget
    name: MoneyName
    stream: str
    counts: bool
    why_not: str
    funders: tuple[FunderMoney, ...]
    total: FunderMoney
    holdings: tuple[tuple[HoldingMethod, Decimal], ...]
    contributions: tuple[DatedContribution, ...]
    above: Decimal
    contingency: Contingency
    contingency_left: Decimal
    wheelchair: WheelchairTerms | None

    @property
    def holding_words(self) -> str:
        """What is held how, a week: "Direct payment £500.00"."""
        return ", ".join(f"{holding.label} {pounds(amount)}" for holding, amount in self.holdings)


@dataclass(frozen=True)
class PersonMoney:
    """All of it: each budget, one row for each funder, and the sum. `year` is the NHS year of the day."""

    budgets: tuple[BudgetMoney, ...]
    funders: tuple[FunderMoney, ...]
    total: FunderMoney
    name: MoneyName
    year: Period
    on: date


def money_of(actor: Actor, person: Person, on: date) -> PersonMoney:
    """Every budget of a person that the actor may see, on a day."""
    rows = list(budgets(actor).filter(person=person).select_related("indicative", "plan", "case").order_by("id"))
    year = financial_year(on.year if on.month >= 4 else on.year - 1)
    ids = [row.pk for row in rows]
    timelines, paid = timelines_of(rows) if rows else {}, contributions_of(ids)
    terms = {pk: terms_of_version(version) for pk, version in versions_that_count(ids).items()}
    found = tuple(
        _budget_money(row, timelines[row.pk], paid[row.pk], terms.get(row.pk, Contingency(ZERO)), year, on)
        for row in rows
    )
    funders = add_up(row for each in found if each.counts for row in each.funders)
    return PersonMoney(found, funders, total_of(funders), name_of(funders), year, on)


def weekly_by_funder(budget: Budget, on: date) -> tuple[Part, ...]:
    """What each funder pays of a budget a week, in pounds, on a day."""
    return share_week(lines_held(budget, on), on, splits_of([budget.pk])[budget.pk])


def lines_held(budget: Budget, on: date) -> tuple[PlanLine, ...]:
    """The lines whose amounts hold on a day. Of a budget that does not run on it, those of the agreed version, else of
    the one proposed."""
    version = version_being_set(budget)
    newest = lines_of_version(version) if version else ()
    return _lines_on(timeline_of(budget), version, budget, on) or newest


def _budget_money(
    budget: Budget, timeline: Timeline, paid: tuple[DatedContribution, ...], terms: Contingency, year: Period, on: date
) -> BudgetMoney:
    kinds, splits = kinds_of(budget.organisation_id), timeline.splits
    version = version_being_set(budget)
    lines = _lines_on(timeline, version, budget, on)
    week = share_week(lines, on, splits)
    charges = tuple(each for each in paid if each.kind == "council_charge")
    net = charge_councils(week, kinds, charged(Period.of_days(on, 7), [_open_week(each, on) for each in charges]))
    counts = budget.state in COUNTED
    active = year.clip(budget.starts, timeline.last)
    year_parts = _year_parts(timeline, active) if counts and active else ()
    year_net = charge_councils(year_parts, kinds, charged(active, charges) if counts and active else ZERO)
    once = share_once(_once_lines(version, budget, year), splits)
    funders = side_by_side(kinds, net, week, year_net, year_parts, once)
    return BudgetMoney(
        budget=budget,
        name=name_of(funders),
        stream=Route(budget.stream).label,
        counts=counts,
        why_not="" if counts else _why_not(budget),
        funders=funders,
        total=total_of(funders),
        holdings=by_holding(lines),
        contributions=paid,
        above=net.above,
        contingency=terms,
        contingency_left=left(terms, uses_of(budget)),
        wheelchair=wheelchair_terms(budget) if budget.stream == Route.WHEELCHAIR else None,
    )


def _lines_on(timeline: Timeline, version, budget: Budget, on: date) -> tuple[PlanLine, ...]:
    """The lines of the day for a running budget; of the version that is being set for one that has not started."""
    if budget.state == BudgetState.SETTING_UP:
        return lines_of_version(version) if version else ()
    return tuple(line_value(line) for line in timeline.lines_on(on))


def _open_week(each: DatedContribution, on: date) -> DatedContribution:
    """A charge as a whole week of it costs on a day: running then, all seven days count; not running, none."""
    runs = each.start <= on and (each.end is None or on <= each.end)
    if each.weekly is None or not runs:
        return replace(each, weekly=ZERO, once=None)
    return replace(each, start=on, end=None)


def _once_lines(version, budget: Budget, year: Period) -> list[tuple[PlanLine, date]]:
    """One-off lines whose day falls in the year; without a day, the budget's first."""
    if version is None:
        return []
    rows = version.lines.select_related("service").filter(one_off__isnull=False)
    dated = [(line_value(line), line.one_off_on or budget.starts) for line in rows]
    return [(line, max(day, budget.starts)) for line, day in dated if year.contains(max(day, budget.starts))]


def _year_parts(timeline: Timeline, active: Period) -> tuple[Part, ...]:
    """A year's money by calendar days (C9): what the holder is due, stays and pauses counted, and what others hold."""
    direct = timeline.worth(active).amount
    others = _others_over(timeline, active)
    exact = sum((Fraction(line.amount) * line.when.days for line in others if line.when), Fraction(0))
    amount = round_penny(exact / 7) if exact else ZERO
    splits: tuple[DatedSplit, ...] = timeline.splits
    return share_both((direct, timeline.funded(active) if direct else ()), (amount, others), active, splits)


def _others_over(timeline: Timeline, active: Period) -> list[FundedLine]:
    found = []
    for i, version in enumerate(timeline.versions):
        ends = add_days(timeline.versions[i + 1].starts, -1) if i + 1 < len(timeline.versions) else None
        days = active.clip(version.starts, ends)
        for line in version.lines if days else ():
            value = line_value(line)
            if value.weekly and not value.is_direct_payment:
                found.append(replace(value.funded, when=days))
    return found


def _why_not(budget: Budget) -> str:
    if budget.state == BudgetState.CLOSED:
        return "It is closed, so it is not part of the totals."
    return "It has not started, so it is not part of the totals."
