"""Whether the amount is enough for each service: what finance wrote, what the last review said, changes without a review."""

from datetime import date
from typing import Any

from django.urls import reverse

from budgets.models import Budget, BudgetVersion
from careplans.enums import Sufficiency
from careplans.selectors import reviews
from phb.core.access import may
from phb.core.actors import Actor

SHOWN = 3


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


def enough_of(plan_id: int, version: BudgetVersion | None) -> dict[str, Any]:
    """What is on record of it for a plan; `version`: whose lines finance answered for."""
    last = reviews.last_completed(plan_id)
    return {
        "answers": list(version.enough_reasons.values()) if version is not None else [],
        "review": last,
        "review_said": Sufficiency(last.sufficient).label if last is not None else "",
        "changes": reviews.changes_without_review(plan_id)[:SHOWN],
    }
