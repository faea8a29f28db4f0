"""One budget's year: its figures, why it is over or under, whose money it is, what was paid ahead, and what it frees."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from budgets import selectors as budgets
from budgets.enums import HoldingMethod, ReleaseBasis
from budgets.models import BudgetYear
from budgets.rules.words import percent_of, percent_words, pounds
from budgets.rules.years import YearFigures, added_up, months_of, variance_words, year_words
from budgets.selectors import contracts, years
from budgets.selectors.outturn import across, as_figures, steps, why
from budgets.views._common import back_to_budget
from budgets.views.contracts import year_asked
from budgets.views.money_report import SIGN_WORDS
from phb.core import audit
from phb.core.access import may


def budget_year(request: HttpRequest, budget_id: int) -> HttpResponse:
    """The figures of one budget in a year, each with how it came about."""
    budget = budgets.budget_for(request.actor, budget_id)
    year, _ = year_asked(request)
    audit.note_read(budget.person_id, "opened the year's money of your budget")
    rows = years.of_budget(request.actor, budget, year)
    whole = added_up(as_figures(row) for row in rows)
    effect, freed = contracts.effect_of_budget(request.actor, budget, year)
    known = budget.years.order_by("year").values_list("year", flat=True).distinct()
    context = {
        "title": f"Money of {year_words(year)}", "budget": budget, "person": budget.person, "rows": rows, "whole": whole,
        "year": year, "years": [{"label": year_words(each), "href": f"?year={each}", "current": each == year} for each in known], "back": back_to_budget(budget),
        "as_at": rows[0].as_at if rows else None, "sign_words": SIGN_WORDS, "variance": variance_words(whole.variance),
        "percent": percent_words(percent_of(whole.variance, whole.budget_value)), "why": why(whole), "steps": steps(whole),
        "part_rows": [part_row(row) for row in rows], "part_total": ["All", "", "", *_pounds(whole)],
        "month_rows": _months(whole, year),
        "across": across(request.actor, budget, year), "effect": effect, "freed": freed,
        "basis": lambda release: ReleaseBasis(release.basis).label, "writes": may(request.actor, "contract", "W"),
        "release_href": reverse("budgets:new_release", args=[budget.pk]),
    }  # fmt: skip
    return render(request, "budgets/money_budget.html", context)


def part_row(row: BudgetYear) -> list[str]:
    """One funder, holding and provider, as a table writes it."""
    return [
        row.funder or "No funder",
        HoldingMethod(row.holding).label,
        row.provider or "Nobody named",
        *_pounds(as_figures(row)),
    ]


def _pounds(found: YearFigures) -> list[str]:
    return [pounds(amount) for amount in (found.budget_value, found.actual, found.forecast, found.variance)]


def _months(found: YearFigures, year: int) -> list[list[str]]:
    pairs = zip(months_of(year), found.budget_profile, found.forecast_profile, strict=True)
    return [
        [f"{month.start:%B %Y}", str(month.days), pounds(budget), pounds(forecast), pounds(forecast - budget)]
        for month, budget, forecast in pairs
    ]
