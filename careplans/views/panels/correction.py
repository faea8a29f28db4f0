"""A draft that changes so little of the plan in force that it needs no new signatures."""

from datetime import date
from typing import Any

from careplans.enums import PlanState
from careplans.models import PlanVersion
from careplans.rules.difference import differences
from careplans.rules.minor import why_not_minor
from careplans.selectors.about_me import content_today
from careplans.views.common import content
from phb.core.access import may
from phb.core.actors import Actor


def panel(actor: Actor, version: PlanVersion, on: date) -> dict[str, Any] | None:
    """For whoever may put it in force, while the draft holds small corrections and nothing else."""
    before = version.based_on
    if version.state != PlanState.DRAFT or before is None or before.state != PlanState.ACTIVE:
        return None
    if not may(actor, "plan agreement", "W"):
        return None
    stated = content_today(before)
    changes = differences(stated, content(version))
    if not changes or why_not_minor(stated, content(version)):
        return None
    return {"template": "careplans/panels/correction.html", "version": version, "changes": changes, "before": before}
