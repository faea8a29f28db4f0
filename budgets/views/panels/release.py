"""What a budget frees from contracts this year, and what is left as new cost."""

from datetime import date
from typing import Any

from django.urls import reverse

from budgets.models import Budget, BudgetVersion
from budgets.rules.years import year_of
from budgets.selectors import contracts
from phb.core.access import may
from phb.core.actors import Actor


def panel(actor: Actor, budget: Budget, version: BudgetVersion | None, on: date) -> dict[str, Any] | None:
    """For whoever may see contracts, where something is freed."""
    if not may(actor, "contract", "R"):
        return None
    effect, freed = contracts.effect_of_budget(actor, budget, year_of(on))
    if not freed:
        return None
    href = reverse("budgets:new_release", args=[budget.pk]) if may(actor, "contract", "W") else ""
    return {
        "title": "What it frees",
        "template": "budgets/panels/release.html",
        "effect": effect,
        "freed": freed,
        "href": href,
    }
