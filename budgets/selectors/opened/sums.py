"""What was authorised, paid, promised, and what is left: each from its real parts."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from budgets.enums import BudgetState, PaymentState
from budgets.models import Budget, BudgetVersion, Payment
from budgets.selectors.authorised import authorised_parts
from budgets.selectors.budgets import NOT_COUNTED, agreed_version_of, committed_of, paid_of
from budgets.selectors.opened.paying import row_of_payment
from budgets.selectors.opened.registry import Opened, Row, figure
from budgets.selectors.terms import authorised_for
from budgets.selectors.timeline import timelines_of
from phb.core.actors import Actor
from phb.core.money import ZERO, format_pounds
from phb.core.periods import say_date


@figure("authorised")
def authorised(actor: Actor, budget: Budget, key: str) -> Opened | None:
    """The most that may be paid and promised: payments of the authorised year, one-offs, what came before."""
    version = agreed_version_of(budget)
    if budget.authorised_to is None or version is None:
        return None
    words = (f"The most that may be paid and promised until {say_date(budget.authorised_to)}. {_by(version)}",)
    return Opened("Authorised", budget.authorised, words, tuple(_parts(budget, version)), ("I5", "C5", "C21"))


@figure("paid")
def paid(actor: Actor, budget: Budget, key: str) -> Opened:
    """Payments that the bank confirmed."""
    rows = _payments(budget).filter(state=PaymentState.PAID)
    words = ("Payments that the bank confirmed. Each opens to its days and its arithmetic.",)
    return Opened("Paid", paid_of(budget), words, tuple(map(row_of_payment, rows)))


@figure("promised")
def promised(actor: Actor, budget: Budget, key: str) -> Opened:
    """Payments that are scheduled, held or on their way: promised, not confirmed yet."""
    rows = _payments(budget).exclude(state__in=[*NOT_COUNTED, PaymentState.PAID])
    words = ("Payments that are scheduled, held or on their way to the bank. None is confirmed yet.",)
    return Opened(
        "Promised, not paid yet", committed_of(budget) - paid_of(budget), words, tuple(map(row_of_payment, rows))
    )


@figure("committed")
def committed(actor: Actor, budget: Budget, key: str) -> Opened:
    """Paid and promised together."""
    done, all_of_it = paid_of(budget), committed_of(budget)
    rows = (Row("Paid", done, opens="paid"), Row("Promised, not paid yet", all_of_it - done, opens="promised"))
    return Opened("Paid and promised", all_of_it, ("Cancelled and rejected payments do not count.",), rows, ("I5",))


@figure("left")
def left(actor: Actor, budget: Budget, key: str) -> Opened | None:
    """What may still be promised."""
    if budget.authorised_to is None:
        return None
    done, all_of_it = paid_of(budget), committed_of(budget)
    rows = (
        Row("Authorised", budget.authorised, f"Until {say_date(budget.authorised_to)}.", opens="authorised"),
        Row("Paid", -done, opens="paid"),
        Row("Promised, not paid yet", done - all_of_it, opens="promised"),
    )
    words = ("What was authorised, less what was paid and promised.",)
    return Opened("Left to commit", budget.authorised - all_of_it, words, rows, ("I5",), total_label="Left")


def _parts(budget: Budget, version: BudgetVersion) -> list[Row]:
    """What the agreed versions are worth until the authorised day as if nothing had paused or ended them, and one-offs
    and contingency.

    What is kept can stand above these parts (a payment cancelled since keeps its room): that is a row of its own.
    """
    year = _year(budget, version)
    rows = []
    if year.periods:
        due = sum((each.amount for each in year.periods), ZERO)
        rows.append(Row("Payments of the year", due, _due_words(year.periods, year.to), opens="payments-due"))
    if year.one_offs:
        rows.append(Row("One-off payments", year.one_offs, "Lines that are paid once to the holder.", opens="one-offs"))
    if year.contingency:
        rows.append(Row("Contingency", year.contingency, "Part of what may be paid.", opens="contingency"))
    rest = budget.authorised - sum((row.amount for row in rows if row.amount is not None), ZERO)
    if rest:
        rows.append(
            Row("Changed since", rest, "By later changes of this budget: its stages and its payments say which.")
        )
    return rows


@figure("payments-due")
def payments_due(actor: Actor, budget: Budget, key: str) -> Opened | None:
    """Each payment that falls due until the authorised day, by the versions in force on its days."""
    version = agreed_version_of(budget)
    if version is None or budget.authorised_to is None:
        return None
    year = _year(budget, version)
    rows = tuple(
        Row(f"{say_date(due.period.start)} to {say_date(due.period.end or due.period.start)}", due.amount, due.words)
        for due in year.periods
    )
    total = sum((due.amount for due in year.periods), ZERO)
    words = (
        f"The payments that fall due until {say_date(year.to)}, now at {format_pounds(version.direct_payment_weekly)} a "
        "week. A stay, a pause or an end takes nothing from what was authorised.",
    )
    return Opened("Payments of the authorised year", total, words, rows, ("C4", "C5", "C6"))


@dataclass(frozen=True, slots=True)
class _Year:
    to: date
    periods: tuple[Any, ...]  # each with its `period`, `amount` and `words`
    one_offs: Decimal
    contingency: Decimal


def _year(budget: Budget, version: BudgetVersion) -> _Year:
    """The parts of what is authorised: of the version alone until the budget starts, then of all versions by date."""
    if budget.state == BudgetState.SETTING_UP:
        first = authorised_for(budget, version)
        inside = version.contingency if version.contingency_inside else ZERO
        due = sum((each.amount for each in first.due), ZERO)
        return _Year(first.to, first.due, first.amount - due - inside, inside)
    parts = authorised_parts([budget], timelines_of([budget]))[budget.pk]
    return _Year(parts.to, parts.periods, parts.once, parts.contingency)


def _due_words(due: tuple, to) -> str:
    number = "One payment" if len(due) == 1 else f"{len(due)} payments"
    return (
        f"{number} that fall due until {say_date(to)}."
        if len(due) != 1
        else f"{number} that falls due until {say_date(to)}."
    )


def _by(version: BudgetVersion) -> str:
    if version.agreed_by is None or version.agreed_on is None:
        return ""
    return f"Authorised by {version.agreed_by.name} on {say_date(version.agreed_on)}."


def _payments(budget: Budget) -> QuerySet[Payment]:
    return budget.payments.order_by("period_start", "pk")
