"""Who runs which plans: colleagues with their plans, and how a plan has changed hands."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from careplans.models import Plan
from careplans.selectors.people import open_plans
from eligibility.selectors.work.reach import Contact, reach_of_seat
from phb.core.actors import Actor
from phb.core.errors import NotVisible
from phb.core.models import Membership, Move
from phb.core.selectors import counted_people, people


@dataclass(frozen=True, slots=True)
class Held:
    """A colleague's plans that this actor sees, and whom to ring for them today."""

    seat: Membership
    plans: list[Plan]
    contact: Contact


def seats(actor: Actor) -> QuerySet[Membership]:
    """Everybody who coordinates a plan, or could: `plans` counts those in work or in force. The counts are of the whole
    organisation: a number names nobody."""
    counted = (
        open_plans()
        .filter(person__in=counted_people(actor), coordinator_id=OuterRef("pk"))
        .order_by()
        .values("coordinator_id")
        .annotate(n=Count("pk"))
        .values("n")
    )
    rows = Membership.objects.filter(organisation_id=actor.organisation_id, role="CC", pending=False)
    rows = rows.annotate(plans=Coalesce(Subquery(counted, output_field=IntegerField()), 0))
    return rows.select_related("user", "team", "organisation")


def held_by(actor: Actor, membership_id: int, on: date) -> Held:
    """A colleague's plans, by name of the person. Raises NotVisible for nobody of this organisation."""
    seat = seats(actor).filter(pk=membership_id).first()
    if seat is None:
        raise NotVisible
    rows = open_plans().filter(coordinator=seat, person__in=people(actor)).select_related("person")
    return Held(seat, list(rows.order_by("person__sort_name", "pk")), reach_of_seat(seat, on))


def handed_over(plan: Plan) -> list[Move]:
    """How the plan has changed hands, newest first."""
    rows = Move.objects.filter(
        organisation_id=plan.organisation_id, subject="careplans.plan", subject_id=plan.pk, verb="reassigned"
    )
    return list(rows.order_by("-id"))
