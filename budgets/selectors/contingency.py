"""The contingency of budgets: its terms, its uses, and what it adds to what may be paid."""

from collections.abc import Collection
from decimal import Decimal

from django.db.models import F, Q, QuerySet

from budgets.enums import BudgetState, ContingencyPaid, VersionState
from budgets.models import Budget, BudgetVersion, ContingencyUse
from budgets.rules.contingency import Contingency, Use, authorised_extra
from budgets.selectors.budgets import PART
from phb.core.actors import Actor
from phb.core.errors import NotVisible, RuleBroken
from phb.core.money import ZERO
from phb.core.selectors import people


def uses(actor: Actor, *, part: str = PART) -> QuerySet[ContingencyUse]:
    """The uses of contingency of people whose money the actor may see, newest first."""
    rows = ContingencyUse.objects.filter(organisation_id=actor.organisation_id, person__in=people(actor, part=part))
    return rows.select_related("budget", "person__named_contact__user", "asked_by", "decided_by", "payment")


def use_for(actor: Actor, use_id: int) -> ContingencyUse:
    """One use. Raises NotVisible."""
    found = uses(actor).filter(pk=use_id).first()
    if found is None:
        raise NotVisible
    return found


def terms_of_version(version: BudgetVersion | None) -> Contingency:
    """The contingency that a version carries; nothing while none is agreed."""
    if version is None:
        return Contingency(ZERO)
    return Contingency(
        version.contingency,
        version.contingency_inside,
        ContingencyPaid(version.contingency_paid),
        version.contingency_ask_first,
    )


def uses_of(budget: Budget) -> tuple[Use, ...]:
    """The uses of a budget as values."""
    return tuple(Use(each.amount, each.state) for each in budget.contingency_uses.all())


def versions_that_count(budget_ids: Collection[int]) -> dict[int, BudgetVersion]:
    """For each budget the agreed version that is in force last; one that is authorised and waits to take over counts only
    for a budget that has not started."""
    rows = BudgetVersion.objects.filter(budget_id__in=budget_ids, agreed_on__isnull=False)
    agreed = Q(state=VersionState.AGREED, budget__state=BudgetState.SETTING_UP)
    begun = Q(state__in=[VersionState.AGREED, VersionState.SUPERSEDED], plan_version__effective_from__isnull=False)
    newest = rows.filter(agreed | begun).order_by("budget_id", F("effective_from").desc(nulls_last=True), "-number")
    return {version.budget_id: version for version in newest.distinct("budget_id")}


def version_that_counts(budget: Budget) -> BudgetVersion:
    """The same of one budget. Raises RuleBroken while nothing is agreed."""
    found = versions_that_count([budget.pk]).get(budget.pk)
    if found is None:
        raise RuleBroken("The budget is not authorised yet.")
    return found


def terms_that_count(budget: Budget) -> Contingency:
    """The contingency of a budget as it counts now; nothing while none is agreed."""
    return terms_of_version(versions_that_count([budget.pk]).get(budget.pk))


def authorised_contingency(budget_ids: Collection[int]) -> dict[int, Decimal]:
    """Pounds that contingency adds to what may be paid of each budget, beside its payments and one-offs: two queries."""
    terms = {pk: terms_of_version(version) for pk, version in versions_that_count(budget_ids).items()}
    found: dict[int, list[Use]] = {}
    for budget_id, amount, state in ContingencyUse.objects.filter(budget_id__in=budget_ids).values_list(
        "budget_id", "amount", "state"
    ):
        found.setdefault(budget_id, []).append(Use(amount, state))
    nothing = Contingency(ZERO)
    return {pk: authorised_extra(terms.get(pk, nothing), found.get(pk, ())) for pk in budget_ids}
