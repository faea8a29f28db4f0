"""Whose money: a panel of the budget's page."""

from datetime import date
from typing import Any

from budgets.enums import SplitState
from budgets.models import Budget, BudgetVersion
from budgets.selectors.funding import funders
from budgets.selectors.whose_money import weekly_by_funder
from phb.core.access import may
from phb.core.actors import Actor
from phb.core.errors import RuleBroken


def panel(actor: Actor, budget: Budget, version: BudgetVersion | None, on: date) -> dict[str, Any] | None:
    """Who pays how much a week today, and what funders have yet to agree."""
    if version is None or not may(actor, "funding", "R"):
        return None
    try:
        parts, trouble = weekly_by_funder(budget, on), ""
    except RuleBroken as error:
        parts, trouble = (), str(error)
    waiting = budget.splits.filter(state__in=[SplitState.PROPOSED, SplitState.DISPUTED])
    full = dict(funders(actor).values_list("name", "full_name"))
    return {
        "title": "Whose money it is",
        "template": "budgets/panels/funding.html",
        "parts": [(part, full.get(part.funder, "")) for part in parts],
        "trouble": trouble,
        "waiting": list(waiting),
        "charges": list(budget.contributions.all()),
        "budget": budget,
    }
