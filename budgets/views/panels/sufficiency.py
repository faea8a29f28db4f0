"""Whether the amount is enough for each service: what finance wrote, what the last review said, changes without a review."""

from datetime import date
from typing import Any

from django.urls import reverse

from budgets.models import Budget, BudgetVersion
from budgets.selectors.sufficiency import enough_of
from phb.core.access import may
from phb.core.actors import Actor


def panel(actor: Actor, budget: Budget, version: BudgetVersion | None, on: date) -> dict[str, Any] | None:
    """Regulation 13(1) at the finance check, 13(2) after a change of health: who confirmed it, when, and why."""
    if version is None:
        return None
    found = enough_of(budget.plan_id, version)
    runs = version.agreed_on is not None and budget.state not in {"setting_up", "closed"}
    return {
        **found,
        "title": "Is it enough?",
        "template": "budgets/panels/sufficiency.html",
        "version": version,
        "record_href": reverse("careplans:change_without_review", args=[budget.plan_id])
        if runs and may(actor, "plan review", "W")
        else "",
    }
