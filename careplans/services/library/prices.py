"""Prices of the library: dated, with their source, proposed by one person and approved by another; then only ended."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from careplans.enums import LibraryKind, LibraryState, PriceState, PriceUnit
from careplans.models import LibraryItem, LibraryPrice
from careplans.rules.library import Ending, make_room
from careplans.selectors import library as selectors
from careplans.services.library.entries import MAY_NOT_APPROVE, MAY_NOT_PROPOSE, locked_item, not_oneself, why
from careplans.services.reach import check_right
from phb.core import moving
from phb.core.actors import Actor
from phb.core.errors import RuleBroken
from phb.core.once import once
from phb.core.periods import say_date


@transaction.atomic
def propose_price(
    *,
    item_id: int,
    unit: str,
    amount: Decimal,
    starts: date,
    source: str,
    by: Actor,
    provider: str = "",
    place_id: int | None = None,
    ends: date | None = None,
    includes: str = "",
    key: str | None = None,
) -> LibraryPrice:
    """Propose what an entry costs from a day (to a day, inclusive): pounds a unit, of a provider or whoever provides it
    (""), in a place or everywhere (None), with its source. With `key`, the same page sent twice proposes one.

    Raises RuleBroken for an outcome, for an entry out of use, without a source, and when another approved price of the
    same thing stands in the way, as approving it would.
    """
    check_right(by, "library", "W", MAY_NOT_PROPOSE)
    item = locked_item(by, item_id)
    if item.kind == LibraryKind.OUTCOME:
        raise RuleBroken("An outcome has no price; what is bought for it has one.")
    if item.state not in (LibraryState.IN_USE, LibraryState.PROPOSED):
        raise RuleBroken("This entry is out of use. Propose it again before you price it.")
    if unit not in set(PriceUnit):
        raise RuleBroken("Choose what the price is for.", "unit")
    if not source.strip():
        raise RuleBroken("Say where the price comes from, such as a contract or a quotation with its date.", "source")
    if ends is not None and ends < starts:
        raise RuleBroken("The last day is before the first day. Change one of them.", "ends")
    if place_id is not None and place_id not in {place.pk for place in selectors.places(by)}:
        raise RuleBroken("Choose one of the places shown.", "place")
    fields: dict[str, Any] = {
        "unit": unit, "amount": amount, "starts": starts, "ends": ends, "source": source.strip(), "place_id": place_id,
        "provider": " ".join(provider.split()), "includes": includes.strip(),
    }  # fmt: skip
    made = LibraryPrice(organisation_id=by.organisation_id, item=item, proposed_by_id=by.user_id, **fields)

    def effect() -> dict[str, int]:
        what_ends(made)
        made.save()
        moving.note(made, "created", by=by, before="", after=made.state)
        return {"id": made.pk}

    if key is None:
        return LibraryPrice.objects.get(pk=effect()["id"])
    answer, _ = once("careplans.propose_price", key, {"item": item.pk, **fields}, effect, by=by)
    return LibraryPrice.objects.get(pk=answer["id"])


def what_ends(price: LibraryPrice) -> tuple[Ending, ...]:
    """What approving this price ends. Raises RuleBroken when an approved price stands in its way."""
    new = selectors.as_priced(price)
    return make_room(new, [selectors.as_priced(row) for row in selectors.approved_prices([price.item_id])])


@transaction.atomic
def decide_price(
    *, price_id: int, approve: bool, by: Actor, reason: str = ""
) -> tuple[LibraryPrice, tuple[Ending, ...]]:
    """A second person approves a price, or not, with the reason. Returns it with what its approval ended the day before.

    Raises RuleBroken for whoever proposed it, for an entry that is not in use, and as `careplans.rules.library.make_room`.
    """
    check_right(by, "library", "A", MAY_NOT_APPROVE)
    price = _locked(by, price_id)
    done = PriceState.APPROVED if approve else PriceState.REJECTED
    if price.state == done and (not approve or price.approved_by_id == by.user_id):
        return price, ()
    type(price).life_cycle.check(price.state, "approve" if approve else "reject")
    not_oneself(price, by, "price")
    if not approve:
        moving.move(price, "reject", by=by, reason=why(reason))
        return price, ()
    if price.item.state != LibraryState.IN_USE:
        raise RuleBroken("The entry is not in use. Approve the entry first, then its price.")
    endings = what_ends(price)
    for each in endings:
        _end(LibraryPrice.objects.get(pk=each.price.key), each.last_day, f"{each.words} Another price follows.", by)
    moving.move(price, "approve", by=by, reason=reason.strip(), approved_by_id=by.user_id)
    note_providers(price.item)
    return price, endings


@transaction.atomic
def end_price(*, price_id: int, last_day: date, reason: str, by: Actor) -> LibraryPrice:
    """Say that an approved price ends on a day (inclusive), with the reason. An end is never moved later.

    Raises RuleBroken for a day before its first one or after the end it has.
    """
    check_right(by, "library", "A", MAY_NOT_APPROVE)
    price = _locked(by, price_id)
    if price.state != PriceState.APPROVED:
        raise RuleBroken("Only an approved price is ended.")
    if price.ends == last_day:
        return price
    if last_day < price.starts:
        raise RuleBroken(f"The price began on {say_date(price.starts)}. It cannot end before that day.", "last_day")
    if price.ends is not None and last_day > price.ends:
        raise RuleBroken(
            f"The price ends on {say_date(price.ends)}. Propose a new price to go on after that.", "last_day"
        )
    _end(price, last_day, why(reason), by)
    return price


def _end(price: LibraryPrice, last_day: date, reason: str, by: Actor) -> None:
    price.ends = last_day
    price.save(update_fields=["ends"])
    moving.note(price, "end", by=by, before=price.state, after=price.state, reason=reason)


def note_providers(item: LibraryItem) -> None:
    """Keep with the entry the names of the providers in its approved prices, by which it is found."""
    named = LibraryPrice.objects.filter(item=item, state=PriceState.APPROVED).exclude(provider="")
    item.providers = "\n".join(sorted(set(named.order_by().values_list("provider", flat=True))))
    item.save(update_fields=["providers"])


def _locked(by: Actor, price_id: int) -> LibraryPrice:
    found = selectors.price_for(by, price_id)
    item = locked_item(by, found.item_id)
    price = moving.locked(LibraryPrice.objects.filter(organisation_id=by.organisation_id), pk=found.pk)
    price.item = item
    return price
