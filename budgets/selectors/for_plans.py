"""What the budget has on record for the gates and the criteria of a plan."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from budgets.enums import VersionState
from budgets.models import Budget, BudgetVersion, Indicative
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


def money_beside(version: Any, on: date) -> dict[str, Any]:
    """What a panel sees beside the plan's cost: the newest indicative amount, and the budget in force if there is one."""
    told = Indicative.objects.filter(case_id=version.plan.case_id).order_by("id").last()
    found: dict[str, Any] = {}
    if told is not None:
        found |= {"indicative_weekly": told.weekly, "indicative_on": told.given_on}
    agreed = BudgetVersion.objects.filter(budget__plan_id=version.plan_id, state=VersionState.AGREED).first()
    if agreed is not None and agreed.plan_version_id != version.pk and agreed.effective_from is not None:
        found |= {"agreed_weekly": agreed.weekly, "agreed_from": agreed.effective_from}
    return found


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
