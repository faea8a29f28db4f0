"""The tables of eligibility."""

from eligibility.models.cases import Assessment, Case, Decision, Delay, DraftNote
from eligibility.models.disputes import Challenge, ChallengeStep, Letter, Wording
from eligibility.models.offers import Candidate, Finding, Offer
from eligibility.models.routes import AftercareSignOff, CaseImport, NursingCare, PlaceWish, TransitionStep
from eligibility.models.work import (
    Absence,
    Attachment,
    Attendance,
    AuthorityConsulted,
    CapacityRecord,
    EvidenceRequest,
    Meeting,
)

__all__ = [
    "Absence",
    "AftercareSignOff",
    "Assessment",
    "Attachment",
    "Attendance",
    "AuthorityConsulted",
    "Candidate",
    "CapacityRecord",
    "Case",
    "CaseImport",
    "Challenge",
    "ChallengeStep",
    "Decision",
    "Delay",
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
