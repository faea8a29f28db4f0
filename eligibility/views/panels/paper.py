"""Forms on paper: a blank one to take along, for whoever may write assessments; copies for whoever may read them."""

from datetime import date
from typing import Any

from django.urls import reverse

from eligibility.models import Case
from eligibility.selectors.forms import BESIDE
from eligibility.services.working_copies import tools_of
from phb.core.access import may
from phb.core.actors import Actor


def panel(actor: Actor, case: Case, on: date) -> dict[str, Any] | None:
    """Buttons for the blank forms on the route's way, and the way to all others and the copies."""
    if not may(actor, "assessment", "R") or actor.is_outside:
        return None
    return {
        "template": "eligibility/panels/paper.html",
        "case": case,
        "blank": [
            {
                "label": f"Blank form: {tool.label}",
                "href": reverse("eligibility:print_blank", args=[case.pk, tool.value]),
            }
            for tool in tools_of(case)
            if tool not in BESIDE
        ],
    }
