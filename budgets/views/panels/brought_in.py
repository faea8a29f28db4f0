"""Where a budget comes from that another system paid before."""

from datetime import date
from typing import Any

from django.urls import reverse

from budgets.models import Budget, BudgetVersion
from budgets.selectors.files import AREA, item_of
from phb.core.access import may
from phb.core.actors import Actor


def panel(actor: Actor, budget: Budget, version: BudgetVersion | None, on: date) -> dict[str, Any] | None:
    """For staff, of a budget that a file brought."""
    item = item_of(budget)
    if actor.is_outside or item is None:
        return None
    return {
        "title": "From the system before",
        "template": "budgets/panels/brought_in.html",
        "item": item,
        "agreed": version.plan_version.brought_in if version is not None else "",
        "href": reverse("budgets:file", args=[item.file_id]) if may(actor, AREA, "R") else "",
    }
