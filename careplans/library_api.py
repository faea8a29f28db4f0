"""The library for other systems, as JSON: what is in use and what it costs on a day. Of no person."""

from datetime import date
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from careplans.enums import LibraryKind, LibraryState, PriceUnit
from careplans.models import LibraryItem, LibraryPrice
from careplans.selectors import library as selectors
from phb.core.clock import london_today
from phb.core.errors import RuleBroken

LARGEST_PAGE = 100
LARGEST_ID = 2**63 - 1
NAMES = ("q", "kind", "topic", "provider", "place", "unit", "on", "after")
SAID = ("name", "kind", "description", "topic", "service_kind", "measure", "evidence")


class Library(APIView):
    """GET: entries in use by number, 100 at a time, each with the prices that hold on a day (today, or `on`).

    `q` finds words in names, topics, descriptions and providers; `kind`, `topic`, `provider`, `place` (a number) and
    `unit` narrow; `after` continues. Amounts are pounds as text; days are inclusive; `place` null holds everywhere and
    `provider` "" whoever provides it.
    """

    @extend_schema(
        operation_id="library_list",
        parameters=[OpenApiParameter(name, OpenApiTypes.DATE if name == "on" else OpenApiTypes.STR) for name in NAMES],
        responses=OpenApiTypes.OBJECT,
    )
    def get(self, request: Request) -> Response:
        asked = request.query_params
        if unknown := sorted(set(asked) - set(NAMES)):
            raise RuleBroken(f"This list is not filtered by: {', '.join(unknown)}.")
        actor, on = request._request.actor, _day(asked.get("on", ""))
        held = _held(selectors.offered(actor, on), asked)
        found = selectors.items(actor).filter(selectors.looked_for(asked.get("q", "")), state=LibraryState.IN_USE)
        found = _of_code(found, asked, "kind", LibraryKind)
        if asked.get("topic"):
            found = found.filter(topic=asked["topic"])
        if any(asked.get(name) for name in ("provider", "place", "unit")):
            found = found.filter(pk__in=held.order_by().values("item_id"))
        rows = list(found.filter(pk__gt=_number(asked.get("after", "0"), "after")).order_by("pk")[: LARGEST_PAGE + 1])
        shown = rows[:LARGEST_PAGE]
        prices: dict[int, list[LibraryPrice]] = {}
        for price in held.filter(item__in=[item.pk for item in shown]).order_by("unit", "amount", "id"):
            prices.setdefault(price.item_id, []).append(price)
        after = shown[-1].pk if len(rows) > LARGEST_PAGE else None
        return Response({"on": on, "entries": [_entry(item, prices.get(item.pk, [])) for item in shown], "next": after})


def _held(found: Any, asked: Any) -> Any:
    if asked.get("provider"):
        found = found.filter(provider__iexact=asked["provider"])
    if asked.get("place"):
        found = selectors.had_at(found, _number(asked["place"], "place"))
    return _of_code(found, asked, "unit", PriceUnit)


def _of_code(found: Any, asked: Any, name: str, codes: Any) -> Any:
    value = asked.get(name)
    if not value:
        return found
    if value not in set(codes):
        raise RuleBroken(f"Give one of: {', '.join(codes)}.", name)
    return found.filter(**{name: value})


def _entry(item: LibraryItem, prices: list[LibraryPrice]) -> dict[str, Any]:
    return {"id": item.pk, **{name: getattr(item, name) for name in SAID}, "prices": [_price(row) for row in prices]}


def _price(row: LibraryPrice) -> dict[str, Any]:
    return {
        "id": row.pk, "provider": row.provider, "place": row.place and {"id": row.place_id, "name": row.place.name}, "unit": row.unit,
        "amount": str(row.amount), "includes": row.includes, "starts": row.starts, "ends": row.ends, "source": row.source,
    }  # fmt: skip


def _day(text: str) -> date:
    if not text:
        return london_today()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise RuleBroken("Give “on” as a day like 2026-04-01.", "on") from error


def _number(text: str, name: str) -> int:
    if not (text.isascii() and text.isdecimal()) or len(text) > 19 or int(text) > LARGEST_ID:
        raise RuleBroken(f"Give “{name}” as a number.", name)
    return int(text)
