"""A budget's weekly money by funder on a day, and of all budgets of a person side by side."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from budgets.models import Budget
from budgets.rules.funding import DatedSplit, Part, split_once, split_over_days
from budgets.rules.proposing import PlanLine
from budgets.selectors.budgets import version_being_set
from budgets.selectors.funding import splits_of
from budgets.selectors.plan_lines import lines_of_version
from phb.core.money import ZERO
from phb.core.periods import Period


def weekly_by_funder(budget: Budget, on: date) -> tuple[Part, ...]:
    """What each funder pays of a budget a week, in pounds, on a day: of the agreed version, else of the one proposed."""
    version = version_being_set(budget)
    lines = lines_of_version(version) if version else ()
    return share_week(lines, on, splits_of([budget.pk])[budget.pk])


def share_week(lines: Sequence[PlanLine], on: date, splits: Sequence[DatedSplit]) -> tuple[Part, ...]:
    """What each funder pays of the weekly lines on a day. A fixed sum is met from what is paid to the holder; where nothing
    is, from the rest. The parts equal the weekly amount."""
    weekly = [line for line in lines if line.weekly]
    direct = [line for line in weekly if line.is_direct_payment]
    others = [line for line in weekly if not line.is_direct_payment]
    week = Period.of_days(on, 7)
    parts: dict[str, Decimal] = {}
    for group, fixed in ((direct, True), (others, not direct)):
        if not group:
            continue
        amount = sum((line.amount for line in group), ZERO)
        funded = [line.funded for line in group]
        same = tuple(split for split in splits if split.start <= on)
        found = split_over_days(amount, funded, week, same) if fixed else split_once(amount, funded, on, same)
        for part in found:
            parts[part.funder] = parts.get(part.funder, ZERO) + part.amount
    return tuple(Part(name, amount) for name, amount in parts.items())
