"""Who runs the plan and whom to ring today."""

from datetime import date
from typing import Any

from careplans.models import PlanVersion
from careplans.selectors.people import contact_of
from phb.core.access import may
from phb.core.actors import Actor


def panel(actor: Actor, version: PlanVersion, on: date) -> dict[str, Any] | None:
    """The contact of today, for all who read the plan."""
    if not may(actor, "plan coordinator", "R"):
        return None
    return {
        "template": "careplans/panels/people.html",
        "version": version,
        "contact": contact_of(version.plan, on),
        "seat": version.plan.coordinator,
        "may_change": may(actor, "plan coordinator", "W"),
    }
