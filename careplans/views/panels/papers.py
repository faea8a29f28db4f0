"""The plan on paper, for staff: what has been made, and every form it can be made in."""

from datetime import date
from typing import Any

from careplans.models import PlanVersion
from careplans.views.papers import papers_shown
from phb.core.actors import Actor


def panel(actor: Actor, version: PlanVersion, on: date) -> dict[str, Any]:
    """The papers of a version."""
    return {"template": "careplans/panels/papers.html", **papers_shown(actor, version, "careplans:version")}
