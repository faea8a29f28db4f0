"""How the budget was worked out, in the words that the family reads."""

from datetime import date
from typing import Any

from django.urls import reverse

from budgets.models import Budget, BudgetVersion
from phb.core.actors import Actor


def panel(actor: Actor, budget: Budget, version: BudgetVersion | None, on: date) -> dict[str, Any] | None:
    """The way to the explanation of an agreed budget, and to the amount told before it."""
    if version is None or version.agreed_on is None or actor.is_outside:
        return None
    return {
        "template": "budgets/panels/explained.html",
        "title": "As the family is told",
        "href": reverse("budgets:explanation", args=[budget.pk]),
        "given": budget.indicative,
    }
