"""After whose money it is has changed: payments that were not sent are made what they must be."""

from datetime import date

from budgets.models import Budget
from phb.core.actors import Actor


def plan_again(budget: Budget, *, why: str, on: date, by: Actor) -> None:
    """Work out the unsent payments of a locked budget again. What was sent stays as it is."""
    from budgets.services.replanning import replan

    replan([budget], on=on, why=why[:300], by=by)
