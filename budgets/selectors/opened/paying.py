"""One payment: its days, its rate, credit used first, and what each funder pays of it."""

from dataclasses import replace

from budgets.models import Budget, Payment
from budgets.rules.words import count
from budgets.selectors.opened.registry import Opened, Row, figure
from budgets.selectors.timeline import timeline_of
from phb.core.actors import Actor
from phb.core.money import parse_pounds
from phb.core.periods import Period, say_date

RULES = {
    Payment.Kind.SCHEDULED: ("C3", "C4", "C5", "C6", "C10"),
    Payment.Kind.ONE_OFF: ("C21", "C10"),
    Payment.Kind.ARREARS: ("C17", "C10"),
}

DUE = {"days": "The days", "retainer": "Days away, at a part", "nothing": "Days not paid"}


@figure("payment", keyed=True)
def payment(actor: Actor, budget: Budget, key: str) -> Opened | None:
    """A payment, from its days and rate to each funder's part."""
    rows = budget.payments.select_related("schedule__version", "run")
    found = rows.filter(pk=key).first()
    if found is None:
        return None
    words = [found.words] if found.words else []
    words.append(_when(found))
    days = _days(budget, found)
    funders = _funders(found)
    parts = (*days, *(replace(row, adds=False) for row in funders)) if days else funders
    return Opened(
        f"Payment for {span(found)}", found.amount, tuple(words), (*parts, *_explained(found)),
        RULES[Payment.Kind(found.kind)], total_label="The payment",
    )  # fmt: skip


def _days(budget: Budget, payment: Payment) -> list[Row]:
    """What the days of a payment are worth now, part by part, less credit; nothing where that is not what is paid."""
    if payment.kind != Payment.Kind.SCHEDULED:
        return []
    due = timeline_of(budget).due(Period(payment.period_start, payment.period_end))
    if due.amount - payment.credit_used != payment.amount:
        return []
    rows = [Row(DUE[part.kind], part.amount, f"{part.words}.") for part in due.parts]
    if payment.credit_used:
        rows.append(Row("Credit used first", -payment.credit_used, "Days that were paid and not used."))
    return rows


def row_of_payment(payment: Payment) -> Row:
    """A payment as a part of a sum."""
    return Row(
        span(payment),
        payment.amount,
        f"{payment.get_state_display()}. {payment.words}".strip(),
        opens=f"payment-{payment.pk}",
    )


def span(payment: Payment) -> str:
    """The days that a payment is for."""
    if payment.period_start == payment.period_end:
        return say_date(payment.period_start)
    return f"{say_date(payment.period_start)} to {say_date(payment.period_end)}"


def _funders(payment: Payment) -> list[Row]:
    return [Row(f"From {part['funder']}", parse_pounds(part["amount"]), "") for part in payment.split]


def _explained(payment: Payment) -> list[Row]:
    rows = []
    version = timeline_of(payment.budget).version_on(payment.period_start)
    if version is not None and payment.kind == Payment.Kind.SCHEDULED:
        days = Period(payment.period_start, payment.period_end).days
        rows.append(
            Row(
                "The rate",
                version.direct_weekly,  # of the first day: an uplift has no schedule of its own
                f"A week, for {count(days, 'day')}.",
                opens="direct-payment",
                adds=False,
            )
        )
    return rows


def _when(payment: Payment) -> str:
    if payment.paid_on:
        return f"Paid on {say_date(payment.paid_on)}."
    return f"{payment.get_state_display()}, to be paid on {say_date(payment.pay_on)}."
