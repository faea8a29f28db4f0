"""The tables of eligibility."""

from eligibility.models.cases import Assessment, Case, Decision, DraftNote
from eligibility.models.disputes import Challenge, ChallengeStep, Letter, Wording
from eligibility.models.offers import Candidate, Finding, Offer
from eligibility.models.routes import AftercareSignOff, CaseImport, NursingCare, PlaceWish, TransitionStep
from eligibility.models.work import Attachment, Attendance, CapacityRecord, EvidenceRequest, Meeting

__all__ = [
    "AftercareSignOff",
    "Assessment",
    "Attachment",
    "Attendance",
    "Candidate",
    "CapacityRecord",
    "Case",
    "CaseImport",
    "Challenge",
    "ChallengeStep",
    "Decision",
    "DraftNote",
    "EvidenceRequest",
    "Finding",
    "Letter",
    "Meeting",
    "NursingCare",
    "Offer",
    "PlaceWish",
    "TransitionStep",
    "Wording",
]
