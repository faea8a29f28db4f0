"""Lines that were taken from the library and no longer say what it says: a newer price, an ended one, another amount typed."""

from datetime import date
from typing import Any

from django.urls import reverse

from careplans.models import PlanVersion
from careplans.selectors.library import behind
from careplans.views.common import may_write
from phb.core.access import may
from phb.core.actors import Actor


def panel(actor: Actor, version: PlanVersion, on: date) -> dict[str, Any] | None:
    """What to look at before the plan is agreed; None where every line is as the library says, or for whoever may not see it."""
    if actor.is_outside or not may(actor, "library", "R"):
        return None
    lines = behind(version, on)
    if not lines:
        return None
    return {
        "template": "careplans/panels/library.html",
        "lines": [
            {"words": line.words, "why": why, "href": reverse("careplans:library_item", args=[price.item_id])}
            for line, price, why in lines
        ],
        "mend_href": reverse("careplans:services", args=[version.pk]) if may_write(actor, version) else "",
    }
