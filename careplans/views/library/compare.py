"""Up to four offers side by side: what each costs a unit and a week, from when, what it covers and where that comes from."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from careplans.enums import PriceUnit
from careplans.forms.library import HowManyForm
from careplans.models import LibraryPrice
from careplans.rules.library import COUNTED, Cost, cost_of
from careplans.selectors import library as selectors
from careplans.views.common import outside_only, staff_only
from phb.core.actors import Actor
from phb.core.clock import london_today

MOST = 4
OTHERS = 12


@dataclass(frozen=True, slots=True)
class Option:
    """One offer: its price, what came before it, what so many a week come to, and whether that is the least."""

    price: LibraryPrice
    before: LibraryPrice | None
    cost: Cost | None
    least: bool
    without: str


@staff_only
def compare(request: HttpRequest) -> HttpResponse:
    """For staff."""
    context = compared(request, reverse("careplans:library_compare"))
    context["back"] = {"href": reverse("careplans:library_prices"), "label": "Back to prices"}
    return render(request, "careplans/library/compare.html", context)


@outside_only
def own_compare(request: HttpRequest) -> HttpResponse:
    """For the person and who acts for them."""
    context = compared(request, reverse("careplans:own_library_compare"))
    context["back"] = {"href": reverse("careplans:own_library"), "label": "Back to what there is"}
    return render(request, "careplans/library/own_compare.html", context)


def compared(request: HttpRequest, path: str) -> dict[str, Any]:
    """The offers that the address names, other offers to add, and the boxes for how many a week."""
    today, numbers = london_today(), _numbers(request)
    chosen = {row.pk: row for row in selectors.offered(request.actor, today).filter(pk__in=numbers)}
    prices = [chosen[number] for number in numbers if number in chosen]
    asked = {
        unit.value: f"How many {COUNTED[unit]} a week?"
        for unit in PriceUnit
        if unit in COUNTED and any(row.unit == unit for row in prices)
    }
    form = HowManyForm(request.GET or None, units=asked)
    quantities = form.quantities() if request.GET else {}
    typed = {name: str(request.GET.get(name, "")) for name in asked}
    kept = "&".join(f"{name}={value}" for name, value in typed.items() if value.replace(".", "").isdecimal())
    addresses = lambda rows: f"{path}?{'&'.join([*(f'p={row.pk}' for row in rows), *([kept] if kept else [])])}"  # noqa: E731
    return {
        "options": [(option, addresses([row for row in prices if row is not option.price]) if len(prices) > 1 else "")
                    for option in options_of(prices, quantities)],
        "others": [(row, addresses([*prices, row])) for row in others(request.actor, prices, today)] if len(prices) < MOST else [],
        "form": form, "asked": asked, "path": path, "gone": len(numbers) - len(prices), "most": MOST,
    }  # fmt: skip


def _numbers(request: HttpRequest) -> list[int]:
    given = request.GET.getlist("p")
    if any(not (text.isascii() and text.isdecimal()) or len(text) > 18 for text in given):
        raise BadRequest("The prices in this address cannot be read.")
    return list(dict.fromkeys(int(text) for text in given))[:MOST]


def options_of(prices: list[LibraryPrice], quantities: dict[str, Decimal]) -> list[Option]:
    """Each price with what it comes to; the least is marked where all can be held against each other."""
    costs = [_cost(row, quantities) for row in prices]
    weekly = [cost.weekly for cost in costs if cost and cost.weekly is not None]
    least = min(weekly) if len(weekly) == len(prices) > 1 else None
    if least is None and len({row.unit for row in prices}) == 1 and len(prices) > 1:
        lowest = min(row.amount for row in prices)
        marks = [row.amount == lowest for row in prices]
    else:
        marks = [bool(cost and cost.weekly == least) and least is not None for cost in costs]
    before = _before(prices)
    return [
        Option(row, before.get(row.pk), cost, mark and not all(marks), _gone_without(row))
        for row, cost, mark in zip(prices, costs, marks, strict=True)
    ]


def _cost(row: LibraryPrice, quantities: dict[str, Decimal]) -> Cost | None:
    unit = PriceUnit(row.unit)
    quantity = quantities.get(row.unit) if unit in COUNTED else Decimal(1)
    return cost_of(row.amount, unit, quantity) if quantity is not None else None


def _gone_without(row: LibraryPrice) -> str:
    return "" if row.ends is None else "It has a last day; ask what follows."


def _before(prices: list[LibraryPrice]) -> dict[int, LibraryPrice]:
    """The price of the same thing that each one followed."""
    known = [(selectors.as_priced(row), row) for row in selectors.approved_prices({row.item_id for row in prices})]
    found = {}
    for row in prices:
        mine = selectors.as_priced(row)
        earlier = [each for priced, each in known if priced.same_line(mine) and each.starts < row.starts]
        if earlier:
            found[row.pk] = max(earlier, key=lambda each: each.starts)
    return found


def others(actor: Actor, prices: list[LibraryPrice], on: date) -> list[LibraryPrice]:
    """What else could stand beside: other prices of the same entries first, then the same topic and unit; the lowest first."""
    if not prices:
        return []
    offered = selectors.offered(actor, on).exclude(pk__in=[row.pk for row in prices])
    same = list(offered.filter(item__in={row.item_id for row in prices}).order_by("amount", "id")[:OTHERS])
    topics = {row.item.topic for row in prices if row.item.topic}
    near = offered.filter(item__topic__in=topics, unit__in={row.unit for row in prices}).exclude(
        pk__in=[row.pk for row in same]
    )
    return [*same, *near.order_by("amount", "id")[: OTHERS - len(same)]]
