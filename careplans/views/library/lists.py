"""The lists of the library: entries, prices, and what waits for a second person."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from careplans.enums import LibraryKind, LibraryState, PriceState, PriceUnit
from careplans.forms.library import EntryFilters, PriceFilters
from careplans.models import LibraryItem, LibraryPrice
from careplans.selectors import library as selectors
from careplans.views.common import staff_only
from phb.core.access import may
from phb.core.actors import Actor
from phb.core.clock import london_today
from phb.core.display import money
from phb.core.tables import Column, FilterForm, Table, Tag

ENTRY_COLOURS = {LibraryState.PROPOSED: "blue", LibraryState.IN_USE: "green", LibraryState.REJECTED: "red"}
PRICE_COLOURS = {PriceState.PROPOSED: "blue", PriceState.APPROVED: "green", PriceState.REJECTED: "red"}
TABS = (("Entries", "library"), ("Prices", "library_prices"), ("Waiting for a second person", "library_waiting"), ("Files", "library_files"))  # fmt: skip


def entry_tag(item: LibraryItem) -> Tag:
    """Where an entry stands."""
    return Tag(item.get_state_display(), ENTRY_COLOURS.get(LibraryState(item.state), "grey"))


def price_tag(price: LibraryPrice, on: date) -> Tag:
    """Where a price stands on a day."""
    if price.state != PriceState.APPROVED:
        return Tag(price.get_state_display(), PRICE_COLOURS[PriceState(price.state)])
    if on < price.starts:
        return Tag("To come", "aqua-green")
    return Tag("Ended", "grey") if price.ends and price.ends < on else Tag("In force", "green")


def per_unit(amount: Decimal | None, unit: str | None) -> str:
    """“£24.50 an hour”; "" without a price."""
    return "" if amount is None or not unit else f"{money(amount)} {PriceUnit(unit).label}"


PRICE_FILTERS = ("provider", "place", "unit", "at_most")


class LibraryTable(Table):
    """What both lists share: the filters that ask about the entry."""

    today: date

    def filter_q(self, queryset: Any, words: str) -> Any:
        return queryset.filter(selectors.looked_for(words, self.of_item))

    of_item = ""

    def filter_topic(self, queryset: Any, topic: str) -> Any:
        return queryset.filter(**{f"{self.of_item}topic": topic})

    def filter_kind(self, queryset: Any, kind: str) -> Any:
        return queryset.filter(**{f"{self.of_item}kind": kind})


class EntryTable(LibraryTable):
    caption, order, filter_form = "Entries of the library", "name", EntryFilters
    empty = "The library is empty. Propose an entry, or bring in a file."
    columns = (
        Column("name", "Entry", sort="name", cell="name", link=lambda row: reverse("careplans:library_item", args=[row.pk]),
               note=lambda row: row.topic),
        Column("kind", "Kind", cell=lambda row: LibraryKind(row.kind).label),
        Column("state", "Stands at", cell=entry_tag),
        Column("lowest", "From", sort="lowest", cell=lambda row: per_unit(row.lowest, row.lowest_unit)),
        Column("providers", "Providers", cell=lambda row: ", ".join(row.providers.splitlines())),
    )  # fmt: skip

    def narrow(self) -> None:
        """The lowest price shown is the lowest among those that the filters ask for."""
        asked: dict[str, Any] = {name: self.chosen[name] for name in PRICE_FILTERS if name in self.chosen}
        self.queryset = selectors.with_lowest(self.queryset, self.today, asked)
        if "state" not in self.chosen:
            self.queryset = self.queryset.filter(state__in=[LibraryState.IN_USE, LibraryState.PROPOSED])

    def filter_provider(self, queryset: Any, value: Any) -> Any:
        return queryset  # cut by `narrow`, with the other filters that ask about the same price

    filter_place = filter_unit = filter_at_most = filter_provider


class PriceTable(LibraryTable):
    caption, order, filter_form = "Prices of the library", "amount", PriceFilters
    of_item = "item__"
    lookups = {"at_most": "amount__lte"}
    empty = "No price holds today. Prices are proposed on the page of an entry, or brought in with a file."
    columns = (
        Column("item", "Entry", sort="item__name", cell="item.name", link=lambda row: reverse("careplans:library_price", args=[row.pk]),
               note=lambda row: row.item.topic),
        Column("amount", "Price", sort="amount", cell="amount", kind="money"),
        Column("unit", "For", sort="unit", cell=lambda row: row.get_unit_display()),
        Column("provider", "Provider", sort="provider", cell=lambda row: row.provider or "Whoever provides it"),
        Column("place", "Place", cell=lambda row: row.place.name if row.place else "Everywhere"),
        Column("starts", "From", sort="starts", cell="starts", kind="date"),
        Column("ends", "To", sort="ends", cell="ends", kind="date"),
        Column("state", "Stands at", cell=lambda row: price_tag(row, london_today())),
        Column("source", "Source", cell="source"),
        Column("compare", "Compare", cell=lambda row: "Compare" if row.state == PriceState.APPROVED else "",
               link=lambda row: f"{reverse('careplans:library_compare')}?p={row.pk}" if row.state == PriceState.APPROVED else "", exported=False),
    )  # fmt: skip

    def narrow(self) -> None:
        """Without another choice, only what holds today."""
        if "state" not in self.chosen:
            self.queryset = self.queryset.filter(selectors.holding(self.today), item__state=LibraryState.IN_USE)

    def filter_state(self, queryset: Any, code: str) -> Any:
        return queryset.filter({
            "waiting": Q(state=PriceState.PROPOSED),
            "to_come": Q(state=PriceState.APPROVED, starts__gt=self.today),
            "over": Q(state=PriceState.APPROVED, ends__lt=self.today),
            "rejected": Q(state=PriceState.REJECTED),
            "all": Q(),
        }[code])  # fmt: skip


def choosing(actor: Actor, form: type[FilterForm]) -> type[FilterForm]:
    """The filter form with this organisation's topics, providers and places, as a class of this request alone."""
    names = form.base_fields
    there = {
        "topics": tuple((each, each) for each in selectors.topics(actor)) if "topic" in names else (),
        "providers": tuple((each, each) for each in selectors.providers(actor)) if "provider" in names else (),
        "places": tuple((str(each.pk), each.name) for each in selectors.places(actor)) if "place" in names else (),
    }
    return type(form.__name__, (form,), there)


