"""Budgets beside the care that they replaced, always with what came of them; and a budget's prices beside others."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from budgets import selectors as budgets
from budgets.rules.value import Outcomes
from budgets.rules.words import percent_of
from budgets.selectors import value as selectors
from budgets.views._common import back_to_budget
from budgets.views.money_report import tabs
from eligibility.enums import Route
from phb.core import audit
from phb.core import forms as nhs
from phb.core.access import may
from phb.core.clock import london_today
from phb.core.tables import Column, FilterForm, Table

NEVER_ALONE = (
    "A budget that costs less is better value only if the person gets what they hoped for. Figures stand beside outcomes, "
    "and where outcomes have not been scored nothing can be said of value."
)


class ValueFilters(FilterForm):
    """Filters of the list."""

    stream = nhs.SelectField(label="Funding stream", choices=[("", "Any"), *Route.choices()])
    known = nhs.SelectField(label="Figure before", choices=[("", "Any"), ("yes", "On record"), ("no", "None")])
    side = nhs.SelectField(label="Difference", choices=[("", "Any"), ("less", "Costs less"), ("more", "Costs more")])


def value_table(came: dict[int, Outcomes]) -> type[Table]:
    """The list, with what came of each plan beside its figures: `came` is filled before the rows are drawn."""

    def beside(row: Any) -> Outcomes:
        return came.get(row.plan_id, Outcomes())

    def percent(row: Any) -> Decimal | str:
        return percent_of(row.less, row.before) if row.known else ""

    class ValueTable(Table):
        caption, order, filter_form = "Budgets beside the care before", "-less", ValueFilters
        empty = "No budget runs yet."
        columns = (
            Column("person", "Person", sort="person__sort_name", cell="person.full_name", note=lambda row: row.reference,
                   link=lambda row: reverse("budgets:budget_value", args=[row.pk])),
            Column("before", "Before, a week", sort="before", cell=lambda row: row.before if row.known else None, kind="money"),
            Column("weekly", "Budget, a week", sort="weekly", cell="weekly", kind="money"),
            Column("less", "Difference a week (positive costs less)", sort="less", cell=lambda row: row.less if row.known else None,
                   kind="money"),
            Column("year", "A year of 52 weeks", cell=lambda row: 52 * row.less if row.known else None, kind="money"),
            Column("percent", "%", cell=percent),
            Column("first", "First year, with starting up", cell=lambda row: 52 * row.less - row.start_up if row.known else None,
                   kind="money"),
            Column("outcomes", "What came of it", cell=lambda row: beside(row).words),
            Column("reviewed", "Last review", cell=lambda row: beside(row).reviewed_on, kind="date"),
            Column("basis", "Where the figure comes from", cell=lambda row: row.basis or "Not recorded", note=_dated),
        )  # fmt: skip

        def filter_known(self, queryset: Any, value: str) -> Any:
            return queryset.filter(before__gt=0) if value == "yes" else queryset.exclude(before__gt=0)

        def filter_side(self, queryset: Any, value: str) -> Any:
            known = queryset.filter(before__gt=0)
            return known.filter(less__gt=0) if value == "less" else known.filter(less__lt=0)

    return ValueTable


def money_value(request: HttpRequest) -> HttpResponseBase:
    """Running budgets beside what they replaced."""
    came: dict[int, Outcomes] = {}
    table = value_table(came)(request.GET, selectors.listed(request.actor), path=request.path)
    if table.wants_csv:
        came.update(selectors.came_of_all(request.actor))
        audit.note_read(
            table.filtered.values_list("person_id", flat=True), "exported the value of your budget in a list"
        )
        return table.csv_response("value.csv")
    rows = table.page.rows
    came.update(selectors.came_of_all(request.actor, [row.plan_id for row in rows]))
    audit.note_read([row.person_id for row in rows], "saw the value of your budget in a list")
    context = {"title": "Budgets beside the care before", "table": table, "whole": selectors.portfolio(request.actor),
               "never_alone": NEVER_ALONE, "tabs": tabs("value")}  # fmt: skip
    return render(request, "budgets/value_list.html", context)


def budget_value(request: HttpRequest, budget_id: int) -> HttpResponse:
    """One budget beside what it replaced, with what came of it; its prices beside other prices."""
    budget, today = budgets.budget_for(request.actor, budget_id), london_today()
    audit.note_read(budget.person_id, "opened the value of your budget")
    version = budgets.version_being_set(budget)
    context = {
        "title": "Beside the care before", "budget": budget, "person": budget.person, "version": version,
        "found": selectors.compared(request.actor, budget, version) if version else None,
        "never_alone": NEVER_ALONE, "back": back_to_budget(budget), "prices": prices_of(request.actor, version, today),
        "record_href": reverse("careplans:replaced_package", args=[budget.plan_id]) if may(request.actor, "plan value", "W") else "",
    }  # fmt: skip
    return render(request, "budgets/value_budget.html", context)


def prices_of(actor: Any, version: Any, on: date) -> list[selectors.PriceBeside]:
    """The lines of a version with a price an hour, each beside the library and other budgets; for
    templates/budgets/_partials/prices_beside.html."""
    if version is None:
        return []
    return selectors.prices_beside(actor, list(version.lines.select_related("person", "version")), on)


def _dated(row: Any) -> str:
    return f"{row.dated:%-d %B %Y}" if row.dated else ""
