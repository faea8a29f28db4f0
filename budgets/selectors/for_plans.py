"""What the budget has on record for the gates of a plan."""

from datetime import date
from typing import Any

from budgets.models import Budget
from budgets.selectors.budgets import account_on, agreement_on


def plan_facts(version: Any, on: date) -> dict[str, Any]:
    """Agreement, account and value shown, by the names of `careplans.rules.gates.GateFacts`; nothing before there is a budget."""
    budget = Budget.objects.filter(plan_id=version.plan_id).first()
    if budget is None:
        return {}
    agreement, account = agreement_on(budget, on), account_on(budget)
    explained = budget.versions.filter(plan_version_id=version.pk).exclude(difference_reason="").exists()
    return {
        "agreement_signed_on": agreement.signed_on if agreement else None,
        "account_approved_on": account.checked_at.date() if account and account.checked_at else None,
        "value_shown": budget.indicative_id is not None or explained,
    }
