"""Reads of the library: what is offered, what it costs on a day, what waits for a second person. Of no person."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from careplans.enums import LibraryChangeState, LibraryFileState, LibraryKind, LibraryState, PriceState, PriceUnit
from careplans.models import LibraryChange, LibraryFile, LibraryItem, LibraryPrice, PlanVersion
from careplans.rules import library as rules
from phb.core.access import may
from phb.core.actors import Actor
from phb.core.errors import NotVisible
from phb.core.models import Place

WORD = re.compile(r"[^\W_]+")
MOST_WORDS = 8
SEEN_OUTSIDE = (LibraryState.IN_USE,)


def items(actor: Actor) -> QuerySet[LibraryItem]:
    """The entries of the actor's organisation; for the person and who acts for them only those in use."""
    found = LibraryItem.objects.filter(organisation_id=actor.organisation_id)
    if not may(actor, "library", "R") and actor.role != "SYSTEM":
        return found.none()
    return found.filter(state__in=SEEN_OUTSIDE) if actor.is_outside else found


def prices(actor: Actor) -> QuerySet[LibraryPrice]:
    """The prices of those entries, with entry and place; outside, only approved ones."""
    found = LibraryPrice.objects.filter(item__in=items(actor), organisation_id=actor.organisation_id)
    found = found.filter(state=PriceState.APPROVED) if actor.is_outside else found
    return found.select_related("item", "place", "proposed_by", "approved_by")


def holding(on: date) -> Q:
    """Approved prices that hold on a day, first and last days included."""
    return Q(state=PriceState.APPROVED, starts__lte=on) & (Q(ends__isnull=True) | Q(ends__gte=on))


def offered(actor: Actor, on: date) -> QuerySet[LibraryPrice]:
    """What can be had on a day and what it costs: prices that hold, of entries in use."""
    return prices(actor).filter(holding(on), item__state=LibraryState.IN_USE)


def item_for(actor: Actor, item_id: int) -> LibraryItem:
    """One entry. Raises NotVisible."""
    found = items(actor).select_related("proposed_by", "approved_by").filter(pk=item_id).first()
    if found is None:
        raise NotVisible
    return found


def price_for(actor: Actor, price_id: int) -> LibraryPrice:
    """One price. Raises NotVisible."""
    found = prices(actor).filter(pk=price_id).first()
    if found is None:
        raise NotVisible
    return found


def change_for(actor: Actor, change_id: int) -> LibraryChange:
    """One correction of an entry. Raises NotVisible, also for people outside."""
    found = changes(actor).filter(pk=change_id).first()
    if found is None:
        raise NotVisible
    return found


def changes(actor: Actor) -> QuerySet[LibraryChange]:
    """Corrections of entries, newest first; none for people outside."""
    found = LibraryChange.objects.filter(item__in=items(actor), organisation_id=actor.organisation_id)
    return (found.none() if actor.is_outside else found).select_related("item", "proposed_by", "approved_by")


def files(actor: Actor) -> QuerySet[LibraryFile]:
    """Files that were brought in, newest first; none for people outside."""
    found = LibraryFile.objects.filter(organisation_id=actor.organisation_id)
    seen = actor.role == "SYSTEM" or (may(actor, "library", "R") and not actor.is_outside)
    return (found if seen else found.none()).select_related("proposed_by", "approved_by").order_by("-id")


def file_for(actor: Actor, file_id: int) -> LibraryFile:
    """One file. Raises NotVisible."""
    found = files(actor).filter(pk=file_id).first()
    if found is None:
        raise NotVisible
    return found


def looked_for(text: str, of_item: str = "") -> Q:
    """Entries that hold every word typed, or one that begins with it: in name, topic, description or provider.

    Words are stemmed as English; the parts of `text` that are no words are passed over. `of_item`: the way from the
    rows asked about to their entry, such as "item__".
    """
    words = WORD.findall(text.lower())[:MOST_WORDS]
    if not words:
        return Q() if not text.strip() else Q(pk__in=[])
    return Q(
        **{
            f"{of_item}look_up": SearchQuery(
                " & ".join(f"{word}:*" for word in words), search_type="raw", config="english"
            )
        }
    )


