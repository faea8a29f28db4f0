"""Prices an hour beside the library's and other budgets': a fact to ask about, never a verdict."""

from datetime import date
from typing import Any

from django.urls import reverse

from budgets.models import Budget, BudgetVersion
from budgets.selectors.value import prices_beside
from phb.core.access import may
from phb.core.actors import Actor


def panel(actor: Actor, budget: Budget, version: BudgetVersion | None, on: date) -> dict[str, Any] | None:
    """For whoever may see finance checks, where a line has a price an hour."""
    if version is None or not may(actor, "finance check", "R"):
        return None
    found = prices_beside(actor, version, on)
    if not found:
        return None
    href = reverse("budgets:budget_value", args=[budget.pk]) if may(actor, "plan value", "R") else ""
    return {
        "title": "Prices beside other prices",
        "template": "budgets/panels/prices.html",
        "prices": found,
        "href": href,
    }
