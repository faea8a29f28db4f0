"""The plan for other systems: files by FHIR and by the PRSB headings."""

from datetime import date
from typing import Any

from careplans.models import PlanVersion
from phb.core.access import may
from phb.core.actors import Actor


def panel(actor: Actor, version: PlanVersion, on: date) -> dict[str, Any] | None:
    """The two files, for staff who read plans."""
    if actor.is_outside or not may(actor, "plan", "R"):
        return None
    return {"template": "careplans/panels/standards.html", "version": version}
