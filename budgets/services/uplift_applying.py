"""Putting an approved uplift in force, and taking it back: a few hundred budgets in each transaction, each budget once.

Both go on where they stopped: what is done stands with its item, so a worker that dies loses only its last batch.
"""

import json
from collections.abc import Sequence
from datetime import date

from django.db import transaction

from budgets.enums import UpliftItemState, UpliftState, UpliftWhy
from budgets.models import Budget, BudgetVersion, Payment, Uplift, UpliftItem
from budgets.rules.uplifting import Hindrance, in_pounds
from budgets.rules.words import pounds
from budgets.selectors.uplift_arrears import GONE_OUT
from budgets.services._common import lock_budgets
from budgets.services.replanning import replan
from budgets.services.uplift_preview import Worked, decision_on, lines_as_text, work_out
from budgets.services.uplift_versions import make_versions, move_all, note_moves, settle_agreed
from phb.core import moving
from phb.core.actors import Actor
from phb.core.clock import now

BATCH = 200
MOVED = ("state", "why_code", "why_not", "version", "applied_at")
FIGURES = ("told", "old_weekly", "new_weekly", "old_direct", "new_direct", "arrears", "lines", "base_version_id")


@transaction.atomic
def apply_some(*, uplift_id: int, on: date, by: Actor, only: Sequence[int] = ()) -> list[int]:
    """Put the uplift in force for the next few hundred budgets that wait, or for the items numbered in `only`.

    Each is worked out anew: one whose result is no longer what was approved is left out with the reason. Returns the
    numbers of the items dealt with; none when nothing waits, and then the uplift is applied.
    """
    uplift = moving.locked(Uplift.objects.filter(organisation_id=by.organisation_id), pk=uplift_id)
    if uplift.state != UpliftState.APPLYING:
        return []
    items = _next(uplift, UpliftItemState.WAITING, only)
    if not items:
        if not only:
            moving.move(uplift, "finish", by=by)
        return []
    seen = [item.pk for item in items]
    items, budgets = _under_locks(uplift, UpliftItemState.WAITING, items, by)
    found, _ = work_out(uplift, list(budgets))
    hindered = {item.budget_id: why for item in items if (why := _against(item, found.get(item.budget_id)))}
    raised = {pk: worked for pk, worked in found.items() if pk not in hindered}
    moment = now()
    made = make_versions(uplift, raised, by)
    replan([budgets[pk] for pk in made], on=on, why=_why(uplift), by=by)
    changed = []
    for item in items:
        if (why := hindered.get(item.budget_id)) is not None:
            _block(item, why)
        else:
            changed += [item] if fill(item, raised[item.budget_id]) else []
            item.state, item.applied_at, item.version = UpliftItemState.APPLIED, moment, made[item.budget_id].version
    UpliftItem.objects.bulk_update(items, MOVED)
    UpliftItem.objects.bulk_update(changed, [name.removesuffix("_id") for name in FIGURES])
    for state, verb in ((UpliftItemState.BLOCKED, "block"), (UpliftItemState.APPLIED, "apply")):
        note_moves([item for item in items if item.state == state], verb, UpliftItemState.WAITING, by)
    return seen


def _next(uplift: Uplift, state: str, only: Sequence[int]) -> list[UpliftItem]:
    rows = uplift.items.filter(state=state).order_by("budget_id")
    if only:
        rows = rows.filter(pk__in=list(only))
    return list(rows[:BATCH])


def _under_locks(
    uplift: Uplift, state: str, seen: Sequence[UpliftItem], by: Actor
) -> tuple[list[UpliftItem], dict[int, Budget]]:
    """The items that still stand so, with their budgets: the budgets are locked before their items, as everywhere."""
    budgets = lock_budgets(by, [item.budget_id for item in seen])
    rows = uplift.items.filter(pk__in=[item.pk for item in seen], state=state).order_by("budget_id")
    items = list(rows.select_for_update(of=("self",)))
    return items, {item.budget_id: budgets[item.budget_id] for item in items}


def _against(item: UpliftItem, worked: Worked | None) -> Hindrance | None:
    """Why an item cannot be applied as it was approved."""
    if worked is None:
        return Hindrance(
            UpliftWhy.CHANGED, "Since the approval the budget has ended, or has no line that the uplift raises."
        )
    if (found := decision_on(worked.hindrance, item.decided)) is not None:
        return found
    if worked.facts.version_id == item.base_version_id or _rises(lines_as_text(worked)) == _rises(item.lines):
        return None
    _, new, _, _ = worked.sums
    return Hindrance(
        UpliftWhy.CHANGED,
        f"The amount changed since the approval: the uplift would make it {pounds(in_pounds(new))} a week, not "
        f"{pounds(item.new_weekly)} as approved. Raise it with another uplift.",
    )


def _rises(lines: Sequence[dict]) -> list[tuple]:
    """The lines that an uplift raises, each with its amount before and after."""
    return [
        (line["kind"], line["words"], line["old"], line["new"], line["direct"]) for line in lines if line["percent"]
    ]


def fill(item: UpliftItem, worked: Worked) -> bool:
    """What the uplift does to a budget, as it was worked out now. Whether anything is other than it was."""
    old, new, old_direct, new_direct = (in_pounds(pence) for pence in worked.sums)
    before = [getattr(item, name) for name in FIGURES]
    item.base_version_id, item.told, item.arrears = worked.facts.version_id, worked.told, worked.arrears
    item.old_weekly, item.new_weekly, item.old_direct, item.new_direct = old, new, old_direct, new_direct
    item.lines = json.loads(json.dumps(lines_as_text(worked)))  # as it is kept, to be compared with what was
    return before != [getattr(item, name) for name in FIGURES]


