"""What contingency a proposed budget carries: the commissioner's settings of its first day, kept with the version."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from budgets.enums import ContingencyPaid
from budgets.models import Budget
from budgets.rules.contingency import contingency_of
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
