"""What waits for whom, and the money of the year: figures for the desk, each with the list it opens to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, Sum

from budgets.enums import BudgetState, ContingencyState, PaymentState, RunState, SplitState
from budgets.selectors.budgets import accounts_to_check, budgets
from budgets.selectors.contingency import uses
from budgets.selectors.funding import splits
from budgets.selectors.payments import payments, runs
from budgets.selectors.uplifts import to_approve
from careplans import selectors as careplans
from phb.core.access import may
from phb.core.actors import Actor
from phb.core.money import ZERO
from phb.core.periods import Period


@dataclass(frozen=True, slots=True)
class DeskItem:
    """One figure: its name, words, the line of the access table that it needs, and the list behind it (route, query)."""

    key: str
    label: str
    area: str
    route: str
    query: str = ""
    money: bool = False
    rights: str = "R"


DESK_ITEMS = (
    DeskItem("finance_checks", "Waiting for the finance check", "finance check", "budgets:finance_checks"),
    DeskItem("authorisations", "Waiting for authorisation", "finance check", "budgets:authorisations"),
    DeskItem("accounts_to_check", "Bank details to check", "payment schedule", "budgets:accounts_to_check", rights="W"),
    DeskItem(
        "to_start", "Authorised, not started", "budget record", "budgets:budgets", "state=setting_up&authorised=yes"
    ),
    DeskItem(
        "contingency_to_decide",
        "Contingency to decide",
        "contingency",
        "budgets:contingency_uses",
        "state=asked",
        rights="A",
    ),
    DeskItem("splits_disputed", "Splits in dispute", "funding", "budgets:splits", "state=disputed"),
    DeskItem("uplifts_to_approve", "Uplifts to approve", "uplift", "budgets:uplifts", "state=proposed", rights="A"),
    DeskItem("runs_to_release", "Payment runs to release", "payment run", "budgets:runs", "state=proposed"),
    DeskItem("runs_to_confirm", "Payment runs to confirm", "payment run", "budgets:runs", "state=exported"),
    DeskItem("held_payments", "Payments held", "payment record", "budgets:payments", "state=held"),
    DeskItem("rejected_payments", "Payments rejected", "payment record", "budgets:payments", "state=rejected"),
    DeskItem("overdue_payments", "Payments past their day", "payment record", "budgets:payments", "late=yes"),
    DeskItem(
        "agreed_year", "Agreed in running budgets", "budget record", "budgets:budgets", "state=active", money=True
    ),
    DeskItem("paid_year", "Paid this financial year", "payment record", "budgets:payments", "year=this", money=True),
)


def financial_year_of(on: date) -> Period:
    """The NHS financial year (1 April to 31 March) that a day belongs to."""
    first = on.year if on >= date(on.year, 4, 1) else on.year - 1
    return Period(date(first, 4, 1), date(first + 1, 3, 31))


def desk_counts(actor: Actor, on: date, *, plans: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Counts and pounds by the keys of DESK_ITEMS, only those that the actor's role may open. Nine queries at most.

    `plans` is what `careplans.selectors.desk_counts` says of the same actor and day, for a caller who has asked already.
    """
    found: dict[str, Any] = {}
    plans = careplans.desk_counts(actor, on) if plans is None else plans
    found["finance_checks"], found["authorisations"] = plans["finance_check"], plans["authorisation"]
    found["accounts_to_check"] = accounts_to_check(actor).count()
    found["contingency_to_decide"] = uses(actor).filter(state=ContingencyState.ASKED).order_by().count()
    found["splits_disputed"] = splits(actor).filter(state=SplitState.DISPUTED).order_by().count()
    found["uplifts_to_approve"] = to_approve(actor).order_by().count()
    found.update(_of_budgets(actor))
    found.update(_of_payments(actor, on))
    found.update(
        runs(actor)
        .order_by()
        .aggregate(
            runs_to_release=Count("id", filter=Q(state=RunState.PROPOSED)),
            runs_to_confirm=Count("id", filter=Q(state=RunState.EXPORTED)),
        )
    )
    return {item.key: found[item.key] for item in DESK_ITEMS if may(actor, item.area, item.rights)}


def _of_budgets(actor: Actor) -> dict[str, Any]:
    sums = (
        budgets(actor)
        .order_by()
        .aggregate(
            to_start=Count("id", filter=Q(state=BudgetState.SETTING_UP, authorised_to__isnull=False)),
            agreed_year=Sum("authorised", filter=Q(state=BudgetState.ACTIVE)),
        )
    )
    return {**sums, "agreed_year": sums["agreed_year"] or ZERO}


def _of_payments(actor: Actor, on: date) -> dict[str, Any]:
    year = financial_year_of(on)
    sums = (
        payments(actor)
        .order_by()
        .aggregate(
            held_payments=Count("id", filter=Q(state=PaymentState.HELD)),
            rejected_payments=Count("id", filter=Q(state=PaymentState.REJECTED)),
            overdue_payments=Count("id", filter=Q(state=PaymentState.SCHEDULED, pay_on__lt=on)),
            paid_year=Sum("amount", filter=Q(state=PaymentState.PAID, paid_on__gte=year.start, paid_on__lte=year.end)),
        )
    )
    return {**sums, "paid_year": sums["paid_year"] or ZERO}
