"""The commissioner's money of a year: cut by what is asked about, month by month, and the budgets behind each figure."""

import csv
from dataclasses import dataclass
from io import StringIO
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from budgets.enums import HoldingMethod
from budgets.forms.money import CutFilters, ListFilters, ReportFilters
from budgets.rules.words import percent_of, percent_words
from budgets.rules.years import months_of, variance_words, year_of, year_words
from budgets.selectors import years as selectors
from budgets.services.years import WORK_OUT, ask_to_work_out
from eligibility.enums import Route
from phb.core import audit
from phb.core.charts import Bar, BarChart
from phb.core.clock import london_today
from phb.core.display import money as say
from phb.core.models import Job
from phb.core.progress import progress_of
from phb.core.table_cells import safe_for_spreadsheets
from phb.core.tables import BYTE_ORDER_MARK, Column, Table

SIGN_WORDS = "Variance is forecast less budget: positive is overspend, negative is underspend."
SHOWN = 100
# Key, label, where it is read, whether it is money.
COLUMNS = (
    ("budgets", "Budgets"), ("budget_value", "Budget"), ("actual", "Cost to date"), ("cash_paid", "Cash paid"),
    ("commitment", "Commitment"), ("forecast", "Forecast"), ("variance", "Variance"), ("percent", "Variance %"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: the year, what is cut out of it, and its form."""

    year: int
    chosen: dict[str, str]
    form: CutFilters

    def query(self, **more: str) -> str:
        """The same as an address, with something more."""
        return urlencode({"year": self.year, **self.chosen, **{name: value for name, value in more.items() if value}})


def asked(request: HttpRequest, kind: type[CutFilters], *others: str) -> Asked:
    """Read the address. Raises BadRequest for a year or a filter that is not there."""
    this = year_of(london_today())
    words = dict(selectors.years_of(request.actor)) or {this: year_words(this)}
    year = (
        int(request.GET["year"]) if request.GET.get("year", "").isdecimal() else (this if this in words else max(words))
    )
    if year not in words or set(request.GET) - set(kind.base_fields) - set(others):
        raise BadRequest("There is no such report.")
    there = selectors.choices(request.actor, year)
    filters = type(kind.__name__, (kind,), {"there": there, "years": [(str(key), said) for key, said in words.items()]})
    form = filters({"by": "stream", **request.GET.dict(), "year": str(year)})
    if not form.is_valid():
        raise BadRequest("There is no such report.")
    chosen = {name: value for name, value in form.cleaned_data.items() if value and name not in ("year", "by")}
    return Asked(year, chosen, form)


def money(request: HttpRequest) -> HttpResponse:
    """The figures of a year by one cut, each opening to its budgets."""
    found = asked(request, ReportFilters, "sort", "format")
    cut = found.form.cleaned_data.get("by") or "stream"
    rows = _sorted(selectors.groups(request.actor, found.year, cut, found.chosen), request.GET.get("sort") or "label")
    total = selectors.whole(request.actor, found.year, found.chosen)
    least, most = selectors.as_at(request.actor, found.year)
    if request.GET.get("format") == "csv":
        return _csv(f"money-{year_words(found.year)}-{cut}.csv", selectors.CUTS[cut], [*rows, total], most)
    overlaps = sum(row.budgets for row in rows) > total.budgets
    context = {
        "title": f"Money of {year_words(found.year)}", "asked": found, "cut": cut, "cut_label": selectors.CUTS[cut],
        "columns": _heads(found, cut, request.GET.get("sort") or "label"), "total": total, "overlaps": overlaps,
        "rows": [(row, _list_href(found, cut, row.key)) for row in rows[:SHOWN]], "more": max(0, len(rows) - SHOWN),
        "total_href": f"{reverse('budgets:money_budgets')}?{found.query()}", "as_at": (least, most), "sign_words": SIGN_WORDS,
        "variance_words": variance_words(total.variance), "percent": percent_words, "figures": _figures(request, found), "path": request.path,
        "csv_href": f"?{found.query(by=cut, sort=request.GET.get('sort', ''), format='csv')}",
        "link": f"?{found.query(by=cut, sort=request.GET.get('sort', ''))}", "tabs": tabs("report", found),
        "job": _job(request), "work_out_href": reverse("budgets:money_work_out"),
    }  # fmt: skip
    return render(request, "budgets/money_report.html", context)


def months(request: HttpRequest) -> HttpResponse:
    """The year month by month, by calendar days."""
    found = asked(request, CutFilters, "format")
    pairs = selectors.months(request.actor, found.year, found.chosen)
    rows: list[dict[str, Any]] = [
        {"month": period.start, "days": period.days, "budget": budget, "forecast": forecast, "variance": forecast - budget,
         "percent": percent_of(forecast - budget, budget)}
        for period, (budget, forecast) in zip(months_of(found.year), pairs, strict=True)
    ]  # fmt: skip
    if request.GET.get("format") == "csv":
        lines = [
            [f"{row['month']:%Y-%m}", *(row[name] for name in ("days", "budget", "forecast", "variance", "percent"))]
            for row in rows
        ]
        heads = ["Month", "Days", "Budget", "Forecast", "Variance (positive is overspend)", "Variance %"]
        return csv_file(f"months-{year_words(found.year)}.csv", [heads, *lines])
    chart = BarChart(
        "months", f"Forecast by month, {year_words(found.year)}",
        "A bar for each month from April to March, as long as the month's forecast in pounds; red where it is above the budget.",
        [Bar(f"{row['month']:%B %Y}", row["forecast"], say(row["forecast"]), stands_out=row["variance"] > 0) for row in rows],
        label_heading="Month", value_heading="Forecast",
    )  # fmt: skip
    context = {
        "title": f"Month by month, {year_words(found.year)}", "asked": found, "rows": rows, "chart": chart, "path": request.path,
        "total": {name: sum(row[name] for row in rows) for name in ("days", "budget", "forecast", "variance")},
        "sign_words": SIGN_WORDS, "csv_href": f"?{found.query(format='csv')}", "tabs": tabs("months", found),
        "as_at": selectors.as_at(request.actor, found.year), "percent": percent_words,
    }  # fmt: skip
    return render(request, "budgets/money_months.html", context)


PERCENT = Column("percent", "Variance %", cell=lambda row: percent_of(row.variance, row.budget_value))


class MoneyTable(Table):
    """The budgets behind a figure."""

    caption, order, filter_form = "Budgets of the year", "-forecast", ListFilters
    empty = "No budget has figures in this year."
    year = 0
    columns = (
        Column("person", "Person", sort="person__sort_name", cell="person.full_name", note=lambda row: row.reference,
               link=lambda row: f"{reverse('budgets:budget_year', args=[row.pk])}?year={row.year}"),
        Column("stream", "Funding stream", sort="stream", cell=lambda row: Route(row.stream).label),
        Column("starts", "Starts", sort="starts", cell="starts", kind="date"),
        Column("budget", "Budget", sort="budget_value", cell="budget_value", kind="money"),
        Column("actual", "Cost to date", sort="actual", cell="actual", kind="money"),
        Column("cash", "Cash paid", sort="cash_paid", cell="cash_paid", kind="money"),
        Column("commitment", "Commitment", sort="commitment", cell="commitment", kind="money"),
        Column("forecast", "Forecast", sort="forecast", cell="forecast", kind="money"),
        Column("variance", "Variance (positive is overspend)", sort="variance", cell="variance", kind="money",
               note=lambda row: percent_words(percent_of(row.variance, row.budget_value))),
    )  # fmt: skip

    @property
    def filtered(self) -> Any:
        """The selector has cut the list already: figures are sums of what was chosen."""
        return self.queryset


def money_budgets(request: HttpRequest) -> HttpResponseBase:
    """The budgets behind a figure, each with its own."""
    found = asked(request, ListFilters, *Table.reserved)
    rows = selectors.listed(request.actor, found.year, found.chosen)
    on_file = (PERCENT,) if request.GET.get("format") == "csv" else ()
    columns = {"filter_form": type(found.form), "columns": MoneyTable.columns + on_file}
    kind = type("MoneyTable", (MoneyTable,), columns)
    data = request.GET.copy()
    data["year"] = str(found.year)
    table = kind(data, rows, path=request.path)
    whole = not {"since", "sign"} & set(found.chosen)
    total = selectors.whole(request.actor, found.year, found.chosen) if whole else None
    if total is not None:
        table.total = total.budgets  # counted already
    if table.wants_csv:
        audit.note_read(rows.values_list("person_id", flat=True), "exported the money of your budget in a list")
        return table.csv_response(f"budgets-{year_words(found.year)}.csv")
    audit.note_read([row.person_id for row in table.page.rows], "saw the money of your budget in a list")
    context = {
        "title": f"Budgets of {year_words(found.year)}", "table": table, "sign_words": SIGN_WORDS, "tabs": tabs("list", found),
        "as_at": selectors.as_at(request.actor, found.year), "total": total, "percent": percent_words,
    }  # fmt: skip
    return render(request, "budgets/money_budgets.html", context)


def work_out(request: HttpRequest) -> HttpResponse:
    """Have all figures worked out anew."""
    ask_to_work_out(by=request.actor, on=london_today())
    return redirect("budgets:money")


def tabs(current: str, found: Asked | None = None) -> list[dict[str, Any]]:
    """The pages of the commissioner's money side by side."""
    kept = {name: value for name, value in found.chosen.items() if name in selectors.CUTS} if found else {}
    query = f"?{urlencode({'year': found.year, **kept})}" if found else ""
    pages = (
        ("report", "The year", "budgets:money", query), ("months", "Month by month", "budgets:money_months", query),
        ("list", "Budgets", "budgets:money_budgets", query), ("contracts", "Contracts", "budgets:contracts", ""),
        ("value", "Beside the care before", "budgets:money_value", ""),
    )  # fmt: skip
    return [
        {"label": label, "href": reverse(route) + more, "current": key == current} for key, label, route, more in pages
    ]


def _sorted(rows: list[selectors.Group], order: str) -> list[selectors.Group]:
    name = order.removeprefix("-")
    if name not in {"label", *(key for key, _ in COLUMNS)}:
        raise BadRequest("There is no such order.")
    key = (lambda row: row.label.casefold()) if name == "label" else (lambda row: getattr(row, name))
    return sorted(rows, key=key, reverse=order.startswith("-"))


def _heads(found: Asked, cut: str, order: str) -> list[dict[str, str]]:
    heads = []
    for key, label in (("label", selectors.CUTS[cut]), *COLUMNS):
        mine = order.removeprefix("-") == key
        turned = f"-{key}" if (mine and not order.startswith("-")) or (not mine and key != "label") else key
        state = ("descending" if order.startswith("-") else "ascending") if mine else ""
        heads.append({"key": key, "label": label, "state": state, "href": f"?{found.query(by=cut, sort=turned)}"})
    return heads


def _list_href(found: Asked, cut: str, key: str) -> str:
    return f"{reverse('budgets:money_budgets')}?{found.query(**{cut: key})}"


def _figures(request: HttpRequest, found: Asked) -> list[dict[str, Any]]:
    """Counts, each opening to its list."""
    counts = selectors.counts(request.actor, found.year, found.chosen)
    address = reverse("budgets:money_budgets")
    items = [
        {
            "label": each.label,
            "value": f"{counts[each.value]:,}",
            "href": f"{address}?{found.query(holding=each.value)}",
        }
        for each in HoldingMethod
    ]
    items += [
        {"label": label, "value": f"{counts[key]:,}", "href": f"{address}?{found.query(since=key)}"}
        for key, label in (("new", "New in the year"), ("ended", "Ended in the year"))
    ]
    waiting = f"{reverse('budgets:budgets')}?state=setting_up&authorised=yes"
    items.append(
        {"label": "Authorised, not started: not in these figures", "value": f"{counts['waiting']:,}", "href": waiting}
    )
    return items


def _job(request: HttpRequest) -> dict[str, Any] | None:
    """How far the work is, while it goes on or after it failed."""
    rows = Job.objects.filter(organisation_id=request.actor.organisation_id, kind=WORK_OUT).order_by("-id")
    newest = rows.first()
    if newest is None or newest.state == "done":
        return None
    return progress_of(newest, what="new figures", refresh_href=reverse("budgets:money"))


def _csv(name: str, cut: str, rows: list[selectors.Group], on: Any) -> HttpResponse:
    heads = [cut, *(label for _, label in COLUMNS), "As at"]
    heads = [f"{head} (positive is overspend)" if head == "Variance" else head for head in heads]
    lines = [[row.label, *(getattr(row, key) for key, _ in COLUMNS), on.isoformat() if on else ""] for row in rows]
    return csv_file(name, [heads, *lines])


def csv_file(name: str, lines: list[list[Any]]) -> HttpResponse:
    """Lines as a CSV file; text that a spreadsheet would run begins with an apostrophe."""
    out = StringIO()
    out.write(BYTE_ORDER_MARK)
    csv.writer(out).writerows(
        [safe_for_spreadsheets(cell) if isinstance(cell, str) else cell for cell in line] for line in lines
    )
    response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response
