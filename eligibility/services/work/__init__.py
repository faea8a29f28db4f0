"""The work around a case: who does it, meetings, evidence, files, consent and capacity."""

from eligibility.services.work.absence import end_absence, record_absence
from eligibility.services.work.allocation import allocate
from eligibility.services.work.attachments import attach
from eligibility.services.work.capacity import record_capacity
from eligibility.services.work.evidence import (
    ask_evidence,
    cancel_evidence,
    mark_evidence_not_available,
    receive_evidence,
)
from eligibility.services.work.meetings import (
    cancel_meeting,
    change_meeting,
    consult_authority,
    hold_meeting,
    invite,
    plan_meeting,
    record_reply,
    uninvite,
)

__all__ = [
    "allocate",
    "ask_evidence",
    "attach",
    "cancel_evidence",
    "cancel_meeting",
    "change_meeting",
    "consult_authority",
    "end_absence",
    "hold_meeting",
    "invite",
    "mark_evidence_not_available",
    "plan_meeting",
    "receive_evidence",
    "record_absence",
    "record_capacity",
    "record_reply",
    "uninvite",
]
