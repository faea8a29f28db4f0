"""What changed a budget lately, what is owed or credit, and a way to record more."""

from datetime import date
from typing import Any

from django.urls import reverse

from budgets.models import Budget, BudgetVersion
from budgets.selectors import changes as found
from phb.core.access import may
from phb.core.actors import Actor

SHOWN = 3


def panel(actor: Actor, budget: Budget, version: BudgetVersion | None, on: date) -> dict[str, Any] | None:
    """For staff who may see changes, once the budget has run."""
    if not may(actor, "budget change", "R") or (budget.state not in found.RUNS_ON and budget.state != "closed"):
        return None
    rows = [row for row in found.changes_of(actor, budget) if row.withdrawn_on is None]
    newest = found.newest_reckoning(budget)
    return {
        "title": "Changes",
        "template": "budgets/panels/changes.html",
        "rows": rows[:SHOWN],
        "more": len(rows) - SHOWN,
        "newest": newest,
        "newest_href": reverse("budgets:reckoning", args=[newest.pk]) if newest else "",
        "href": reverse("budgets:changes", args=[budget.pk]),
    }
