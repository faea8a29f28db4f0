"""Who is away, and who covers."""

from datetime import date

from django.db import transaction

from eligibility.models import Absence
from phb.core.actors import Actor
from phb.core.errors import NotVisible, RuleBroken
from phb.core.models import Membership
from phb.core.moving import locked
from phb.core.selectors import running


@transaction.atomic
def record_absence(
    *, membership_id: int, starts: date, ends: date, on: date, by: Actor, cover_id: int | None = None
) -> Absence:
    """Record that a colleague is away from a day to a day (inclusive). Why is not asked.

    Raises RuleBroken for days that are over or the wrong way round, or that overlap what is recorded already.
    """
    colleague = _colleague(by, membership_id, on, "membership_id")
    if ends < starts:
        raise RuleBroken("The last day away is before the first. Check both.", "ends")
    if ends < on:
        raise RuleBroken("These days are over. Record an absence that is still to come or goes on.", "ends")
    if cover_id == membership_id:
        raise RuleBroken("Nobody covers for themselves. Choose a colleague, or leave it empty.", "cover_id")
    cover = _colleague(by, cover_id, on, "cover_id") if cover_id else None
    overlapping = Absence.objects.filter(membership=colleague, starts__lte=ends, ends__gte=starts)
    if overlapping.exists():
        raise RuleBroken("Some of these days are recorded already. End that absence first.", "starts")
    return Absence.objects.create(
        organisation_id=by.organisation_id, membership=colleague, cover=cover, starts=starts, ends=ends,
        recorded_by_id=by.user_id,
    )  # fmt: skip


@transaction.atomic
def end_absence(*, absence_id: int, on: date, by: Actor) -> None:
    """The colleague is back on a day: an absence that has begun ends the day before, one to come is taken back.

    Raises NotVisible for an absence in another organisation.
    """
    if not Absence.objects.filter(pk=absence_id, organisation_id=by.organisation_id).exists():
        raise NotVisible
    absence = locked(Absence.objects.filter(organisation_id=by.organisation_id), pk=absence_id)
    if absence.starts >= on:
        absence.delete()
    elif absence.ends >= on:
        absence.ends = date.fromordinal(on.toordinal() - 1)
        absence.save(update_fields=["ends"])


def _colleague(by: Actor, membership_id: int, on: date, field: str) -> Membership:
    found = Membership.objects.filter(
        running(on), organisation_id=by.organisation_id, pk=membership_id, role__in=["CC", "CLN"], pending=False
    ).first()
    if found is None:
        raise RuleBroken("Choose a care coordinator or clinician who works here today.", field)
    return found
