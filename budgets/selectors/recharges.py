"""What each funder paid of a budget and what it should have paid: the difference that a settled dispute leaves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from budgets.models import Budget, Payment, Reckoning
from budgets.rules.lifecycle import PAYMENT
from budgets.selectors.timeline import Timeline, timeline_of
from phb.core.errors import RuleBroken
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
    timeline, compared = timeline_of(budget), _compared_by(budget)
    found = []
    for payment in sent.order_by("period_start", "pk"):
        paid = _summed_parts(payment.split)
        try:
            due = _due_parts(timeline, payment, compared.get(payment.pk, ()))
        except RuleBroken:  # no line stands behind those days any more: who paid is who paid
            due = paid
        rows = _compared(paid, due)
        if any(row.owes for row in rows):
            found.append(PaymentShares(payment, rows))
    return PaidAndDue(tuple(found), _summed(found))


def _due_parts(
    timeline: Timeline, payment: Payment, differences: Sequence[tuple[Decimal, Period]]
) -> dict[str, Decimal]:
    """Each funder's part as the splits are now. Arrears are shared period by period, as they were worked out."""
    whole = [(payment.amount, Period(payment.period_start, payment.period_end))]
    if sum((amount for amount, _ in differences), ZERO) == payment.amount:
        whole = list(differences)
    found: dict[str, Decimal] = {}
    for amount, period in whole:
        for part in timeline.parts(amount, period):
            found[part.funder] = found.get(part.funder, ZERO) + part.amount
    return found


def _compared_by(budget: Budget) -> dict[int, list[tuple[Decimal, Period]]]:
    """For each payment of arrears the differences that it made good."""
    return {
        row.arrears_id: [
            (Decimal(line["difference"]), Period(date.fromisoformat(line["start"]), date.fromisoformat(line["end"])))
            for line in row.lines
            if line["kind"] == "sent"
        ]
        for row in Reckoning.objects.filter(budget=budget, arrears__isnull=False).order_by("pk")
    }


def _summed_parts(split: Sequence[dict[str, str]]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for part in split:
        found[part["funder"]] = found.get(part["funder"], ZERO) + Decimal(part["amount"])
    return found


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
