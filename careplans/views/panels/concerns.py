"""Safeguarding concerns, for the roles of that area alone."""

from datetime import date
from typing import Any

from careplans.models import PlanVersion
from careplans.selectors.concerns import concerns_of
from phb.core.access import may
from phb.core.actors import Actor


def panel(actor: Actor, version: PlanVersion, on: date) -> dict[str, Any] | None:
    """How many are open, and the way to them."""
    if actor.is_outside or not may(actor, "safeguarding", "R"):
        return None
    found = concerns_of(actor, version.plan_id)
    return {
        "template": "careplans/panels/concerns.html",
        "version": version,
        "open": sum(1 for one in found if one.state == "open"),
        "all": len(found),
        "may_raise": may(actor, "safeguarding", "W"),
    }
