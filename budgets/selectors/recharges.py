"""What each funder paid of a budget and what it should have paid: the difference that a settled dispute leaves."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from budgets.models import Budget, Payment
from budgets.rules.lifecycle import PAYMENT
from budgets.selectors.timeline import timeline_of
from phb.core.money import ZERO
from phb.core.periods import Period


@dataclass(frozen=True, slots=True)
class FunderDifference:
    """One funder in pounds: positive `owes` is what it has yet to pay to the others, negative what it gets back."""

    funder: str
    paid: Decimal
    due: Decimal

    @property
    def owes(self) -> Decimal:
        return self.due - self.paid


@dataclass(frozen=True, slots=True)
class PaymentShares:
    """One payment that was sent, with each funder's part as paid and as due by the splits that count now."""

    payment: Payment
    rows: tuple[FunderDifference, ...]


@dataclass(frozen=True, slots=True)
class PaidAndDue:
    """All payments of a budget that differ, and the sum by funder; the sums of `owes` are nothing in all."""

    payments: tuple[PaymentShares, ...]
    funders: tuple[FunderDifference, ...]


def paid_and_due(budget: Budget, since: date | None = None) -> PaidAndDue:
    """Compare the parts of each payment for a period whose money may have moved with the splits that count today."""
    sent = budget.payments.filter(state__in=list(PAYMENT.groups["money_may_have_moved"])).exclude(
        kind=Payment.Kind.ONE_OFF
    )
    if since is not None:
        sent = sent.filter(period_end__gte=since)
    timeline = timeline_of(budget)
    found = []
    for payment in sent.order_by("period_start", "pk"):
        due = timeline.parts(payment.amount, Period(payment.period_start, payment.period_end))
        rows = _compared(
            {part["funder"]: Decimal(part["amount"]) for part in payment.split},
            {part.funder: part.amount for part in due},
        )
        if any(row.owes for row in rows):
            found.append(PaymentShares(payment, rows))
    return PaidAndDue(tuple(found), _summed(found))


def _compared(paid: dict[str, Decimal], due: dict[str, Decimal]) -> tuple[FunderDifference, ...]:
    names = dict.fromkeys([*due, *paid])
    return tuple(FunderDifference(name, paid.get(name, ZERO), due.get(name, ZERO)) for name in names)


def _summed(found: list[PaymentShares]) -> tuple[FunderDifference, ...]:
    sums: dict[str, list[Decimal]] = {}
    for each in found:
        for row in each.rows:
            sum_ = sums.setdefault(row.funder, [ZERO, ZERO])
            sum_[0] += row.paid
            sum_[1] += row.due
    return tuple(FunderDifference(name, *values) for name, values in sums.items())
