"""What was authorised, paid, promised, and what is left: each from its real parts."""

from decimal import Decimal

from django.db.models import QuerySet, Sum

from budgets.enums import PaymentState
from budgets.models import Budget, BudgetVersion, Payment
from budgets.selectors.budgets import NOT_COUNTED, agreed_version_of, committed_of, paid_of
from budgets.selectors.opened.paying import row_of_payment
from budgets.selectors.opened.registry import Opened, Row, figure
from budgets.selectors.terms import authorised_for
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
    """What was paid or promised under earlier versions, and the year of the version in force, by its own arithmetic.

    What is kept can stand above these parts (a payment cancelled since keeps its room): that is a row of its own.
    """
    first = version.effective_from or budget.starts
    before = _before(budget, version)
    year = authorised_for(budget, version)
    due = sum((period.amount for period in year.due), ZERO)
    rows = []
    if before:
        rows.append(
            Row(f"Before {say_date(first)}", before, "Paid and promised under earlier versions.", opens="committed")
        )
    if year.due:
        rows.append(Row("Payments of the year", due, _due_words(year.due, year.to), opens="payments-due"))
    if version.one_offs and (once := year.amount - due - _inside(version)):
        rows.append(Row("One-off payments", once, "Lines that are paid once to the holder.", opens="one-offs"))
    if inside := _inside(version):
        rows.append(Row("Contingency", inside, "Part of what may be paid.", opens="contingency"))
    rest = budget.authorised - sum((row.amount for row in rows if row.amount is not None), ZERO)
    if rest:
        rows.append(
            Row("Changed since", rest, "By later changes of this budget: its stages and its payments say which.")
        )
    return rows


@figure("payments-due")
def payments_due(actor: Actor, budget: Budget, key: str) -> Opened | None:
    """Each payment that falls due in the authorised year, by the terms of the version in force."""
    version = agreed_version_of(budget)
    if version is None:
        return None
    year = authorised_for(budget, version)
    rows = tuple(
        Row(f"{say_date(due.period.start)} to {say_date(due.period.end or due.period.start)}", due.amount, due.words)
        for due in year.due
    )
    total = sum((due.amount for due in year.due), ZERO)
    words = (
        f"The payments that fall due until {say_date(year.to)} at {format_pounds(version.direct_payment_weekly)} a week.",
    )
    return Opened("Payments of the authorised year", total, words, rows, ("C4", "C5", "C6"))


def _before(budget: Budget, version: BudgetVersion) -> Decimal:
    """Pounds paid or promised of earlier versions' schedules and one-offs, before this version's first day."""
    first = version.effective_from
    if first is None or not budget.schedules.exclude(version=version).exists():
        return ZERO
    counted = budget.payments.exclude(state__in=NOT_COUNTED).filter(period_start__lt=first)
    return counted.exclude(schedule__version=version).aggregate(sum=Sum("amount"))["sum"] or ZERO


def _inside(version: BudgetVersion) -> Decimal:
    return version.contingency if version.contingency_inside else ZERO


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
