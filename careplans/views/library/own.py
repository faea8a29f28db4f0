"""For the person and who acts for them: what there is, and what it costs. Nothing of anybody's record."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from careplans.forms.library import OwnSearchForm
from careplans.models import LibraryPrice
from careplans.selectors import library as selectors
from careplans.views.common import outside_only
from careplans.views.library.lists import choosing, per_unit
from phb.core.clock import london_today

KEPT = "library_search"
SHOWN = 10
MOST_PAGES = 1000
AT_ONCE = 4


@outside_only
def library(request: HttpRequest) -> HttpResponse:
    """Search what is in use today. What was looked for is kept with the sign-in, and stands in no address."""
    search = choosing(request.actor, OwnSearchForm)
    context: dict[str, Any] = {"back": {"href": "/", "label": "Back to the start"}}
    if request.method == "POST":
        form = search(request.POST)
        if form.is_valid():
            request.session[KEPT] = {name: value for name, value in form.cleaned_data.items() if value}
            return redirect("careplans:own_library")
        return render(
            request,
            "careplans/library/own.html",
            {**context, "form": form, "rows": [], "more": False, "searched": True},
        )
    kept, page = request.session.get(KEPT, {}), _page(request)
    first = (page - 1) * SHOWN
    rows = list(selectors.to_be_had(request.actor, london_today(), kept)[first : first + SHOWN + 1])
    context |= {
        "form": search(initial=kept), "rows": _shown(request, rows[:SHOWN], kept), "searched": bool(kept), "first": first + 1,
        "next": page + 1 if len(rows) > SHOWN else None, "previous": page - 1 if page > 1 else None,
    }  # fmt: skip
    return render(request, "careplans/library/own.html", context)


def _page(request: HttpRequest) -> int:
    """Which page of what was found; anything else than a number is the first."""
    asked = request.GET.get("page", "1")
    return min(int(asked), MOST_PAGES) if asked.isascii() and asked.isdecimal() and len(asked) < 6 and int(asked) else 1


def _shown(request: HttpRequest, items: list[Any], kept: dict[str, Any]) -> list[dict[str, Any]]:
    """Entries with their prices of today, the lowest first: two questions for any number."""
    offered = selectors.offered(request.actor, london_today()).filter(item__in=[item.pk for item in items])
    of_item: dict[int, list[LibraryPrice]] = {}
    for price in selectors.had_at(offered, kept.get("place")).order_by("unit", "amount", "id"):
        of_item.setdefault(price.item_id, []).append(price)
    return [
        {
            "item": item,
            "prices": [_price(each) for each in of_item.get(item.pk, [])],
            "compare": _compare(of_item.get(item.pk, [])),
        }
        for item in items
    ]


def _price(price: LibraryPrice) -> dict[str, str]:
    where = price.place.name if price.place else ""
    return {"words": per_unit(price.amount, price.unit), "who": " · ".join(filter(None, (price.provider, where)))}


def _compare(prices: list[LibraryPrice]) -> str:
    if not prices:
        return ""
    return f"{reverse('careplans:own_library_compare')}?{'&'.join(f'p={row.pk}' for row in prices[:AT_ONCE])}"
