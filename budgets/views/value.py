"""Budgets beside the care that they replaced, always with what came of them; and a budget's prices beside others."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from budgets import selectors as budgets
from budgets.rules.value import Outcomes
from budgets.rules.words import percent_of, percent_words, pounds
from budgets.selectors import value as selectors
from budgets.views._common import back_to_budget
from budgets.views.money_report import tabs
from eligibility.enums import Route
from phb.core import audit
from phb.core import forms as nhs
from phb.core.access import may
from phb.core.clock import london_today
from phb.core.tables import Column, FilterForm, Table

SIGN = "A difference is the care before less the budget: positive costs less. The first year counts starting up."
NEVER_ALONE = (
    "A budget that costs less is better value only if the person gets what they hoped for. Figures stand beside outcomes, "
    "and where outcomes have not been scored nothing can be said of value."
)
LESS = "Difference a week (positive costs less)"


class ValueFilters(FilterForm):
    """Filters of the list."""

    stream = nhs.SelectField(label="Funding stream", choices=[("", "Any"), *Route.choices()])
    known = nhs.SelectField(label="Figure before", choices=[("", "Any"), ("yes", "On record"), ("no", "None")])
    side = nhs.SelectField(label="Difference", choices=[("", "Any"), ("less", "Costs less"), ("more", "Costs more")])


def value_table(came: dict[int, Outcomes], *, as_file: bool) -> type[Table]:
    """The list, with what came of each plan beside its figures: `came` is filled before the rows are drawn. A page says a
    year and percent under the week; a file has a column for each."""

    def beside(row: Any) -> Outcomes:
        return came.get(row.plan_id, Outcomes())

    def reviewed(row: Any) -> str:
        day = beside(row).reviewed_on
        return f"Last review {day:%-d %B %Y}" if day else "Not reviewed yet"

    known = {
        "before": lambda row: row.before if row.known else None,
        "less": lambda row: row.less if row.known else None,
        "year": lambda row: 52 * row.less if row.known else None,
        "percent": lambda row: percent_of(row.less, row.before) if row.known else None,
        "first": lambda row: 52 * row.less - row.start_up if row.known else None,
    }
    person = Column(
        "person", "Person", sort="person__sort_name", cell="person.full_name", note=lambda row: row.reference,
        link=lambda row: reverse("budgets:budget_value", args=[row.pk]),
    )  # fmt: skip
    before = Column("before", "Before, a week", sort="before", cell=known["before"], kind="money", note=_basis)
    weekly = Column("weekly", "Budget, a week", sort="weekly", cell="weekly", kind="money")
    less = Column(
        "less", LESS if as_file else "Difference a week", sort="less", cell=known["less"], kind="money", note=_year
    )
    first = Column(
        "first", "First year, with starting up" if as_file else "First year", cell=known["first"], kind="money"
    )
    outcomes = Column("outcomes", "What came of it", cell=lambda row: beside(row).words, note=reviewed)
    on_file = (
        Column("year", "Difference in 52 weeks", cell=known["year"], kind="money"),
        Column("percent", "Difference in percent of before", cell=known["percent"]),
        Column("basis", "Where the figure comes from", cell="basis"),
        Column("dated", "Its date", cell="dated", kind="date"),
        Column("reviewed", "Last review", cell=lambda row: beside(row).reviewed_on, kind="date"),
    )

    class ValueTable(Table):
        caption, order, filter_form = "Budgets beside the care before", "-less", ValueFilters
        empty = "No budget runs yet."
        columns = (person, outcomes, before, weekly, less, first, *(on_file if as_file else ()))

        def filter_known(self, queryset: Any, value: str) -> Any:
            return (
                queryset.filter(before__gt=0)
                if value == "yes"
                else queryset.filter(Q(before__isnull=True) | Q(before=0))
            )

        def filter_side(self, queryset: Any, value: str) -> Any:
            known = queryset.filter(before__gt=0)
            return known.filter(less__gt=0) if value == "less" else known.filter(less__lt=0)

    return ValueTable


def money_value(request: HttpRequest) -> HttpResponseBase:
    """Running budgets beside what they replaced."""
    came: dict[int, Outcomes] = {}
    kind = value_table(came, as_file=request.GET.get("format") == "csv")
    table = kind(request.GET, selectors.listed(request.actor), path=request.path)
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
               "never_alone": NEVER_ALONE, "sign": SIGN, "tabs": tabs("value")}  # fmt: skip
    return render(request, "budgets/value_list.html", context)


def budget_value(request: HttpRequest, budget_id: int) -> HttpResponse:
    """One budget beside what it replaced, with what came of it; its prices beside other prices."""
    budget, today = budgets.budget_for(request.actor, budget_id), london_today()
    audit.note_read(budget.person_id, "opened the value of your budget")
    version = budgets.version_being_set(budget)
    context = {
        "title": "Beside the care before", "budget": budget, "person": budget.person, "version": version,
        "found": selectors.compared(request.actor, budget, version) if version else None,
        "never_alone": NEVER_ALONE, "back": back_to_budget(budget), "prices": selectors.prices_beside(request.actor, version, today),
        "record_href": reverse("careplans:replaced_package", args=[budget.plan_id]) if may(request.actor, "plan value", "W") else "",
    }  # fmt: skip
    return render(request, "budgets/value_budget.html", context)


def _basis(row: Any) -> str:
    if not row.basis:
        return "Not recorded"
    return f"{row.basis}, {row.dated:%-d %B %Y}" if row.known else row.basis


def _year(row: Any) -> str:
    if not row.known:
        return "Nothing to compare with"
    return f"{pounds(52 * row.less)} in 52 weeks, {percent_words(percent_of(row.less, row.before))}"
