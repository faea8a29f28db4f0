"""Sums that are paid once, when a later version of the budget comes into force: each is paid once, as the version says."""

from datetime import date

from budgets.enums import DIRECT_PAYMENT_METHODS, PaymentState
from budgets.models import Budget, BudgetVersion, Payment
from budgets.rules.lifecycle import PAYMENT
from budgets.services._common import move_payments, note_created
from budgets.services.scheduling import one_off_payments
from phb.core.actors import Actor

WAITING = PAYMENT.groups["waiting"]


def follow_version(budget: Budget, version: BudgetVersion, starts: date, on: date, by: Actor) -> None:
    """Cancel what waits and is not in the version, or not with this amount, and make what it asks for and nothing of
    which went out, is on its way or was sent back by the bank. A hold stays with its line. The budget is locked."""
    lines = {
        line.service.line: line
        for line in version.lines.filter(one_off__isnull=False).select_related("service")
        if line.service and line.holding in DIRECT_PAYMENT_METHODS
    }
    known: set[int] = set()
    cancel: dict[int, Payment] = {}
    rows = budget.payments.filter(kind=Payment.Kind.ONE_OFF, service__one_off_amount__isnull=False)
    for row in rows.select_related("service").order_by("pk"):
        line, number = lines.get(row.service.line), row.service.line
        same = line is not None and line.one_off == row.amount
        if row.state == PaymentState.CANCELLED:
            known |= {number} if row.waived and same else set()
        elif row.state in WAITING and not same:
            cancel[number] = row
        else:
            known.add(number)
    move_payments(list(cancel.values()), "cancel", by=by, reason=f"Version {version.number} says otherwise.")
    by_service = {line.service_id: number for number, line in lines.items()}
    make = [
        each for each in one_off_payments(budget, version, starts, on) if by_service.get(each.service_id) not in known
    ]
    note_created(Payment.objects.bulk_create(make), by)
    held = [each for each in make if _hold(each, cancel.get(by_service.get(each.service_id, 0)))]
    move_payments(held, "hold", by=by, also=("hold_reason",))


def _hold(new: Payment, old: Payment | None) -> bool:
    """Whether a payment goes on being held, as the one that it replaces was."""
    if old is not None and old.hold_reason:
        new.hold_reason = old.hold_reason
    elif old is not None and old.reject_reason:
        new.hold_reason = f"The bank rejected the payment before this one: {old.reject_reason}"[:300]
    return bool(new.hold_reason)
