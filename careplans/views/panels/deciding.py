"""On the plan's page: what was decided of it and why, what a panel must still decide, family who would be paid, its value."""

from datetime import date
from typing import Any

from django.urls import reverse

from careplans.enums import PlanState
from careplans.models import PlanVersion
from careplans.selectors import deciding
from careplans.selectors.above import facts_from_above
from careplans.views.shown_decisions import decided_lines, decided_panels
from phb.core.access import may
from phb.core.actors import Actor
from phb.core.display import day

BEFORE = (PlanState.AGREED_BY_PERSON, PlanState.CLINICALLY_APPROVED, PlanState.FINANCE_CHECKED)


def panel(actor: Actor, version: PlanVersion, on: date) -> dict[str, Any] | None:
    """Decisions and what waits for one; None for a plan of which nothing of this is to be said."""
    if actor.is_outside or not may(actor, "panel", "R"):
        return None
    figures = facts_from_above(version, on).get("figures")
    waiting = version.state in BEFORE
    reasons = deciding.panel_needed(version, on, figures) if waiting else ()
    approval = deciding.panel_approval_of(version, on, figures) if waiting else None
    lines, items = decided_lines(version), decided_panels(version)
    family = _family(actor, version)
    waits_at = deciding.open_item(version)
    draft, refused = version.state == PlanState.DRAFT, version.state == PlanState.REFUSED
    if not (reasons or lines or items or family or waits_at or refused or waiting):
        return None
    return {
        "template": "careplans/panels/deciding.html",
        "reasons": reasons,
        "approval": approval,
        "waits_at": waits_at,
        "lines": lines,
        "meetings": items,
        "family": family,
        "may_take_out": draft and may(actor, "plan", "W") and any(line["there"] for line in lines),
        "may_object": bool(lines or refused) and may(actor, "challenge", "W"),
        "may_reconsider": refused and may(actor, "authorisation", "A"),
        "may_put": version.state == PlanState.FINANCE_CHECKED and approval is None and may(actor, "panel", "WP"),
        "value": _value(actor, version),
    }


def _family(actor: Actor, version: PlanVersion) -> list[dict[str, str]]:
    if not may(actor, "family exception", "R"):
        return []
    found = []
    for row in version.paidpersons.all():
        if not row.needs_exception:
            continue
        decided = deciding.family_exception_of(version.plan_id, row)
        words = "Waits for a commissioner’s decision"
        if decided is not None:
            words = f"{'May be paid' if decided.agreed else 'May not be paid'}, {decided.decided_by.name}, {day(decided.decided_on)}: {decided.reasons}"
        found.append({"name": row.name, "words": words, "href": reverse("careplans:family_exception", args=[row.pk])})
    return found


def _value(actor: Actor, version: PlanVersion) -> dict[str, Any]:
    return {
        "row": deciding.replaced_package_of(version.plan_id),
        "href": reverse("careplans:replaced_package", args=[version.plan_id]) if may(actor, "plan value", "W") else "",
    }
