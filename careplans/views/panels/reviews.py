"""On the plan's page: the next review, what is open, and what the last one said."""

from datetime import date
from typing import Any

from careplans.models import PlanVersion
from careplans.selectors import reviews as reads
from careplans.selectors.review_days import IN_FORCE
from careplans.views.reviews.common import due_of, result_words
from phb.core.access import may
from phb.core.actors import Actor


def panel(actor: Actor, version: PlanVersion, on: date) -> dict[str, Any] | None:
    """The reviews of a plan that is or was in force."""
    if not may(actor, "plan review", "R") or version.effective_from is None:
        return None
    last = reads.last_completed(version.plan_id)
    return {
        "template": "careplans/panels/reviews.html",
        "due": due_of(actor, version.plan, on),
        "waiting": reads.under_way(version.plan_id),
        "last": last,
        "results": result_words(last) if last else [],
        "to_score": version.state in IN_FORCE and not reads.start_scored(version.plan_id),
    }
