"""Figures of the work around cases for the desk."""

from datetime import date
from typing import Any

from django.db.models import Count, Q

from eligibility.enums import MeetingState, Reply
from eligibility.models import Attendance, EvidenceRequest
from eligibility.selectors.cases import cases
from eligibility.selectors.work.allocation import UNDECIDED
from eligibility.selectors.work.evidence import evidence_condition
from phb.core.access import may
from phb.core.actors import Actor

WORKERS, LEADS = ("CC", "CLN"), ("COM",)


def allocation_counts(actor: Actor, on: date) -> list[dict[str, Any]]:
    """One's own undecided cases, and those that nobody assesses yet; as `selectors.desk` describes figures."""
    if not may(actor, "case work", "R"):
        return []
    mine, nobody = Q(assessor_id=actor.membership_id, state__in=UNDECIDED), Q(assessor=None, state__in=UNDECIDED)
    counted = cases(actor).order_by().aggregate(mine=Count("pk", filter=mine), nobody=Count("pk", filter=nobody))
    return [
        _figure("mine", "Cases that you assess", counted["mine"], "cases", {"assessor": "MINE"}, WORKERS),
        _figure("nobody", "Cases that nobody assesses yet", counted["nobody"], "allocation", {"assessor": "NONE"}, LEADS),
    ]  # fmt: skip


def meeting_counts(actor: Actor, on: date) -> list[dict[str, Any]]:
    """Planned meetings to which one is invited and has not answered."""
    if not may(actor, "case work", "R"):
        return []
    asked = Attendance.objects.filter(
        membership_id=actor.membership_id, reply=Reply.NONE, meeting__state=MeetingState.PLANNED, meeting__case__in=cases(actor)
    )  # fmt: skip
    words = "Meetings that wait for your answer"
    return [_figure("meetings", words, asked.count(), "meetings", {"answer": "MINE"}, (*WORKERS, *LEADS))]


def evidence_counts(actor: Actor, on: date) -> list[dict[str, Any]]:
    """Evidence that should have come by now."""
    if not may(actor, "case work", "R"):
        return []
    late = EvidenceRequest.objects.filter(evidence_condition("overdue", on, 0), case__in=cases(actor)).count()
    return [
        _figure("evidence", "Evidence that is overdue", late, "evidence_list", {"waits": "overdue"}, WORKERS, "late")
    ]


FIGURES = (allocation_counts, meeting_counts, evidence_counts)


def _figure(
    key: str, title: str, count: int, route: str, chosen: dict[str, str], roles: tuple[str, ...], tone: str = ""
) -> dict[str, Any]:
    return {
        "key": key,
        "label": title,
        "title": title,
        "count": count,
        "route": f"eligibility:{route}",
        "filter": chosen,
        "waits_for": roles,
        "tone": tone if count else "",
        "oldest": None,
    }
