"""This NHS year of a budget: forecast against budget, with a way to all of its figures."""

from datetime import date
from typing import Any

from django.urls import reverse

from budgets.enums import BudgetState
from budgets.models import Budget, BudgetVersion
from budgets.rules.years import added_up, variance_words, year_of, year_words
from budgets.selectors import years
from budgets.selectors.outturn import as_figures
from phb.core.access import may
from phb.core.actors import Actor


def panel(actor: Actor, budget: Budget, version: BudgetVersion | None, on: date) -> dict[str, Any] | None:
    """For whoever may see reports of money, once the budget has started."""
    if budget.state == BudgetState.SETTING_UP or not may(actor, "money report", "R"):
        return None
    year = year_of(on)
    rows = years.of_budget(actor, budget, year)
    whole = added_up(as_figures(row) for row in rows) if rows else None
    return {
        "title": "This year", "template": "budgets/panels/year.html", "whole": whole, "words": year_words(year),
        "variance": variance_words(whole.variance) if whole else "", "as_at": rows[0].as_at if rows else None,
        "href": reverse("budgets:budget_year", args=[budget.pk]), "value_href": reverse("budgets:budget_value", args=[budget.pk]),
    }  # fmt: skip
