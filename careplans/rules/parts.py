"""Which optional parts a plan has: each appears only where something on record asks for it, or somebody added it by hand."""

from collections.abc import Callable

from careplans.enums import HoldingMethod, OtherPlanKind, ServiceKind
from careplans.rules.around import AFTERCARE, END_OF_LIFE, JOINT, Around
from careplans.rules.content import PlanContent
from careplans.rules.safety import ASSISTANTS

BY_HAND = "Added to this plan by hand."
HOLDS = "The plan already says something here."
# What a part holds in the plan, as columns of the version or as its rows.
HELD: dict[str, tuple[str, ...]] = {
    "actions": ("actions", "stage_goals"),
    "tasks": ("tasks",),
    "paid_people": ("paid_people",),
    "safety": ("safeguarding", "liberty", "liberty_authority", "liberty_until", "restraint"),
    "support": ("how_took_part", "advocacy_offered_on", "advocacy", "support_offered_on", "support"),
    "formulation": ("formulation",),
    "advance": ("advance_statement", "advance_statement_kept", "anticipatory"),
    "carers": ("carers_situation",),
    "other_plans": ("other_plans",),
    "decisions": ("decisions",),
}
Asks = Callable[[PlanContent, Around], str]


def applicable(plan: PlanContent) -> dict[str, str]:
    """The optional parts that apply, in the order of the plan, each with the reason in a sentence."""
    found = {}
    for part, asks in _ASKS.items():
        reason = (
            asks(plan, plan.around)
            or (HOLDS if _holds(plan, part) else "")
            or (BY_HAND if part in plan.extra_parts else "")
        )
        if reason:
            found[part] = reason
    return found


def _holds(plan: PlanContent, part: str) -> bool:
    return any(getattr(plan, name) for name in HELD[part])


def _tasks(plan: PlanContent, around: Around) -> str:
    if any(service.kind in ASSISTANTS for service in plan.services):
        return "Assistants work for the person: a health task that they do is delegated with care."
    return ""


def _paid_people(plan: PlanContent, around: Around) -> str:
    people = any(service.kind in {*ASSISTANTS, ServiceKind.AGENCY} and service.amount for service in plan.services)
    return "The budget pays people." if people else ""


def _safety(plan: PlanContent, around: Around) -> str:
    if "CARE" in around.lacks_capacity:
        return "The person cannot make the decision about their care at present."
    return "The person is under 18." if around.is_child else ""


def _support(plan: PlanContent, around: Around) -> str:
    return "Information, advice and support are offered to everybody (regulation 9)."


def _formulation(plan: PlanContent, around: Around) -> str:
    if around.route == AFTERCARE:
        return "This is aftercare under section 117."
    mental = any(row.kind == OtherPlanKind.MENTAL_HEALTH for row in plan.other_plans)
    return "The plan goes with a mental health care plan." if mental else ""


def _advance(plan: PlanContent, around: Around) -> str:
    if around.fast_track:
        return "The case came by the Fast Track."
    return "This is care at the end of life." if around.route == END_OF_LIFE else ""


def _carers(plan: PlanContent, around: Around) -> str:
    if any(row.kind == "carer" for row in plan.contingency):
        return "The plan says what happens if the main carer is ill."
    if around.is_child:
        return "A child is cared for by their family."
    return "Those who care at the end of life are offered support." if _advance(plan, around) else ""


def _other_plans(plan: PlanContent, around: Around) -> str:
    if around.is_child:
        return "A child may have an education, health and care plan."
    if around.route == AFTERCARE:
        return "Aftercare usually has a mental health care plan."
    return "The council shares in this package." if around.route == JOINT else ""


def _actions(plan: PlanContent, around: Around) -> str:
    return "What is done for a goal, by whom and when, belongs to every plan."


def _decisions(plan: PlanContent, around: Around) -> str:
    held = {service.holding for service in plan.services if service.holding}
    if len(held) > 1 or HoldingMethod.THIRD_PARTY in held:
        return "There was a choice of how the money is held."
    return ""


_ASKS: dict[str, Asks] = {
    "actions": _actions, "tasks": _tasks, "paid_people": _paid_people, "safety": _safety, "support": _support,
    "formulation": _formulation, "advance": _advance, "carers": _carers, "other_plans": _other_plans,
    "decisions": _decisions,
}  # fmt: skip
