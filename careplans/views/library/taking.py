"""A line of a draft taken from the library: chosen by a person, shown as a proposal, confirmed or changed by them."""

from dataclasses import asdict
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from careplans.enums import LibraryKind, LibraryState, PriceUnit
from careplans.forms.library import HowManyForm, SuggestionFilters, TakeFilters
from careplans.models import LibraryItem, LibraryPrice, PlanVersion
from careplans.rules.library import COUNTED, asks_how_many, proposal
from careplans.selectors import library as selectors
from careplans.services import library as services
from careplans.services.reach import check_open
from careplans.views.common import case_context, opened, staff_only
from careplans.views.drafting import _row_form
from careplans.views.library.lists import LibraryTable, per_unit, table_of
from phb.core.clock import london_today
from phb.core.errors import NotVisible, RuleBroken
from phb.core.tables import Column, FilterForm

WRITING = "opened your plan to write in it"


class ChoiceTable(LibraryTable):
    """What a line can be taken from. `version_id`: whose plan it is for."""

    caption, order, csv = "What there is", "name", False
    filter_form: type[FilterForm] | None = TakeFilters
    empty = "The library has nothing in use yet. Add the line freely."
    version_id = 0
    columns: tuple[Column, ...] = (
        Column("name", "Entry", sort="name", cell="name", note=lambda row: row.topic),
        Column("about", "What it is", cell=lambda row: _brief(row.description)),
        Column("lowest", "From", sort="lowest", cell=lambda row: per_unit(row.lowest, row.lowest_unit) or "No price recorded"),
        Column("providers", "Providers", cell=lambda row: ", ".join(row.providers.splitlines())),
    )  # fmt: skip

    def narrow(self) -> None:
        asked: dict[str, Any] = {name: self.chosen[name] for name in ("provider",) if name in self.chosen}
        self.queryset = selectors.with_lowest(self.queryset, self.today, asked)

    def filter_provider(self, queryset: Any, value: Any) -> Any:
        return queryset  # cut by `narrow`

    def cells(self, row: Any) -> list[tuple[Column, str, str]]:
        (name, shown, _), *rest = super().cells(row)
        return [(name, shown, reverse(f"careplans:{self.route}", args=[self.version_id, row.pk])), *rest]

    route = "take_line_form"


class SuggestionTable(ChoiceTable):
    caption, filter_form, route = "Suggested outcomes", SuggestionFilters, "take_outcome_form"
    empty = "The library suggests no outcomes yet. Write the outcome freely."
    columns = (
        Column("name", "Suggestion", sort="name", cell="name", note=lambda row: row.topic),
        Column("measure", "How one could tell", cell="measure"),
    )


def _brief(words: str, most: int = 120) -> str:
    flat = " ".join(words.split())
    return flat if len(flat) <= most else f"{flat[: most - 1].rstrip()}…"


@staff_only
def take_line(request: HttpRequest, version_id: int) -> HttpResponse:
    """Choose a service, equipment or treatment."""
    found = selectors.items(request.actor).filter(state=LibraryState.IN_USE).exclude(kind=LibraryKind.OUTCOME)
    return _choose(request, version_id, ChoiceTable, found, "Take a line from the library", "services",
                   "Nothing is added yet: the next page shows the line, for you to change and confirm.")  # fmt: skip


@staff_only
def take_outcome(request: HttpRequest, version_id: int) -> HttpResponse:
    """Look at suggested outcomes."""
    found = selectors.items(request.actor).filter(state=LibraryState.IN_USE, kind=LibraryKind.OUTCOME)
    return _choose(request, version_id, SuggestionTable, found, "Suggested outcomes", "outcomes",
                   "A suggestion helps to begin the talk. The outcome is written in the person’s own words.")  # fmt: skip


def _choose(
    request: HttpRequest, version_id: int, table: Any, found: Any, title: str, part: str, lead: str
) -> HttpResponse:
    version = _open_draft(request, version_id)
    own = type(table.__name__, (table,), {"version_id": version.pk})
    context = {**case_context(request, version), "table": table_of(own, request.GET, found, request.actor), "title": title, "lead": lead,
               "back": _back(version, part), "free_href": reverse(f"careplans:{part}", args=[version.pk]) + "#add-title"}  # fmt: skip
    return render(request, "careplans/library/choose.html", context)


