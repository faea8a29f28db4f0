"""What contingency a proposed budget carries, from the settings of its first day, and how a payment of it is made."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from budgets.enums import ContingencyPaid
from budgets.models import Budget, BudgetVersion, Payment
from budgets.rules.contingency import contingency_of
from budgets.rules.funding import split_once
from budgets.rules.proposing import PlanLine
from budgets.selectors.contingency import terms_of_version
from budgets.selectors.funding import splits_of
from budgets.selectors.plan_lines import lines_of_version
from phb.core.calendar import bank_holidays_around
from phb.core.errors import RuleBroken
from phb.core.money import format_pounds
from phb.core.periods import previous_working_day
from phb.core.policies import policy


def contingency_fields(budget: Budget, direct_weekly: Decimal, on: date) -> dict[str, Any]:
    """The fields of a version: weeks × what is paid to the holder a week, and the rules for it.

    The weeks are those of the indicative amount that the person was told, else the setting of the day.
    """

    def setting(key: str) -> Any:
        return policy(key, on=on, organisation_id=budget.organisation_id, stream=budget.stream)

    weeks = _weeks_told(budget)
    if weeks is None:
        weeks = Decimal(str(setting("contingency_weeks")))
    return {
        "contingency": contingency_of(weeks, direct_weekly),
        "contingency_inside": bool(setting("contingency_inside")),
        "contingency_paid": ContingencyPaid(setting("contingency_paid")),
        "contingency_ask_first": bool(setting("contingency_ask_first")),
    }


def _weeks_told(budget: Budget) -> Decimal | None:
    told = budget.indicative.inputs.get("contingency_weeks") if budget.indicative else None
    if told is None:
        return None
    try:
        return Decimal(str(told))
    except InvalidOperation:
        return None


def up_front_payments(budget: Budget, version: BudgetVersion, starts: date, on: date) -> list[Payment]:
    """The contingency that goes out with the first payment, where the settings say so; not saved yet."""
    terms = terms_of_version(version)
    if terms.paid != ContingencyPaid.UP_FRONT or not terms.amount:
        return []
    words = f"Contingency, kept aside: {format_pounds(terms.amount)}. What is not used is returned."
    return [contingency_payment(budget, lines_of_version(version), terms.amount, max(starts, on), words)]


def contingency_payment(budget: Budget, lines: tuple[PlanLine, ...], amount: Decimal, day: date, words: str) -> Payment:
    """One payment to the holder, shared as its lines are on the day."""
    direct = [line.funded for line in lines if line.is_direct_payment and line.weekly]
    if not direct:
        raise RuleBroken("Nothing of this budget is paid to a holder, so contingency is arranged by whoever holds it.")
    parts = split_once(amount, direct, day, splits_of([budget.pk])[budget.pk])
    return Payment(
        organisation_id=budget.organisation_id,
        person_id=budget.person_id,
        budget=budget,
        kind=Payment.Kind.ONE_OFF,
        period_start=day,
        period_end=day,
        pay_on=previous_working_day(day, bank_holidays_around(day)),
        amount=amount,
        split=[{"funder": part.funder, "amount": str(part.amount)} for part in parts],
        words=words[:300],
    )
