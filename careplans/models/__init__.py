from careplans.models.content import Contingency, Need, Outcome, Risk, Service, ServiceOutcome
from careplans.models.plans import Consent, Plan, PlanVersion, SignOff

__all__ = [
    "Consent",
    "Contingency",
    "Need",
    "Outcome",
    "Plan",
    "PlanVersion",
    "Risk",
    "Service",
    "ServiceOutcome",
    "SignOff",
]