def _block(item: UpliftItem, why: Hindrance) -> None:
    item.state, item.why_code, item.why_not = UpliftItemState.BLOCKED, why.why, why.words


def _why(uplift: Uplift) -> str:
    return f"{uplift.name} ({uplift.reference})"


@transaction.atomic
def set_aside(*, item_id: int, words: str, by: Actor) -> None:
    """An item that could not be applied, or not taken back, by itself; the others go on. The reason stays with it."""
    item = moving.locked(UpliftItem.objects.filter(organisation_id=by.organisation_id), pk=item_id)
    if item.state == UpliftItemState.WAITING:
        moving.move(item, "block", by=by, reason=words, why_code=UpliftWhy.FAILED, why_not=words[:400])
    elif item.state == UpliftItemState.APPLIED:
        moving.move(item, "keep", by=by, reason=words, why_not=words[:400])


@transaction.atomic
def undo_some(*, uplift_id: int, on: date, by: Actor, only: Sequence[int] = ()) -> list[int]:
    """Take the uplift back for the next few hundred budgets: the version before it is in force again and payments are as
    they were. A budget whose raised amount was paid, or is in a run, keeps it, with the reason.

    Returns the numbers of the items dealt with; none when nothing is left, and then the uplift is undone.
    """
    uplift = moving.locked(Uplift.objects.filter(organisation_id=by.organisation_id), pk=uplift_id)
    if uplift.state != UpliftState.UNDOING:
        return []
    items = _next(uplift, UpliftItemState.APPLIED, only)
    if not items:
        if not only:
            _never_reached(uplift, by)
            moving.move(uplift, "finish_undo", by=by)
        return []
    seen = [item.pk for item in items]
    items, budgets = _under_locks(uplift, UpliftItemState.APPLIED, items, by)
    kept = _kept(uplift, items)
    for item in items:
        item.why_not = kept.get(item.pk, "")
        item.state = UpliftItemState.KEPT if item.pk in kept else UpliftItemState.UNDONE
    back = [item for item in items if item.state == UpliftItemState.UNDONE]
    withdraw_versions(uplift, back, by)
    replan([budgets[item.budget_id] for item in back], on=on, why=f"{_why(uplift)} was undone", by=by)
    UpliftItem.objects.bulk_update(items, ["state", "why_not"])
    for state, verb in ((UpliftItemState.KEPT, "keep"), (UpliftItemState.UNDONE, "undo")):
        note_moves([item for item in items if item.state == state], verb, UpliftItemState.APPLIED, by)
    return seen


def withdraw_versions(uplift: Uplift, items: Sequence[UpliftItem], by: Actor) -> None:
    """The versions that an uplift made are withdrawn, and what was in force before them is so again."""
    versions = list(BudgetVersion.objects.filter(pk__in=[item.version_id for item in items]).order_by("budget_id"))
    move_all(versions, "undo", by, f"{uplift.reference} was taken back.")
    settle_agreed(uplift.organisation_id, versions, by, f"{uplift.reference} was taken back.")


def _kept(uplift: Uplift, items: Sequence[UpliftItem]) -> dict[int, str]:
    """Items that keep the uplift, each with why."""
    found = {}
    applied = {item.budget_id: item for item in items}
    upon = UpliftItem.objects.filter(
        budget__in=list(applied), state__in=[UpliftItemState.APPLIED, UpliftItemState.KEPT]
    )
    for other in upon.exclude(uplift=uplift).select_related("uplift", "version"):
        mine = applied[other.budget_id]
        if (other.uplift.effective_from, other.version.number) > (uplift.effective_from, mine.version.number):
            found[mine.pk] = f"{other.uplift.reference} was worked out from the raised amount. Undo that one first."
    rows = Payment.objects.filter(
        budget__in=list(applied), kind__in=[Payment.Kind.SCHEDULED, Payment.Kind.ARREARS], state__in=GONE_OUT,
        period_end__gte=uplift.effective_from,
    )  # fmt: skip
    for row in rows.order_by("-pay_on", "-pk"):
        mine = applied[row.budget_id]
        if mine.new_direct != mine.old_direct and row.created_at >= mine.applied_at:
            said = f"The payment of {pounds(row.amount)} for {row.pay_on:%-d %B %Y} rests on it"
            found[mine.pk] = (
                f"{said} ({row.get_state_display().lower()}). An amount that was paid is lowered only with notice."
            )
    return found


def _never_reached(uplift: Uplift, by: Actor) -> None:
    """Budgets that still waited when the uplift was undone stay as they are."""
    rows = list(uplift.items.filter(state=UpliftItemState.WAITING).select_for_update(of=("self",)).order_by("pk"))
    for item in rows:
        _block(item, Hindrance(UpliftWhy.LEFT_OUT, "The uplift was undone before it reached this budget."))
    UpliftItem.objects.bulk_update(rows, ["state", "why_code", "why_not"], batch_size=1000)
    note_moves(rows, "block", UpliftItemState.WAITING, by)


def count_done(uplift_id: int, states: Sequence[str]) -> tuple[int, int]:
    """How many items are in these states, of how many in all."""
    rows = UpliftItem.objects.filter(uplift_id=uplift_id)
    return rows.filter(state__in=list(states)).count(), rows.count()
