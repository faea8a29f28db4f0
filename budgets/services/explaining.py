"""The explanation of a budget is asked for when the budget is agreed."""

from budgets.models import BudgetVersion
from phb.core.actors import Actor
from phb.core.jobs import ask
from phb.core.models import Job

JOB = "budgets.render_explanation"
KIND = "budget_explanation"


def ask_for_explanation(*, version: BudgetVersion, by: Actor) -> Job:
    """Ask for the printed explanation of an agreed version, inside the caller's transaction; once for each version."""
    return ask(
        JOB,
        by=by,
        payload={"version_id": version.pk},
        person_id=version.person_id,
        key=f"explanation:{version.pk}",
    )
