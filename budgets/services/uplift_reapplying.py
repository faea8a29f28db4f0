"""An amount that comes in force for days before an uplift is raised by it, as if it had always been there."""

from collections.abc import Sequence
from copy import copy
from datetime import date

from django.db.models import QuerySet

from budgets.enums import DIRECT_PAYMENT_METHODS, UpliftItemState, VersionState
from budgets.models import Budget, BudgetLine, BudgetVersion, Uplift, UpliftItem
from budgets.rules.uplifting import PricedLine, in_pence, in_pounds, raise_lines
from budgets.selectors.uplifts import in_force
from budgets.services.uplift_applying import FIGURES, fill, withdraw_versions
from budgets.services.uplift_preview import terms_of, work_out
from budgets.services.uplift_versions import make_versions, note_moves
from phb.core.actors import Actor
from phb.core.money import ZERO


def reapply(budget: Budget, *, by: Actor, on: date) -> list[UpliftItem]:
    """Raise a locked budget anew by the uplifts that were applied to it, where another amount has come in force that begins
    on or before an uplift's first day. The order in which they were recorded then makes no difference.

    The uplift's version is withdrawn and made again from the new lines; the caller works out the payments. Returns the
    items that were worked out again; none when nothing changed.
    """
    items = list(_standing(budget).select_for_update(of=("self",)))
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


def raised_after(budget: Budget, version: BudgetVersion, starts: date) -> list[BudgetVersion]:
    """What `reapply` would make of a version that came in force on a day, not saved, each with its lines as `lines_ahead`:
    for every uplift from that day or later the version raised by it, or as it is where it has no such line."""
    lines = list(version.lines.select_related("service").order_by("position", "id"))
    last = budget.versions.order_by("-number").values_list("number", flat=True).first() or version.number
    found = []
    for place, item in enumerate(_standing(budget).filter(uplift__effective_from__gte=starts), 1):
        lines = _raised(lines, item.uplift)
        ahead = copy(version)
        ahead.pk, ahead.number, ahead.kind, ahead.effective_from = (
            None,
            last + place,
            "uplift",
            item.uplift.effective_from,
        )
        ahead.weekly = sum((line.weekly for line in lines if line.weekly), ZERO)
        direct = [line.weekly for line in lines if line.weekly and line.holding in DIRECT_PAYMENT_METHODS]
        ahead.direct_payment_weekly = sum(direct, ZERO)
        ahead.lines_ahead = lines  # type: ignore[attr-defined]
        found.append(ahead)
    return found


def _raised(lines: Sequence[BudgetLine], uplift: Uplift) -> list[BudgetLine]:
    weekly = [line for line in lines if line.weekly is not None]
    done = {
        id(line): in_pounds(each.new)
        for line, each in zip(weekly, raise_lines([_priced(line) for line in weekly], terms_of(uplift)), strict=True)
    }
    found = [copy(line) for line in lines]
    for line, old in zip(found, lines, strict=True):
        if done.get(id(old), old.weekly) != old.weekly:
            line.weekly = done[id(old)]
            line.working = {**line.working, "raised_from": uplift.effective_from.isoformat()}
    return found


def _priced(line: BudgetLine) -> PricedLine:
    since = line.working.get("raised_from")
    return PricedLine(
        line.kind, line.description, line.provider, in_pence(line.weekly or ZERO), line.holding in DIRECT_PAYMENT_METHODS,
        raised_from=date.fromisoformat(since) if since else None,
    )  # fmt: skip


def _standing(budget: Budget) -> QuerySet[UpliftItem]:
    """The uplifts that a budget stands raised by, the earliest first."""
    rows = UpliftItem.objects.filter(
        budget=budget,
        state__in=[UpliftItemState.APPLIED, UpliftItemState.KEPT],
        version__state__in=[VersionState.AGREED, VersionState.SUPERSEDED],
    )
    rows = rows.select_related("uplift", "version", "base_version")
    return rows.order_by("uplift__effective_from", "version__number")


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
