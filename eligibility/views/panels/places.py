"""Where the person wishes to be cared for and to die."""

from datetime import date
from typing import Any

from django.urls import reverse

from eligibility.enums import Route
from eligibility.models import Case
from eligibility.selectors.places import newest_of
from eligibility.views.places import rows_of
from phb.core.access import may
from phb.core.actors import Actor


def panel(actor: Actor, case: Case, on: date) -> dict[str, Any] | None:
    """In full for end of life care and Fast Track, and wherever something is recorded; for other adult continuing
    healthcare one quiet line."""
    if not may(actor, "case work", "R"):
        return None
    newest = newest_of(case.person_id)
    wanted = case.fast_track or case.route == Route.END_OF_LIFE or bool(newest)
    writes = may(actor, "case work", "W")
    if not wanted and not (writes and case.route == Route.CHC):
        return None
    return {
        "template": "eligibility/panels/places.html",
        "wanted": wanted,
        "rows": rows_of(newest, case.person.date_of_death, on) if wanted else [],
        "href": reverse("eligibility:places", args=[case.pk]),
        "label": "Record a place" if writes else "See all answers",
    }
