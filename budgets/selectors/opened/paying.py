"""One payment: its days, its rate, credit used first, and what each funder pays of it."""

from budgets.models import Budget, Payment
from budgets.rules.words import count
from budgets.selectors.opened.registry import Opened, Row, figure
from phb.core.actors import Actor
from phb.core.money import format_pounds, parse_pounds
from phb.core.periods import Period, say_date

RULES = {
    Payment.Kind.SCHEDULED: ("C3", "C4", "C5", "C6", "C10"),
    Payment.Kind.ONE_OFF: ("C21", "C10"),
    Payment.Kind.ARREARS: ("C17", "C10"),
}


@figure("payment", keyed=True)
def payment(actor: Actor, budget: Budget, key: str) -> Opened | None:
    """A payment, from its days and rate to each funder's part."""
    rows = budget.payments.select_related("schedule__version", "run")
    found = rows.filter(pk=key).first()
    if found is None:
        return None
    words = [found.words] if found.words else []
    words.append(_when(found))
    return Opened(
        f"Payment for {span(found)}", found.amount, tuple(words), (*_funders(found), *_explained(found)),
        RULES[Payment.Kind(found.kind)], total_label="The payment",
    )  # fmt: skip


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
    if payment.schedule is not None and payment.kind == Payment.Kind.SCHEDULED:
        days = Period(payment.period_start, payment.period_end).days
        rows.append(
            Row(
                "The rate",
                payment.schedule.weekly,
                f"A week, for {count(days, 'day')}.",
                opens="direct-payment",
                adds=False,
            )
        )
    if payment.credit_used:
        words = f"Due {format_pounds(payment.amount + payment.credit_used)}; credit of unpaid days was used first."
        rows.append(Row("Credit used", -payment.credit_used, words, adds=False))
    return rows


def _when(payment: Payment) -> str:
    if payment.paid_on:
        return f"Paid on {say_date(payment.paid_on)}."
    return f"{payment.get_state_display()}, to be paid on {say_date(payment.pay_on)}."
