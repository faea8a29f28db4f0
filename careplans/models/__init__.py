from careplans.models.content import Contingency, Need, Outcome, PlanContact, Risk, Service, ServiceOutcome
from careplans.models.plans import OPEN_STATES, Consent, Drafter, Plan, PlanVersion, SignOff

__all__ = [
    "OPEN_STATES",
    "Consent",
    "Contingency",
    "Drafter",
    "Need",
    "Outcome",
    "Plan",
    "PlanContact",
    "PlanVersion",
    "Risk",
    "Service",
    "ServiceOutcome",
    "SignOff",
]
