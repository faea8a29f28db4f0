"""The letter that tells a person how an uplift changed their budget: what was, what is, from when, what is paid, and why."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction

from budgets.enums import PaymentState, UpliftItemState, UpliftState
from budgets.models import Payment, UpliftItem
from budgets.permissions import check_may
from budgets.rules.uplifting import in_pounds, letter_line
from budgets.rules.words import day, pounds
from budgets.selectors.uplifts import item_for, uplift_for
from eligibility.services.letters import write_letter
from phb.core import jobs, moving
from phb.core.actors import Actor
from phb.core.errors import RuleBroken
from phb.core.money import ZERO

JOB, KIND = "budgets.uplift_letters", "BUDGET_RAISED"
TOLD = (UpliftItemState.APPLIED, UpliftItemState.KEPT)


@transaction.atomic
def write_for(*, item_id: int, on: date, by: Actor) -> UpliftItem:
    """Write the letter of one budget that was raised; a second press finds the one that is there.

    Raises RuleBroken for a budget whose amount the uplift did not raise.
    """
    check_may(by, "uplift", "W")
    item_for(by, item_id)
    item = moving.locked(UpliftItem.objects.select_related("uplift", "budget"), pk=item_id)
    if item.letter_id is not None:
        return item
    if item.state not in TOLD:
        raise RuleBroken("The uplift did not raise this budget, so there is nothing to tell.")
    item.letter = write_letter(kind=KIND, case_id=item.budget.case_id, by=by, on=on, extra=told(item))
    item.save(update_fields=["letter"])
    return item


@transaction.atomic
def start_letters(*, uplift_id: int, on: date, by: Actor) -> jobs.Job:
    """Have a worker write the letters of all budgets that were raised and have none yet."""
    check_may(by, "uplift", "W")
    uplift = uplift_for(by, uplift_id)
    if uplift.state != UpliftState.APPLIED:
        raise RuleBroken("Letters are written once the uplift is applied.")
    left = uplift.items.filter(state__in=TOLD, letter=None).count()
    if not left:
        raise RuleBroken("Every budget that was raised has its letter.")
    payload = {"uplift": uplift.pk, "on": on.isoformat()}
    return jobs.ask(JOB, by=by, payload=payload, key=f"uplift-{uplift.pk}-letters-{left}")


def without_letter(uplift_id: int) -> list[int]:
    """The numbers of the items that were raised and have no letter yet."""
    rows = UpliftItem.objects.filter(uplift_id=uplift_id, state__in=TOLD, letter=None)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def told(item: UpliftItem) -> dict[str, Any]:
    """What the letter tells of one budget."""
    return {
        "effective_on": item.uplift.effective_from,
        "old_amount": item.old_weekly,
        "new_amount": item.new_weekly,
        "reasons": [line for line in item.uplift.reason.splitlines() if line.strip()],
        "raised_lines": [letter_line(row["words"], in_pounds(row["old"]), in_pounds(row["new"])) for row in item.lines],
        "paid_next": list(_paid_next(item)),
    }


def _paid_next(item: UpliftItem) -> Iterable[str]:
    """What comes to the holder, where money is paid to one: the payments as they are planned on this day."""
    if item.new_direct == item.old_direct:
        return
    rows = Payment.objects.filter(budget_id=item.budget_id, state__in=[PaymentState.SCHEDULED, PaymentState.HELD])
    for row in rows.filter(kind=Payment.Kind.ARREARS, created_at__gte=item.applied_at)[:1]:
        yield f"We owe {pounds(row.amount)} for days that were paid at the old amount. We pay it on {day(row.pay_on)}."
    coming = rows.filter(kind=Payment.Kind.SCHEDULED, period_end__gte=item.uplift.effective_from, amount__gt=ZERO)
    for row in coming.order_by("period_start")[:1]:
        yield f"The first payment with the new amount is {pounds(row.amount)}, on {day(row.pay_on)}."
        if row.credit_used:
            yield f"{pounds(row.credit_used)} that you were paid before, for days that were not due, is used for it first."
