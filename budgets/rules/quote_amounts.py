"""The lines of a quote a week: rounded so that they add up, and as they stand from each day on which they change."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from budgets.enums import HoldingMethod
from budgets.rules.changing import UpliftLine, check_reduction, uplift_lines
from budgets.rules.cost_lines import CostLine
from budgets.rules.costing import WEEKS, IndicativeAmount
from budgets.rules.quote_plan import CostedPlan, PlanItem, Step
from budgets.rules.schedule import WeeklyRate
from budgets.rules.words import day, pounds
from phb.core.errors import RuleBroken
from phb.core.money import ZERO, round_penny

ALLOWANCE = "employment_allowance"


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """One line: `annual` pounds a year, or once; `weekly` its part of the weekly amount."""

    cost: CostLine
    item: PlanItem
    annual: Decimal
    weekly: Decimal
    once: bool = False


@dataclass(frozen=True, slots=True)
class Stage:
    """Pounds a week by line from a day on, with the sentences that say what changed."""

    start: date
    by_key: Mapping[str, Decimal]
    holding: Mapping[str, HoldingMethod]
    words: tuple[str, ...] = ()

    def weekly(self, holdings: Collection[HoldingMethod] | None) -> Decimal:
        """The weekly amount of the lines held in these ways, or of all."""
        return sum((w for key, w in self.by_key.items() if holdings is None or self.holding[key] in holdings), ZERO)


@dataclass(frozen=True, slots=True)
class Amounts:
    """All lines of a plan and their stages."""

    plan: CostedPlan
    lines: tuple[QuoteLine, ...]
    stages: tuple[Stage, ...]

    @property
    def recurring(self) -> tuple[QuoteLine, ...]:
        """The lines that are paid week by week."""
        return tuple(line for line in self.lines if not line.once)

    def rates(self, holdings: Collection[HoldingMethod] | None) -> tuple[WeeklyRate, ...]:
        """The weekly amounts of the lines held in these ways, by date."""
        return tuple(WeeklyRate(stage.start, stage.weekly(holdings)) for stage in self.stages)


def line_amounts(plan: CostedPlan, amount: IndicativeAmount, order: Sequence[HoldingMethod]) -> tuple[QuoteLine, ...]:
    """Each line a week: year ÷ 52, rounded. The whole is rounded, then each holding, then each line (C12, C20).

    The last holding takes the difference to the whole (a few pennies), the largest line of a holding the difference to it.
    """
    items = [(cost, _item(plan, cost.key)) for cost in amount.lines]
    weekly: dict[str, Decimal] = {}
    left = amount.weekly
    present = [holding for holding in order if any(item.holding == holding for _, item in items)]
    for holding in present:
        mine = [cost for cost, item in items if item.holding == holding]
        whole = left if holding == present[-1] else _a_week(sum((cost.amount for cost in mine), ZERO))
        left -= whole
        largest = max(mine, key=lambda cost: cost.amount)
        for cost in mine:
            weekly[cost.key] = _a_week(cost.amount)
        weekly[largest.key] += whole - sum((weekly[cost.key] for cost in mine), ZERO)
    regular = [QuoteLine(cost, item, cost.amount, weekly[cost.key]) for cost, item in items]
    once = [QuoteLine(cost, _item(plan, cost.key), cost.amount, ZERO, True) for cost in amount.start_up_lines]
    return (*regular, *once)


def _item(plan: CostedPlan, key: str) -> PlanItem:
    """Where a line belongs. The Employment Allowance goes with the first assistant, whose employer is the same."""
    if key in plan.items:
        return plan.items[key]
    owner = plan.assistants[0].key if key == ALLOWANCE else key.rsplit(".", 1)[0]
    return plan.items[owner]


def _a_week(annual: Decimal) -> Decimal:
    return round_penny(Fraction(annual) / WEEKS)


def stages(plan: CostedPlan, lines: Sequence[QuoteLine], warnings: list[str]) -> tuple[Stage, ...]:
    """The weekly lines from the start, and again from each day on which an uplift or a change counts (C17, C28).

    Uplifts of a day come before other changes of that day. Raises RuleBroken for a reduction before its notice has run.
    """
    holding = {line.cost.key: line.item.holding for line in lines if not line.once}
    by_key = {line.cost.key: line.weekly for line in lines if not line.once}
    found = [Stage(plan.start, by_key, holding)]
    for step in sorted(plan.steps, key=lambda step: (step.start, not step.is_uplift)):
        by_key, words = _after(step, by_key, lines, warnings)
        start = max(step.start, plan.start)
        if start == found[-1].start:
            found[-1] = Stage(start, by_key, holding, (*found[-1].words, *words))
        else:
            found.append(Stage(start, by_key, holding, words))
    return tuple(found)


def _after(
    step: Step, by_key: Mapping[str, Decimal], lines: Sequence[QuoteLine], warnings: list[str]
) -> tuple[dict[str, Decimal], tuple[str, ...]]:
    if step.is_uplift:
        labels = {line.cost.key: line.cost.label for line in lines}
        raised = uplift_lines(
            [UpliftLine(key, labels[key], weekly, _percent(step, key)) for key, weekly in by_key.items()]
        )
        return {line.key: line.new for line in raised}, tuple(line.words for line in raised)
    if step.line not in by_key:
        raise RuleBroken("A cost paid once has no weekly amount to change.", f"{step.path}.line")
    old, new = by_key[step.line], step.weekly or ZERO
    if new < old:
        _check_notice(step, warnings, old, new)
    words = f"{_label(lines, step.line)} goes from {pounds(old)} to {pounds(new)} a week."
    return {**by_key, step.line: new}, (words,)


def _check_notice(step: Step, warnings: list[str], old: Decimal, new: Decimal) -> None:
    if step.notice_given is None or step.notice_days is None:
        warnings.append(
            f"From {day(step.start)} an amount falls from {pounds(old)} to {pounds(new)} a week. A reduction needs reasonable "
            "notice in writing, with reasons; give notice_given and notice_days to have its first day checked."
        )
        return
    try:
        check_reduction(step.notice_given, step.notice_days, step.start)
    except RuleBroken as error:
        raise RuleBroken(error.message, f"{step.path}.from") from error


def _percent(step: Step, key: str) -> Decimal | None:
    if key in step.frozen:
        return None
    return step.by_line.get(key, step.percent)


def _label(lines: Sequence[QuoteLine], key: str) -> str:
    return next(line.cost.label for line in lines if line.cost.key == key)
