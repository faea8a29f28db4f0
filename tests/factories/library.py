"""Made-up entries of the library with prices, proposed by one and approved by another."""

from datetime import date
from decimal import Decimal
from typing import Any

from careplans.models import LibraryItem, LibraryPrice
from careplans.services import library
from phb.core.actors import Actor
from phb.core.tenancy import act_as

SINCE = date(2026, 4, 1)


def entry(by: Actor, second: Actor, name: str = "Sitting service", kind: str = "service", **values: Any) -> LibraryItem:
    """An entry in use. The database acts for `second` afterwards."""
    act_as(by)
    item = library.propose_entry(kind=kind, values={"name": name, **values}, by=by)
    act_as(second)
    return library.decide_entry(item_id=item.pk, approve=True, edits=item.edits, by=second)


def priced(item: LibraryItem, by: Actor, second: Actor, amount: str = "24.50", **fields: Any) -> LibraryPrice:
    """An approved price of it. The database acts for `second` afterwards."""
    act_as(by)
    made = proposed(item, by, amount, **fields)
    act_as(second)
    price, _ = library.decide_price(price_id=made.pk, approve=True, by=second)
    return price


def proposed(item: LibraryItem, by: Actor, amount: str = "24.50", **fields: Any) -> LibraryPrice:
    """A price that waits for a second person."""
    said: dict[str, Any] = {"unit": "hour", "starts": SINCE, "source": "Contract of 2 February 2026", **fields}
    return library.propose_price(item_id=item.pk, amount=Decimal(amount), by=by, **said)
