"""The part of a case's page that shows decisions questioned; for finance only the days to make good."""

from datetime import date
from typing import Any

from django.urls import reverse

from eligibility.models import Case
from eligibility.selectors import challenges as reads
from eligibility.selectors import due_soon_days
from eligibility.selectors.challenge_clocks import clock_of
from eligibility.views.challenges import refund_rows, state_tag
from phb.core.access import may
from phb.core.actors import Actor

TEMPLATE = "eligibility/panels/challenges.html"


def panel(actor: Actor, case: Case, on: date) -> dict[str, Any] | None:
    """Open and past challenges of the case, with their clocks, and the way to record one."""
    reader = may(actor, "challenge", "R")
    if not reader and not may(actor, "eligibility decision", "R"):
        return None
    made = reads.challenges_of(case)
    refunds = [one for one in made if one.refund.get("days")]
    if not reader:
        return {"template": TEMPLATE, "rows": [], "ask": "", "refunds": _refunds(refunds)} if refunds else None
    soon = due_soon_days(case.organisation_id, on)
    rows = [
        {
            "href": reverse("eligibility:challenge", args=[one.pk]),
            "kind": one.get_kind_display(),
            "reference": one.reference,
            "tag": state_tag(one),
            "clock": clock_of(one, on, soon) if one.state in reads.OPEN else None,
            "came": one.requested_on,
            "by": one.requested_by,
            "outcome": one.get_outcome_display() if one.outcome else "",
            "outcome_on": one.outcome_on,
        }
        for one in made
    ]
    ask = reverse("eligibility:question", args=[case.pk]) if may(actor, "challenge", "WA") else ""
    if not rows and not ask:
        return None
    return {"template": TEMPLATE, "rows": rows, "ask": ask, "refunds": _refunds(refunds)}


def _refunds(made: list[Any]) -> list[dict[str, Any]]:
    return [{"words": one.refund["statement"], "rows": refund_rows(one.refund)} for one in made]