def table_of(table: type[LibraryTable], data: QueryDict, found: Any, actor: Actor) -> Any:
    """A table with this organisation's choices, cut to what its filters ask of prices."""
    own = {"today": london_today(), "filter_form": choosing(actor, table.filter_form)}
    made = type(table.__name__, (table,), own)(data, found)
    made.narrow()
    return made


def tabs(request: HttpRequest, current: str) -> list[dict[str, Any]]:
    """The lists of the library beside each other; how many wait stands on its tab."""
    return [
        {"label": label, "href": reverse(f"careplans:{name}"), "current": name == current,
         "count": selectors.waiting_count(request.actor) if name == "library_waiting" else None}
        for label, name in TABS
    ]  # fmt: skip


def around(request: HttpRequest, current: str) -> dict[str, Any]:
    """What every list page shows around its list."""
    return {"tabs": tabs(request, current), "may_write": may(request.actor, "library", "W")}


@staff_only
def entries(request: HttpRequest) -> HttpResponseBase:
    """All entries, by words, kind, topic, provider, place, unit and price."""
    table = table_of(EntryTable, request.GET, selectors.items(request.actor), request.actor)
    if table.wants_csv:
        return table.csv_response("library-entries.csv")
    return render(
        request, "careplans/library/list.html", {**around(request, "library"), "table": table, "title": "Library"}
    )


@staff_only
def prices(request: HttpRequest) -> HttpResponseBase:
    """Prices, the lowest first."""
    table = table_of(PriceTable, request.GET, selectors.prices(request.actor), request.actor)
    if table.wants_csv:
        return table.csv_response("library-prices.csv")
    context = {**around(request, "library_prices"), "table": table, "title": "Prices of the library"}
    return render(request, "careplans/library/list.html", context)


@staff_only
def waiting(request: HttpRequest) -> HttpResponse:
    """What waits for a second person, each with who proposed it; one's own are for a colleague."""
    found = {name: list(rows[:100]) for name, rows in selectors.waiting(request.actor).items()}
    context = {
        **around(request, "library_waiting"),
        **found,
        "mine": request.actor.user_id,
        "may_approve": may(request.actor, "library", "A"),
    }
    return render(request, "careplans/library/waiting.html", context)
