"""The parts of a version that are lists of rows: one table for everything that reads, writes, copies or freezes them."""

from careplans.models.around import OtherPlan, PlanContact, SharedDecision
from careplans.models.content import Action, Need, Outcome, Part, Service, StageGoal
from careplans.models.safety import Contingency, HealthTask, PaidPerson, Risk

# In the order of copying: a row comes after the rows that it points at.
PARTS: dict[str, type[Part]] = {
    "needs": Need,
    "outcomes": Outcome,
    "actions": Action,
    "stage_goals": StageGoal,
    "services": Service,
    "risks": Risk,
    "contingency": Contingency,
    "tasks": HealthTask,
    "paid_people": PaidPerson,
    "contacts": PlanContact,
    "other_plans": OtherPlan,
    "decisions": SharedDecision,
}
# Fields by which a row of one part points at a row of another, in the same version.
POINTS_AT: dict[str, str] = {"need": "needs", "outcome": "outcomes", "of_action": "actions", "service": "services"}
_OF_EVERY_ROW = frozenset(
    {"id", "organisation", "person", "version", "position", "first_row", "from_person", "working"}
)


def fields_of(part: str) -> tuple[str, ...]:
    """The names under which a row of a part is written; a service also says which outcomes it works towards."""
    names = tuple(field.name for field in PARTS[part]._meta.concrete_fields if field.name not in _OF_EVERY_ROW)
    return (*names, "outcomes") if part == "services" else names
