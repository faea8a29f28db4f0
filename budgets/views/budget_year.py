"""One budget's year: its figures, why it is over or under, whose money it is, what was paid ahead, and what it frees."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from budgets import selectors as budgets
from budgets.enums import HoldingMethod, PaymentState, ReleaseBasis
from budgets.models import Budget, BudgetYear, Payment
from budgets.rules.schedule import financial_year
from budgets.rules.words import count, percent_of, percent_words, pounds
from budgets.rules.year_end import charge_to_year
from budgets.rules.years import YearFigures, added_up, months_of, variance_words, year_words
from budgets.selectors import contracts, years
from budgets.views._common import back_to_budget
from budgets.views.contracts import year_asked
from budgets.views.money_report import SIGN_WORDS
from phb.core import audit
from phb.core.access import may
from phb.core.actors import Actor
from phb.core.periods import Period


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


def as_figures(row: BudgetYear) -> YearFigures:
    """A kept row as the rules know it."""
    names = [name for name in YearFigures.__slots__ if not name.endswith("_profile")]
    profiles = {name: tuple(getattr(row, name)) for name in ("budget_profile", "forecast_profile")}
    return YearFigures(**{name: getattr(row, name) for name in names}, **profiles)


def why(found: YearFigures) -> list[dict[str, Any]]:
    """The variance in its parts; those that are nothing are left out."""
    parts = (
        ("Agreed for later days: new versions, uplifts, one-offs", found.agreed_later),
        ("What happened: hospital, pause, end", found.happened),
        ("Came back", -found.recoveries),
    )
    return [{"label": label, "value": variance_words(amount)} for label, amount in parts if amount]


def steps(found: YearFigures) -> dict[str, list[dict[str, Any]]]:
    """How the figures came about, for `ui.figure`."""
    said = {
        "forecast": (
            ("Earned to date, by calendar days", found.earned), ("Rest of the year at known rates", found.rest),
            ("One-off payments of the year", found.one_offs), ("Came back", -found.recoveries),
        ),
        "actual": (
            ("Earned to date, by calendar days", found.earned), ("One-off payments that were paid", found.one_offs_paid),
            ("Came back", -found.recoveries),
        ),
        "commitment": (
            ("Rest of the year at known rates", found.rest), ("One-off payments not paid yet", found.one_offs - found.one_offs_paid),
        ),
        "paid": (
            ("Paid in the year", found.cash_paid), ("Paid before the year for its days", found.brought_forward),
            ("Paid for days still to come", -found.prepaid), ("Cost to date not paid yet", found.not_paid_yet),
        ),
    }  # fmt: skip
    return {
        key: [{"label": label, "amount": amount} for label, amount in rows if amount or len(rows) < 3]
        for key, rows in said.items()
    }


def across(actor: Actor, budget: Budget, year: int) -> list[dict[str, Any]]:
    """Payments across 31 March, each with what belongs to this year and what was paid ahead for the next (C22)."""
    if not may(actor, "payment record", "R"):
        return []
    end = financial_year(year).end
    rows = Payment.objects.filter(budget=budget, state=PaymentState.PAID, period_start__lte=end, period_end__gt=end)
    found = []
    for row in rows.order_by("period_start", "pk"):
        covered = Period(row.period_start, row.period_end)
        charge = charge_to_year(row.amount, covered, end)
        after = (row.period_end - end).days
        words = f"{pounds(row.amount)} × {count(after, 'day')} after 31 March ÷ {count(covered.days, 'day')} = {pounds(charge.prepayment)}."
        found.append({"row": row, "charge": charge, "words": words})
    return found


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
