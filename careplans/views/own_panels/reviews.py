"""On the person's page of the plan: when it is looked at next, and the way to their own view of it."""

from datetime import date
from typing import Any

from careplans.enums import ReviewState
from careplans.models import PlanVersion
from careplans.selectors import reviews as reads
from phb.core.actors import Actor


def panel(actor: Actor, version: PlanVersion, on: date) -> dict[str, Any] | None:
    """For a plan that is or was in force."""
    if version.effective_from is None:
        return None
    waiting = reads.under_way(version.plan_id)
    return {
        "template": "careplans/own/panels/reviews.html",
        "next_on": version.plan.next_review_on,
        "asked": waiting is not None and waiting.state == ReviewState.ASKED,
        "open": waiting is not None and waiting.state == ReviewState.OPEN,
    }
