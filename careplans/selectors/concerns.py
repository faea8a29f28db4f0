"""Reads of safeguarding concerns, for the roles of that area alone. To everybody else there is none."""

from django.db.models import QuerySet

from careplans.models import Concern
from phb.core.access import may
from phb.core.actors import Actor
from phb.core.errors import NotVisible
from phb.core.models import Move
from phb.core.selectors import people


def concerns(actor: Actor) -> QuerySet[Concern]:
    """The concerns that this actor may see: none at all without the area."""
    if actor.is_outside or not may(actor, "safeguarding", "R"):
        return Concern.objects.none()
    return Concern.objects.filter(person__in=people(actor)).select_related("person", "plan", "raised_by")


def concern_for(actor: Actor, concern_id: int) -> Concern:
    """One concern. Raises NotVisible."""
    found = concerns(actor).filter(pk=concern_id).first()
    if found is None:
        raise NotVisible
    return found


def concerns_of(actor: Actor, plan_id: int) -> list[Concern]:
    """A plan's concerns, open ones first, the newest first."""
    return list(concerns(actor).filter(plan_id=plan_id).order_by("-state", "-raised_on", "-id"))


def steps_of(concern: Concern) -> list[Move]:
    """How it went: raised, closed, opened again."""
    rows = Move.objects.filter(
        organisation_id=concern.organisation_id, subject="careplans.concern", subject_id=concern.pk
    )
    return list(rows.order_by("-id"))
