"""Whom to ring about a plan, and which plans hang on whom."""

from datetime import date

from django.db.models import Count, QuerySet

from careplans.models import Plan, PlanVersion
from eligibility.selectors.work.reach import Contact, reach_of_seat
from phb.core.actors import Actor
from phb.core.selectors import counted_people

__all__ = ["Contact", "contact_of", "open_plans", "plan_counts"]

# Plans of which every version is over need nobody to run them.
OVER = ("superseded", "ended", "withdrawn")


def contact_of(plan: Plan, on: date) -> Contact:
    """Who runs the plan on a day: the coordinator, or who covers while they are away."""
    return reach_of_seat(plan.coordinator, on)


def open_plans() -> QuerySet[Plan]:
    """Plans that still need a coordinator: some version is in work or in force."""
    still = PlanVersion.objects.exclude(state__in=OVER).order_by().values("plan_id")
    return Plan.objects.filter(pk__in=still).order_by("id")


def plan_counts(actor: Actor) -> dict[int, int]:
    """Membership → plans it coordinates that still need somebody. One query."""
    rows = open_plans().filter(person__in=counted_people(actor)).order_by().values("coordinator_id")
    return {row["coordinator_id"]: row["n"] for row in rows.annotate(n=Count("pk"))}
