"""After whose money it is has changed: payments that were not sent are shared as they must be."""

from datetime import date
from decimal import Decimal

from budgets.models import Budget, Payment
from budgets.rules.funding import split_once
from budgets.rules.lifecycle import PAYMENT
from budgets.rules.proposing import lines_behind
from budgets.selectors.contingency import version_that_counts
from budgets.selectors.funding import splits_of
from budgets.selectors.plan_lines import line_value
from budgets.services.replanning import replan
from budgets.services.scheduling import split_json
from phb.core.actors import Actor


def share_again(budget: Budget, *, why: str, on: date, by: Actor) -> None:
    """Share the unsent payments of a locked budget again, those for a period and those made once. What was sent stays."""
    replan([budget], on=on, why=why[:300], by=by)
    waiting = budget.payments.filter(kind=Payment.Kind.ONE_OFF, state__in=PAYMENT.groups["waiting"])
    splits = splits_of([budget.pk])[budget.pk]
    for payment in waiting.order_by("pk"):
        lines = _lines_behind(budget, payment)
        parts = split_json(split_once(payment.amount, lines, payment.period_start, splits)) if lines else payment.split
        if _amounts(parts) != _amounts(payment.split):
            payment.split = parts
            payment.save(update_fields=["split"])


def _lines_behind(budget: Budget, payment: Payment) -> list:
    """The line that a payment is for, else those that stand behind money for none in particular."""
    rows = [(row, line_value(row)) for row in version_that_counts(budget).lines.select_related("service")]
    if payment.service_id is not None:
        return [value.funded for row, value in rows if row.service and row.service.line == payment.service.line]
    return lines_behind([value for _, value in rows])


def _amounts(split: list[dict[str, str]]) -> dict[str, Decimal]:
    return {part["funder"]: Decimal(part["amount"]) for part in split}
