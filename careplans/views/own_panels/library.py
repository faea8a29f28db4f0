"""The way to what there is and what it costs, while the plan can still be changed."""

from datetime import date
from typing import Any

from careplans.models import PlanVersion
from careplans.rules.lifecycle import PLAN
from phb.core.access import may
from phb.core.actors import Actor


def panel(actor: Actor, version: PlanVersion, on: date) -> dict[str, Any] | None:
    """A link to the library, for a plan that is still being written."""
    if not may(actor, "library", "R") or not PLAN.is_in(version.state, "can_be_edited"):
        return None
    return {"template": "careplans/own/panels/library.html"}
