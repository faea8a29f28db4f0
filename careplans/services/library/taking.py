"""Lines of a plan that somebody takes from the library: proposed by the page, confirmed and changed by a person."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from careplans.enums import LibraryKind, LibraryState
from careplans.models import Outcome, Service
from careplans.selectors import library as selectors
from careplans.services.drafting import save_row
from phb.core.actors import Actor
from phb.core.errors import NotVisible, RuleBroken


@transaction.atomic
def take_service(
    *,
    version_id: int,
    item_id: int,
    price_id: int | None,
    values: Mapping[str, Any],
    on: date,
    by: Actor,
    key: str,
    quantity: Decimal | None = None,
) -> Service:
    """Add the service line that a person confirmed, and keep which price it was taken at. `values`: as for `save_row`.

    `quantity`: how many units a week (or pieces once) the amount was worked out from. The same page sent twice adds one
    line. Raises RuleBroken for an entry out of use and a price that does not hold on the day; NotVisible.
    """
    if by.is_outside:
        raise NotVisible
    item = selectors.item_for(by, item_id)
    if item.state != LibraryState.IN_USE or item.kind == LibraryKind.OUTCOME:
        raise RuleBroken("This entry is not in use, so no line is taken from it. Add the line freely instead.")
    price = None
    if price_id is not None:
        price = selectors.prices(by).filter(pk=price_id, item=item).first()
        if price is None:
            raise NotVisible
        if not selectors.as_priced(price).holds(on) or price.state != "approved":
            raise RuleBroken("This price does not hold today. Choose one that does, or add the line freely.")
    row = save_row(version_id=version_id, part="services", values={**values, "price": price_id}, by=by, key=key)
    if row is not None and price is not None and "taken" not in row.working:
        row.working = {**row.working, "taken": {
            "quantity": None if quantity is None else str(quantity), "unit": price.unit, "amount": str(price.amount),
        }}  # fmt: skip
        row.save(update_fields=["working"])
    return row


@transaction.atomic
def take_outcome(*, version_id: int, item_id: int, values: Mapping[str, Any], by: Actor, key: str) -> Outcome:
    """Add the outcome that a person wrote with a suggestion beside it. The words are theirs; the same page sent twice
    adds one. Raises RuleBroken, NotVisible."""
    if by.is_outside:
        raise NotVisible
    item = selectors.item_for(by, item_id)
    if item.state != LibraryState.IN_USE or item.kind != LibraryKind.OUTCOME:
        raise RuleBroken("This suggestion is not in use. Write the outcome freely instead.")
    return save_row(version_id=version_id, part="outcomes", values=values, by=by, key=key)
