"""Cases: the list, one of them, and what happened to it."""

from datetime import date

from django.db.models import OuterRef, Q, QuerySet, Subquery

from eligibility.enums import Matter
from eligibility.models import Assessment, Case, Decision
from phb.core.actors import Actor
from phb.core.errors import NotVisible
from phb.core.models import Assignment, Membership, Move
from phb.core.selectors import people, running

# An assessment tells of health: whoever acts for a person sees it only with the part for the plan.
PART = "see_plan"


def cases(actor: Actor) -> QuerySet[Case]:
    """The cases of people whom the actor may see. Providers see none."""
    found = Case.objects.filter(organisation_id=actor.organisation_id)
    if actor.role == "TPP":
        return found.none()
    if actor.role == "SYSTEM":
        return found
    return found.filter(person__in=people(actor, part=PART))


def case_for(actor: Actor, case_id: int) -> Case:
    """One case with its person, or NotVisible: hidden and absent are the same."""
    joined = ("person__named_contact__user", "person__place", "assessor__user", "team")
    case = cases(actor).select_related(*joined).filter(pk=case_id).first()
    if case is None:
        raise NotVisible
    return case


def locked_case(actor: Actor, case_id: int) -> Case:
    """One case, locked until the transaction ends, for a service that changes it. Raises NotVisible."""
    case = cases(actor).select_for_update(of=("self",)).filter(pk=case_id).first()
    if case is None:
        raise NotVisible
    return case


def cases_for_list(actor: Actor, on: date) -> QuerySet[Case]:
    """The cases with their person and coordinator joined, so that a list asks once whatever its length."""
    mine = Assignment.objects.filter(running(on), kind="COORDINATOR", person_id=OuterRef("person_id")).order_by(
        "-starts", "-id"
    )
    return (
        cases(actor)
        .select_related("person", "assessor__user")
        .annotate(
            coordinator_id=Subquery(mine.values("membership_id")[:1]),
            coordinator_name=Subquery(mine.values("membership__user__name")[:1]),
        )
    )


def coordinators(actor: Actor, on: date) -> list[tuple[str, str]]:
    """(membership number, name) of the care coordinators working on a day, for a filter."""
    rows = (
        Membership.objects.filter(running(on), organisation_id=actor.organisation_id, role="CC")
        .order_by("user__name")
        .values_list("pk", "user__name")
    )
    return [(str(pk), name) for pk, name in rows]


def history(case: Case) -> list[tuple[Move, str]]:
    """Every step of the case and of its forms, newest first, each with the form's tool ("" for the case itself)."""
    forms = dict(Assessment.objects.filter(case=case).values_list("pk", "tool"))
    moves = (
        Move.objects.filter(organisation_id=case.organisation_id)
        .filter(
            Q(subject="eligibility.case", subject_id=case.pk)
            | Q(subject="eligibility.assessment", subject_id__in=list(forms))
        )
        .order_by("-id")
    )
    return [(move, forms[move.subject_id] if move.subject == "eligibility.assessment" else "") for move in moves]


def decision_in_force(case: Case) -> Decision | None:
    """The newest decision on eligibility of a case that was not a return for evidence."""
    made = case.decisions.filter(matter=Matter.ELIGIBILITY).exclude(decision="RETURNED_FOR_EVIDENCE")
    return made.select_related("assessment", "decided_by", "recommended_by").order_by("-id").first()
