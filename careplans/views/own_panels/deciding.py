"""On the person's page of the plan: what was decided of it, in plain words, and how to ask to look again."""

from datetime import date
from typing import Any

from careplans.enums import PlanState
from careplans.models import PlanVersion
from careplans.selectors import deciding
from careplans.views.shown_decisions import decided_lines, decided_panels
from phb.core.actors import Actor


def panel(actor: Actor, version: PlanVersion, on: date) -> dict[str, Any] | None:
    """What was refused and why, what was agreed, and the request to look again as far as it is."""
    lines, items = decided_lines(version), decided_panels(version)
    refused = version.state == PlanState.REFUSED
    if not (lines or items or refused):
        return None
    return {
        "template": "careplans/own/panels/deciding.html",
        "refused": refused,
        "reasons": version.returned_reason if refused else "",
        "lines": lines,
        "meetings": items,
        "organisation": version.organisation,
        "requests": deciding.requests_about(version),
    }
