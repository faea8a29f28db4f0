"""When a version of a plan is withdrawn: its budget goes with it, and the budget that was in force before stands again."""

from django.db import transaction

from budgets.enums import BudgetState, VersionState
from budgets.models import Budget, BudgetVersion
from budgets.services._common import lock_budget
from careplans import selectors as careplans
from phb.core.actors import Actor
from phb.core.money import ZERO
from phb.core.moving import move


@transaction.atomic
def plan_withdrawn(plan_version_id: int, reason: str, by: Actor) -> None:
    """Withdraw what was proposed or agreed for a version of a plan that does not come into force.

    An agreed version is undone, and the one that it had replaced drives payments again; a budget that was only being set
    up is authorised for nothing any more. What was paid stays as it is.
    """
    rows = BudgetVersion.objects.filter(organisation_id=by.organisation_id, plan_version_id=plan_version_id)
    found = rows.filter(state__in=[VersionState.PROPOSED, VersionState.AGREED]).order_by("pk")
    for version in found:
        budget = lock_budget(by, version.budget_id)
        version.refresh_from_db()
        if version.state == VersionState.PROPOSED:
            move(version, "withdraw", by=by, reason=reason)
        elif version.state == VersionState.AGREED:
            move(version, "undo", by=by, reason=reason)
            _stand_again(budget, version, reason, by)


def _stand_again(budget: Budget, gone: BudgetVersion, reason: str, by: Actor) -> None:
    before = (
        budget.versions.filter(
            state=VersionState.SUPERSEDED, agreed_on__isnull=False, plan_version__state__in=careplans.IN_FORCE
        )
        .exclude(plan_version_id=gone.plan_version_id)
        .order_by("-effective_from", "-number")
        .first()
    )
    if before is not None:
        move(before, "restore", by=by, reason=f"Version {gone.number} was withdrawn. {reason}")
    elif budget.state == BudgetState.SETTING_UP:
        budget.authorised, budget.authorised_to = ZERO, None
        budget.save(update_fields=["authorised", "authorised_to"])
