"""The money that is brought to a review of the plan: what is agreed, paid and promised, each open to how it came about."""

from datetime import date
from typing import Any

from django.urls import reverse

from budgets.selectors.budgets import agreed_version_of, budgets, committed_of, paid_of
from phb.core.access import may
from phb.core.actors import Actor
from phb.core.money import format_pounds


def review_figures(actor: Actor, plan: Any, on: date) -> list[dict[str, Any]]:
    """Figures of the plan's budget for whoever may see it; none before one was agreed."""
    budget = budgets(actor).filter(plan=plan).first() if may(actor, "budget record", "R") else None
    if budget is None or agreed_version_of(budget) is None:
        return []
    rows = (
        ("Paid so far", paid_of(budget), "paid"),
        ("Left to commit", budget.authorised - committed_of(budget), "left"),
    )
    return [
        {
            "label": label,
            "value": format_pounds(amount),
            "href": reverse("budgets:figure", args=[budget.pk, code]),
            "action": "How it came about",
        }
        for label, amount, code in rows
    ]
