"""How a figure of a budget came about: rule, rate, its day and source, the arithmetic in words; each part opens further."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from budgets import selectors
from budgets.rules.said import rule_words
from budgets.selectors.opened import open_figure
from budgets.views._common import back_to_budget
from phb.core import audit


def figure(request: HttpRequest, budget_id: int, figure: str) -> HttpResponse:
    """One figure of a budget, opened."""
    shown = selectors.budget_for(request.actor, budget_id)
    opened = open_figure(request.actor, shown, figure)
    audit.note_read(shown.person_id, "looked how a figure of your budget came about")
    context: dict[str, Any] = {
        "budget": shown,
        "person": shown.person,
        "opened": opened,
        "rows": [(row, _link(shown.pk, row)) for row in opened.rows],
        "rules": [(code, rule_words(code)) for code in opened.rules],
        "back": back_to_budget(shown),
    }
    return render(request, "budgets/figure.html", context)


def _link(budget_id: int, row: Any) -> str:
    return reverse("budgets:figure", args=[budget_id, row.opens]) if row.opens else row.href
