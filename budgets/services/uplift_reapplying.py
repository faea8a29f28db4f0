"""An amount that comes in force for days before an uplift is raised by it, as if it had always been there."""

from collections.abc import Sequence
from datetime import date

from budgets.enums import UpliftItemState, VersionState
from budgets.models import Budget, BudgetVersion, UpliftItem
from budgets.selectors.uplifts import in_force
from budgets.services.uplift_applying import FIGURES, fill, withdraw_versions
from budgets.services.uplift_preview import work_out
from budgets.services.uplift_versions import make_versions, note_moves
from phb.core.actors import Actor


def reapply(budget: Budget, *, by: Actor, on: date) -> list[UpliftItem]:
    """Raise a locked budget anew by the uplifts that were applied to it, where another amount has come in force that begins
    on or before an uplift's first day. The order in which they were recorded then makes no difference.

    The uplift's version is withdrawn and made again from the new lines; the caller works out the payments. Returns the
    items that were worked out again; none when nothing changed.
    """
    items = _standing(budget)
    there = list(in_force(budget.organisation_id).filter(budget=budget).order_by("since", "number"))
    plain = [row for row in there if row.uplift_id is None]
    made = {item.version_id: item for item in items}
    first = next((place for place, item in enumerate(items) if _newest(item, plain) != _root(item, made)), None)
    if first is None:
        return []
    again = items[first:]
    for item in reversed(again):
        withdraw_versions(item.uplift, [item], by)
    for item in again:
        _raise_again(item, by)
    return again


def _standing(budget: Budget) -> list[UpliftItem]:
    """The uplifts that a budget stands raised by, the earliest first."""
    rows = UpliftItem.objects.filter(
        budget=budget,
        state__in=[UpliftItemState.APPLIED, UpliftItemState.KEPT],
        version__state__in=[VersionState.AGREED, VersionState.SUPERSEDED],
    )
    rows = rows.select_for_update(of=("self",)).select_related("uplift", "version", "base_version")
    return list(rows.order_by("uplift__effective_from", "version__number"))


def _newest(item: UpliftItem, plain: Sequence[BudgetVersion]) -> int | None:
    """The amount that no uplift made and that is in force on the uplift's day."""
    begun = [row.pk for row in plain if row.since <= item.uplift.effective_from]
    return begun[-1] if begun else None


def _root(item: UpliftItem, by_version: dict[int, UpliftItem]) -> int:
    """The amount that no uplift made and that this item was worked out from, through any uplifts in between."""
    base = item.base_version_id
    return base if base not in by_version else _root(by_version[base], by_version)


def _raise_again(item: UpliftItem, by: Actor) -> None:
    found, _ = work_out(item.uplift, [item.budget_id])
    worked = found.get(item.budget_id)
    if worked is None or all(each.percent is None for each in worked.raised):
        before, item.state = item.state, UpliftItemState.UNDONE
        item.why_not = "The amount that is in force now has no line that the uplift raises."
        item.save(update_fields=["state", "why_not"])
        note_moves([item], "undo", before, by, item.why_not)
        return
    made = make_versions(item.uplift, {item.budget_id: worked}, by)
    fill(item, worked)
    item.version = made[item.budget_id].version  # `applied_at` stays: what was paid since then rests on the uplift
    item.save(update_fields=["version", *(name.removesuffix("_id") for name in FIGURES)])
