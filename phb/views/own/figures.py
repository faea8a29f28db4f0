"""How a figure of the person's own budget came about, in plain words, followed as far down as it goes."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from budgets.rules.said import rule_words
from budgets.selectors import budget_for
from budgets.selectors.opened import open_figure
from phb.views.own.common import opened, own_page


def figure(request: HttpRequest, budget_id: int, figure: str) -> HttpResponse:
    """One figure, opened. Raises NotVisible for a figure that only staff have."""
    budget = budget_for(request.actor, budget_id)
    found = open_figure(request.actor, budget, figure)
    shown = opened(request, budget.person_id, "looked how a figure of your budget came about", part="see_money")
    return own_page(
        request,
        "own/figure.html",
        shown,
        opened=found,
        rows=[
            (row, reverse("own:figure", args=[budget.pk, row.opens]) if row.opens else "")
            for row in found.rows
            if row.opens or not row.href
        ],
        rules=[rule_words(code) for code in found.rules],
    )
