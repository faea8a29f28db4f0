"""The payments of a budget as the person sees them: what all pay, what the person pays of it, and the rest."""

from dataclasses import dataclass
from decimal import Decimal

from budgets.models import Budget, Payment
from budgets.rules.contributions import Net, charged
from budgets.rules.funding import Part
from budgets.rules.whose_money import charge_councils
from budgets.selectors.budgets import NOT_COUNTED
from budgets.selectors.contributions import contributions_of
from budgets.selectors.funding import kinds_of
from phb.core.periods import Period


@dataclass(frozen=True, slots=True)
class PeriodNet:
    """One payment for a period with its parts before and after what the person pays."""

    payment: Payment
    net: Net


def periods_net(budget: Budget) -> tuple[PeriodNet, ...]:
    """Each payment for a period, oldest first; none where the person pays nothing. What goes wrong with a payment (rejected,
    cancelled) is left out."""
    charges = tuple(each for each in contributions_of([budget.pk])[budget.pk] if each.kind == "council_charge")
    if not charges:
        return ()
    kinds = kinds_of(budget.organisation_id)
    rows = budget.payments.filter(kind=Payment.Kind.SCHEDULED).exclude(state__in=NOT_COUNTED).order_by("period_start")
    return tuple(
        PeriodNet(
            row,
            charge_councils(
                [Part(part["funder"], Decimal(part["amount"])) for part in row.split],
                kinds,
                charged(Period(row.period_start, row.period_end), charges),
            ),
        )
        for row in rows
    )
