"""The lines of a quote a week, rounded so that they add up."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from budgets.enums import HoldingMethod
from budgets.rules.cost_lines import CostLine
from budgets.rules.costing import WEEKS, IndicativeAmount
from budgets.rules.quote_plan import CostedPlan, PlanItem
from budgets.rules.schedule import WeeklyRate
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
        whole = left if holding == present[-1] else a_week(sum((cost.amount for cost in mine), ZERO))
        left -= whole
        largest = max(mine, key=lambda cost: cost.amount)
        for cost in mine:
            weekly[cost.key] = a_week(cost.amount)
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


def a_week(annual: Decimal) -> Decimal:
    """A line's part of a week: a year ÷ 52, rounded."""
    return round_penny(Fraction(annual) / WEEKS)
