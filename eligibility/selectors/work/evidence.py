"""Evidence asked for, and files laid to a case."""

from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet

from eligibility.enums import EvidenceState
from eligibility.models import Attachment, Case, EvidenceRequest
from eligibility.selectors.cases import cases
from phb.core.actors import Actor
from phb.core.errors import NotVisible
from phb.core.policies import policy

EVIDENCE_WAITS = (("overdue", "Overdue"), ("soon", "Due soon"), ("running", "Due later"))


def evidence_condition(state: str, on: date, soon: int) -> Q:
    """Requests still open on a day that are `overdue`, due `soon` (within that many days) or due later (`running`)."""
    asked, last = Q(state=EvidenceState.ASKED), on + timedelta(days=soon)
    return {
        "overdue": asked & Q(due_on__lt=on),
        "soon": asked & Q(due_on__gte=on, due_on__lte=last),
        "running": asked & Q(due_on__gt=last),
    }[state]


def evidence_requests(actor: Actor) -> QuerySet[EvidenceRequest]:
    """Requests for evidence on cases that the actor sees, with person and case, for a list."""
    found = EvidenceRequest.objects.filter(case__in=cases(actor))
    return found.select_related("person", "case__assessor__user", "asked_by")


def evidence_for(actor: Actor, request_id: int) -> EvidenceRequest:
    """One request for evidence, or NotVisible."""
    found = (
        EvidenceRequest.objects.filter(case__in=cases(actor), pk=request_id)
        .select_related("case", "person__named_contact__user", "person__place", "asked_by")
        .first()
    )
    if found is None:
        raise NotVisible
    return found


def evidence_of(case: Case) -> list[EvidenceRequest]:
    """The requests of a case, those still open first and by the day they are due, each with its number of files."""
    rows = case.evidence_requests.annotate(files=Count("attachments")).order_by("due_on", "id")
    return sorted(rows, key=lambda row: row.state != EvidenceState.ASKED)


def evidence_days(organisation_id: int, on: date) -> int:
    """How many days evidence is given to come, as this commissioner has set it."""
    return int(policy("evidence_days", on=on, organisation_id=organisation_id))


def attachments_of(case: Case, evidence: EvidenceRequest | None = None) -> list[Attachment]:
    """The files of a case, or those that answered one request, the newest first."""
    found = case.attachments.select_related("document", "evidence", "by").order_by("-id")
    return list(found if evidence is None else found.filter(evidence=evidence))
