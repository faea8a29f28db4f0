"""The uplifts that a budget stands in: what each made of it, or why it is left out."""

from datetime import date
from typing import Any

from django.urls import reverse

from budgets.models import Budget, BudgetVersion
from budgets.selectors.uplifts import of_budget
from budgets.views.uplift_items import item_tag, why_of
from phb.core.access import may
from phb.core.actors import Actor


def panel(actor: Actor, budget: Budget, version: BudgetVersion | None, on: date) -> dict[str, Any] | None:
    """For staff who see uplifts, once there is one."""
    items = of_budget(actor, budget.pk) if may(actor, "uplift", "R") else []
    if not items:
        return None
    return {
        "title": "Uplifts",
        "template": "budgets/panels/uplift.html",
        "rows": [
            (item, item_tag(item), why_of(item), reverse("budgets:uplift_item", args=[item.pk])) for item in items
        ],
    }