@staff_only
def take_line_form(request: HttpRequest, version_id: int, entry_id: int) -> HttpResponse:
    """The line as the library proposes it; nothing is kept until a person presses the button."""
    version = _open_draft(request, version_id)
    item = selectors.item_for(request.actor, entry_id)
    if item.state != LibraryState.IN_USE or item.kind == LibraryKind.OUTCOME:
        raise NotVisible
    prices = list(selectors.offered(request.actor, london_today()).filter(item=item).order_by("unit", "amount", "id"))
    price = _chosen(request, prices)
    units = (
        {price.unit: f"How many {COUNTED[PriceUnit(price.unit)]} a week?"}
        if price and asks_how_many(PriceUnit(price.unit))
        else {}
    )
    asking = HowManyForm(request.GET if any(unit in request.GET for unit in units) else None, units=units)
    quantity = next(iter(asking.quantities().values()), None) if units and asking.is_bound else None
    ready = _free(request) or (price is not None and (not units or quantity is not None)) or not prices
    form = (
        _row_form(version, "services", request.POST or None, begins=_begins(item, price, quantity)) if ready else None
    )
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            services.take_service(
                version_id=version.pk, item_id=item.pk, price_id=price.pk if price else None, values=form.values(),
                quantity=quantity, on=london_today(), by=request.actor, key=str(form.cleaned_data["key"]),
            )  # fmt: skip
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(request, f"Added to the plan from the library: {item.name}.")
            return redirect("careplans:services", version.pk)
    context = {
        **case_context(request, version), "item": item, "price": price, "per_unit": per_unit, "form": form, "asking": None if ready else asking,
        "choices": [] if price or _free(request) else _near(version, prices), "ready": ready,
        "back": {"href": reverse("careplans:take_line", args=[version.pk]), "label": "Back to the library"},
        "other_prices": bool(price) and len(prices) > 1, "address": request.get_full_path(),
    }  # fmt: skip
    return render(request, "careplans/library/take_line.html", context)


def _near(version: PlanVersion, prices: list[LibraryPrice]) -> list[tuple[LibraryPrice, str, bool]]:
    """(price, where it leads, whether it is another place's): those of the person's place and of everywhere first."""
    home = version.person.place_id
    rows = [(row, f"?price={row.pk}", home is not None and row.place_id not in (None, home)) for row in prices]
    return sorted(rows, key=lambda each: each[2])


def _free(request: HttpRequest) -> bool:
    """Whether the line is asked for without a price."""
    return request.GET.get("price") == "none"


def _chosen(request: HttpRequest, prices: list[LibraryPrice]) -> LibraryPrice | None:
    asked = request.GET.get("price", "")
    if not asked:
        return prices[0] if len(prices) == 1 else None
    found = next((row for row in prices if str(row.pk) == asked), None)
    if found is None and not _free(request):
        raise NotVisible
    return found


def _begins(item: LibraryItem, price: LibraryPrice | None, quantity: Decimal | None) -> dict[str, Any]:
    """The boxes of the line's form as the library proposes them."""
    line = proposal(
        item.name, LibraryKind(item.kind), item.service_kind, selectors.as_priced(price) if price else None, quantity
    )
    return {name: value for name, value in asdict(line).items() if value not in (None, "")}


@staff_only
def take_outcome_form(request: HttpRequest, version_id: int, suggestion_id: int) -> HttpResponse:
    """The suggestion beside an empty form; its words are put in the boxes only when somebody asks for that."""
    version = _open_draft(request, version_id)
    item = selectors.item_for(request.actor, suggestion_id)
    if item.state != LibraryState.IN_USE or item.kind != LibraryKind.OUTCOME:
        raise NotVisible
    begun = request.GET.get("begin") == "yes"
    begins = {"words": item.name, "measure": item.measure[:500]} if begun else {}
    form = _row_form(version, "outcomes", request.POST or None, begins=begins)
    if request.method == "POST" and form.is_valid():
        try:
            services.take_outcome(
                version_id=version.pk,
                item_id=item.pk,
                values=form.values(),
                by=request.actor,
                key=str(form.cleaned_data["key"]),
            )
        except RuleBroken as error:
            form.add_rule_broken(error)
        else:
            messages.success(request, "Added to the plan: outcome.")
            return redirect("careplans:outcomes", version.pk)
    context = {**case_context(request, version), "item": item, "form": form, "begun": begun,
               "back": {"href": reverse("careplans:take_outcome", args=[version.pk]), "label": "Back to suggested outcomes"}}  # fmt: skip
    return render(request, "careplans/library/take_outcome.html", context)


def _open_draft(request: HttpRequest, version_id: int) -> PlanVersion:
    version = opened(request, version_id, WRITING)
    check_open(version)
    return version


def _back(version: PlanVersion, part: str) -> dict[str, str]:
    return {"href": reverse(f"careplans:{part}", args=[version.pk]), "label": f"Back to {part}"}
