"""About me of the plan in force: when it was last changed, and the way to change it."""

from datetime import date
from typing import Any

from careplans import selectors
from careplans.models import PlanVersion
from careplans.selectors.about_me import about_me_changed
from phb.core.access import may
from phb.core.actors import Actor


def panel(actor: Actor, version: PlanVersion, on: date) -> dict[str, Any] | None:
    """For a version in force, where it was changed or this reader may change it."""
    may_change = may(actor, "plan", "W")
    changed = about_me_changed(version)
    if version.state not in selectors.IN_FORCE or not (changed or may_change):
        return None
    return {
        "template": "careplans/panels/about_me.html",
        "version": version,
        "changed": changed,
        "may_change": may_change,
    }
