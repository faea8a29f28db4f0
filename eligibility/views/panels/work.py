"""Who assesses the case, the team's meetings, evidence, consent: what matters now."""

from datetime import date
from typing import Any

from eligibility.enums import EvidenceState
from eligibility.models import Case
from eligibility.selectors import work
from phb.core.access import may
from phb.core.actors import Actor
from phb.core.clock import now


def panel(actor: Actor, case: Case, on: date) -> dict[str, Any] | None:
    """For staff who work on cases; four queries, whatever there is."""
    if not may(actor, "case work", "R"):
        return None
    evidence = work.evidence_of(case)
    waiting = [row for row in evidence if row.state == EvidenceState.ASKED]
    meeting, held = work.next_meeting(case, now())
    consent = work.consent_of(case, on) if may(actor, "consent", "R") else None
    return {
        "template": "eligibility/panels/work.html",
        "meeting": meeting,
        "meeting_past": meeting is not None and meeting.starts_at <= now(),
        "held": held,
        "waiting": waiting,
        "overdue": sum(row.due_on < on for row in waiting),
        "received": sum(row.state == EvidenceState.RECEIVED for row in evidence),
        "files": case.attachments.count(),
        "consent": consent,
        "may_change": may(actor, "case work", "W") and case.state != "CLOSED",
    }