def with_lowest(
    found: QuerySet[LibraryItem], on: date, asked: Mapping[str, Any] | None = None
) -> QuerySet[LibraryItem]:
    """Entries with `lowest` and `lowest_unit`: the lowest price that holds on a day, and what it is for.

    `asked` narrows the prices, and the entries to those that have one: provider, place (its own or everywhere), unit, at_most (pounds).
    """
    fits = LibraryPrice.objects.filter(holding(on))
    asked = asked or {}
    if "provider" in asked:
        fits = fits.filter(provider=asked["provider"])
    if "place" in asked:
        fits = had_at(fits, asked["place"])
    if "unit" in asked:
        fits = fits.filter(unit=asked["unit"])
    if "at_most" in asked:
        fits = fits.filter(amount__lte=asked["at_most"])
    if asked:
        found = found.filter(pk__in=fits.order_by().values("item_id"))
    held = fits.filter(item=OuterRef("pk")).order_by("amount", "id")
    return found.annotate(lowest=Subquery(held.values("amount")[:1]), lowest_unit=Subquery(held.values("unit")[:1]))


def topics(actor: Actor) -> list[str]:
    """The topics of the entries, in order."""
    return list(items(actor).exclude(topic="").order_by("topic").values_list("topic", flat=True).distinct())


def providers(actor: Actor) -> list[str]:
    """The providers named in prices, in order."""
    named = prices(actor).exclude(provider="").order_by("provider")
    return list(named.values_list("provider", flat=True).distinct())


def places(actor: Actor) -> list[Place]:
    """The places of the organisation."""
    return list(Place.objects.filter(organisation_id=actor.organisation_id).order_by("name"))


def as_priced(row: LibraryPrice) -> rules.Priced:
    """A price as the rules read it."""
    return rules.Priced(
        row.pk, row.item_id, row.provider, row.place_id, PriceUnit(row.unit), row.amount, row.starts, row.ends
    )


def approved_prices(item_ids: Iterable[int]) -> list[LibraryPrice]:
    """All approved prices of some entries, for the rules."""
    return list(
        LibraryPrice.objects.filter(item_id__in=list(item_ids), state=PriceState.APPROVED).order_by("starts", "id")
    )


def price_on(
    actor: Actor, item_id: int, *, on: date, place_id: int | None = None, provider: str = "", unit: str | None = None
) -> LibraryPrice | None:
    """The approved price of an entry on a day, for a place and a provider, by `careplans.rules.library.price_on`:
    the provider's own first, then the place's own; prices of other providers and places never count.

    Raises NotVisible for an entry that is not the actor's, RuleBroken when several units are priced and none is named.
    """
    item = item_for(actor, item_id)
    rows = {row.pk: row for row in LibraryPrice.objects.filter(holding(on), item=item)}
    wanted = PriceUnit(unit) if unit else None
    found = rules.price_on(
        [as_priced(row) for row in rows.values()], on=on, place=place_id, provider=provider, unit=wanted
    )
    return rows[found.key] if found else None


def to_be_had(actor: Actor, on: date, asked: Mapping[str, str]) -> QuerySet[LibraryItem]:
    """Entries in use that can be bought, by words, kind and place (`asked`), by name; with a place, those that have a price
    there or everywhere, or none at all."""
    found = (
        items(actor).filter(looked_for(asked.get("q", "")), state=LibraryState.IN_USE).exclude(kind=LibraryKind.OUTCOME)
    )
    if asked.get("kind"):
        found = found.filter(kind=asked["kind"])
    if asked.get("place"):
        held = LibraryPrice.objects.filter(holding(on))
        found = found.filter(
            Q(pk__in=had_at(held, asked["place"]).values("item_id")) | ~Q(pk__in=held.values("item_id"))
        )
    return found.order_by("name", "id")


