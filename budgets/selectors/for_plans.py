"""What the budget has on record for the gates and the criteria of a plan."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from budgets.models import Budget, Indicative
from budgets.selectors.budgets import account_on, agreement_on
from careplans.enums import Measure
from phb.core.money import ZERO


def plan_facts(version: Any, on: date) -> dict[str, Any]:
    """Agreement, account, value shown and the indicative amount, by the names of `careplans.rules.gates.GateFacts` and
    `careplans.rules.criteria.CriteriaFacts`; `figures`: what limits are measured by and the plan alone does not know."""
    told = Indicative.objects.filter(case_id=version.plan.case_id).order_by("id")
    first, newest = told.first(), told.last()
    facts = {"indicative_told_on": first.given_on if first else None, "figures": above_indicative(version, newest)}
    budget = Budget.objects.filter(plan_id=version.plan_id).select_related("indicative").first()
    if budget is None:
        return facts
    agreement, account = agreement_on(budget, on), account_on(budget)
    explained = budget.versions.filter(plan_version_id=version.pk).exclude(difference_reason="").exists()
    return {
        **facts,
        "agreement_signed_on": agreement.signed_on if agreement else None,
        "account_approved_on": account.checked_at.date() if account and account.checked_at else None,
        "value_shown": budget.indicative_id is not None or explained,
    }


def above_indicative(version: Any, indicative: Indicative | None) -> dict[Measure, Decimal]:
    """Percent above and below the indicative amount, unrounded; nothing while none was told."""
    if indicative is None or not indicative.weekly:
        return {}
    weekly = version.services.aggregate(sum=Sum("weekly_amount"))["sum"] or ZERO
    percent = 100 * (weekly - indicative.weekly) / indicative.weekly
    return {
        Measure.PERCENT_ABOVE_INDICATIVE: max(percent, ZERO),
        Measure.PERCENT_BELOW_INDICATIVE: max(-percent, ZERO),
    }
