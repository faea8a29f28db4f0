"""What the pages of one budget show of its money: figures that open, lines under their outcomes, payments in short."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse

from budgets import selectors
from budgets.enums import PaymentState
from budgets.models import Budget, BudgetLine, BudgetVersion, Payment
from budgets.views._common import payment_tag
from phb.core.money import ZERO, format_pounds
from phb.core.periods import say_date

SHOWN_OPEN = 12  # with more lines than this, each outcome is folded
SHOWN_EACH = 3  # payments shown on each side of today
TROUBLE = (PaymentState.HELD, PaymentState.REJECTED)


def figures_of(actor: Any, budget: Budget, version: BudgetVersion | None) -> list[dict[str, Any]]:
    """The budget's amounts, each with the way to how it came about."""
    if version is None:
        return []
    found = [
        _figure(budget, "A week", version.weekly, "weekly"),
        _figure(budget, "Paid to the holder a week", version.direct_payment_weekly, "direct-payment"),
    ]
    if version.one_offs:
        found.append(_figure(budget, "Once", version.one_offs, "one-offs"))
    if version.contingency:
        found.append(_figure(budget, "Contingency", version.contingency, "contingency"))
    if budget.authorised_to:
        committed = selectors.committed_of(budget)
        left = budget.authorised - committed
        to = f"to {say_date(budget.authorised_to)}"
        found.append(_figure(budget, "Authorised", budget.authorised, "authorised", note=to))
        found.append(_figure(budget, "Paid", selectors.paid_of(budget), "paid"))
        found.append(_figure(budget, "Paid and promised", committed, "committed"))
        over = left < ZERO
        label = "More is promised than authorised" if over else "Left to commit"
        found.append(_figure(budget, label, left, "left", tone="late" if over else ""))
    return found


def _figure(budget: Budget, label: str, amount: Decimal, code: str, **more: str) -> dict[str, Any]:
    return {
        "label": label,
        "value": format_pounds(amount),
        "href": reverse("budgets:figure", args=[budget.pk, code]),
        **more,
    }


@dataclass(frozen=True, slots=True)
class OutcomeLines:
    """The lines that serve one outcome, with their sums in pounds a week and once."""

    outcome: str
    lines: list[BudgetLine]
    weekly: Decimal
    once: Decimal


def lines_by_outcome(lines: Sequence[BudgetLine]) -> list[OutcomeLines]:
    """The lines under the outcome that they serve, so that each pound can be followed."""
    groups: dict[str, list[BudgetLine]] = {}
    for line in lines:
        groups.setdefault(line.outcome_words, []).append(line)
    return [
        OutcomeLines(
            words or "No outcome named",
            rows,
            sum((row.weekly for row in rows if row.weekly is not None), ZERO),
            sum((row.one_off for row in rows if row.one_off is not None), ZERO),
        )
        for words, rows in groups.items()
    ]


@dataclass(frozen=True, slots=True)
class PaymentsInShort:
    """What needs looking at, what comes next and what went last; `count`: how many there are in all."""

    trouble: list[tuple[Payment, Any]]
    coming: list[tuple[Payment, Any]]
    past: list[tuple[Payment, Any]]
    count: int

    @property
    def hidden(self) -> int:
        """How many are not shown."""
        return self.count - len(self.trouble) - len(self.coming) - len(self.past)


def payments_in_short(budget: Budget, on: date) -> PaymentsInShort:
    """The payments of a budget around a day, in one query."""
    rows = list(budget.payments.select_related("run").order_by("pay_on", "pk"))
    trouble = [row for row in rows if row.state in TROUBLE]
    others = [row for row in rows if row.state not in TROUBLE]
    done = [row for row in others if row.state == PaymentState.PAID or row.pay_on < on]
    coming = [row for row in others if row not in done and row.state != PaymentState.CANCELLED]
    return PaymentsInShort(
        [(row, payment_tag(row)) for row in trouble[-2 * SHOWN_EACH :]],
        [(row, payment_tag(row)) for row in coming[:SHOWN_EACH]],
        [(row, payment_tag(row)) for row in reversed(done[-SHOWN_EACH:])],
        len(rows),
    )
