from careplans.models.around import OtherPlan, PlanContact, SharedDecision
from careplans.models.content import Action, Need, Outcome, Part, Service, ServiceOutcome, StageGoal
from careplans.models.deciding import FamilyException, LineDecision, Panel, PanelItem, ReplacedPackage
from careplans.models.library import LibraryChange, LibraryFile, LibraryItem, LibraryPrice
from careplans.models.parts import PARTS
from careplans.models.people import Competence, EmploymentCheck
from careplans.models.plans import OPEN_STATES, Consent, Drafter, Plan, PlanVersion, SignOff
from careplans.models.reviewing import ChangeWithoutReview, Measure, MeasureScore, OutcomeScore, Review
from careplans.models.safety import Contingency, HealthTask, PaidPerson, Risk
from careplans.models.talking import Comment, Concern, Conversation

__all__ = [
    "OPEN_STATES", "PARTS", "Action", "ChangeWithoutReview", "Comment", "Competence", "Concern", "Consent", "Contingency",
    "Conversation", "Drafter", "EmploymentCheck", "FamilyException", "HealthTask", "LibraryChange", "LibraryFile", "LibraryItem",
    "LibraryPrice", "LineDecision", "Measure", "MeasureScore", "Need", "OtherPlan", "Outcome", "OutcomeScore", "PaidPerson",
    "Panel", "PanelItem", "Part", "Plan", "PlanContact", "PlanVersion", "ReplacedPackage", "Review", "Risk", "Service",
    "ServiceOutcome", "SharedDecision", "SignOff", "StageGoal",
]  # fmt: skip