def had_at(found: QuerySet[LibraryPrice], place_id: str | int | None) -> QuerySet[LibraryPrice]:
    """Prices of a place or of everywhere; all of them without a place."""
    return found.filter(Q(place_id=place_id) | Q(place__isnull=True)) if place_id else found


def waiting(actor: Actor) -> dict[str, QuerySet]:
    """What waits for a second person: entries, corrections, prices, files."""
    return {
        "items": items(actor).filter(state=LibraryState.PROPOSED).select_related("proposed_by").order_by("id"),
        "changes": changes(actor).filter(state=LibraryChangeState.PROPOSED).order_by("id"),
        "prices": prices(actor).filter(state=PriceState.PROPOSED).order_by("id"),
        "files": files(actor).filter(state=LibraryFileState.PROPOSED).defer("rows", "refusals").order_by("id"),
    }


def waiting_count(actor: Actor) -> int:
    """How many proposals wait."""
    return sum(found.count() for found in waiting(actor).values())


def history(item: LibraryItem) -> list[LibraryPrice]:
    """Every price of an entry, by what it is the price of, the newest first."""
    rows = LibraryPrice.objects.filter(item=item).select_related("place", "proposed_by", "approved_by")
    return list(rows.order_by("provider", F("place__name").asc(nulls_first=True), "unit", "-starts", "-id"))


def taken_lines(version: PlanVersion) -> list[tuple[rules.TakenLine, LibraryPrice]]:
    """The lines of a version that were taken from the library, each with its price: two questions for any number."""
    rows = version.services.filter(price__isnull=False).select_related("price__item", "price__place")
    return [(taken_line(row), row.price) for row in rows]


def taken_line(row: Any) -> rules.TakenLine:
    """A line that was taken from the library, as the rules read it."""
    quantity = (row.working.get("taken") or {}).get("quantity")
    return rules.TakenLine(
        str(row.line), row.description, as_priced(row.price), row.rate, row.weekly_amount, row.one_off_amount,
        Decimal(quantity) if quantity else None,
    )  # fmt: skip


def behind(version: PlanVersion, on: date) -> list[tuple[rules.TakenLine, LibraryPrice, str]]:
    """Lines that no longer say what the library says on a day, with why."""
    lines = taken_lines(version)
    known = [as_priced(row) for row in approved_prices({price.item_id for _, price in lines})]
    found = []
    for line, price in lines:
        same = [each for each in known if each.same_line(line.price) and each.holds(on)]
        why = rules.behind(line, on, same[0] if same else None)
        if price.item.state != LibraryState.IN_USE:
            why = f"“{price.item.name}” is no longer offered. {why}".strip()
        if why:
            found.append((line, price, why))
    return found


def as_file(actor: Actor) -> Iterator[dict[str, Any]]:
    """Entries in use with their approved prices as the rows of a file: two questions for any number."""
    found = items(actor).filter(state=LibraryState.IN_USE).order_by("kind", "name", "id")
    approved = prices(actor).filter(state=PriceState.APPROVED).order_by("item_id", "provider", "starts", "id")
    of_item: dict[int, list[LibraryPrice]] = {}
    for price in approved:
        of_item.setdefault(price.item_id, []).append(price)
    for item in found:
        said = {
            name: getattr(item, name)
            for name in ("kind", "name", "description", "topic", "service_kind", "measure", "evidence")
        }
        yield from ({**said, **_file_cells(price)} for price in of_item.get(item.pk, []))
        if item.pk not in of_item:
            yield said


def _file_cells(price: LibraryPrice) -> dict[str, Any]:
    place = price.place.name if price.place else ""
    said = {
        name: getattr(price, name) for name in ("provider", "unit", "amount", "includes", "starts", "ends", "source")
    }
    return {**said, "place": place}
