"""Who runs a plan: handing over one plan or many, and keeping a coordinator whom plans still name."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from careplans.models import Plan
from careplans.selectors.people import open_plans
from careplans.services.reach import check_right
from phb.core import moving
from phb.core.actors import Actor
from phb.core.display import plural
from phb.core.errors import NotVisible, RuleBroken
from phb.core.models import Assignment, Declaration, Membership, NamedStaff, Person
from phb.core.people import put_on_caseload
from phb.core.selectors import people, running

MAY_NOT = "Your role does not say who runs a plan. Ask a commissioner or the care coordinator."
REASSIGNED = "reassigned"


@transaction.atomic
def reassign(*, plan_ids: Iterable[int], membership_id: int, reason: str, on: date, by: Actor) -> int:
    """Give plans to another care coordinator from a day on; returns how many changed hands. Sent twice, done once.

    The new coordinator gets the people on their caseload; where the old one was the named contact, the new one is. Raises
    NotVisible for a plan that is not the actor's, RuleBroken for somebody who is no coordinator here on the day.
    """
    check_right(by, "plan coordinator", "W", MAY_NOT)
    seat = _seat(by, membership_id, on)
    if not reason.strip():
        raise RuleBroken("Write down why the plan changes hands.", "reason")
    wanted = set(plan_ids)
    found = Plan.objects.filter(pk__in=wanted, person__in=people(by)).order_by("pk")
    rows = list(found.select_for_update(of=("self",)).select_related("coordinator__user", "case"))
    if {row.pk for row in rows} != wanted:
        raise NotVisible
    changed = [row for row in rows if row.coordinator_id != seat.pk]
    _check_may_open(changed, seat)
    for plan in changed:
        _hand_over(plan, seat, reason.strip(), on, by)
    return len(changed)


def _check_may_open(plans: list[Plan], seat: Membership) -> None:
    """Refuse plans of people whose record is closed to the new coordinator: family of theirs, or restricted."""
    ids = [plan.person_id for plan in plans]
    own = Declaration.objects.filter(person_id__in=ids, user_id=seat.user_id)
    named = NamedStaff.objects.filter(person_id__in=ids, membership=seat).values("person_id")
    closed = Person.objects.filter(pk__in=ids, restricted=True).exclude(pk__in=named)
    shut = own.count() + closed.count()
    if shut:
        raise RuleBroken(
            f"{seat.user.name} may not open the record of {plural(shut, 'person', 'people')} of these plans. Choose a colleague who may, "
            "or leave those plans out.",
            "coordinator",
        )


def _hand_over(plan: Plan, seat: Membership, reason: str, on: date, by: Actor) -> None:
    old = plan.coordinator
    plan.coordinator = seat
    plan.save(update_fields=["coordinator"])
    Person.objects.filter(pk=plan.person_id, named_contact=old).update(named_contact=seat)
    put_on_caseload(person_id=plan.person_id, membership_id=seat.pk, on=on, by=by)
    _off_caseload(plan, old, on)
    moving.note(
        plan, REASSIGNED, by=by, before=old.user.name[:40], after=seat.user.name[:40],
        reason=f"From {old.user.name} to {seat.user.name}. {reason}",
    )  # fmt: skip


def _off_caseload(plan: Plan, old: Membership, on: date) -> None:
    """The old coordinator keeps the person only while they assess the case or run another of the person's plans."""
    if plan.case.assessor_id == old.pk or Plan.objects.filter(person_id=plan.person_id, coordinator=old).exists():
        return
    rows = Assignment.objects.filter(running(on), person_id=plan.person_id, membership=old, kind="COORDINATOR")
    rows.filter(starts__lt=on).update(ends=date.fromordinal(on.toordinal() - 1))
    rows.filter(starts__gte=on).delete()


def check_may_leave(seat: Membership) -> None:
    """Refuse to end the role of somebody whom plans still name (RuleBroken says how to mend it). Names nobody."""
    held = open_plans().filter(coordinator=seat).count()
    if held:
        runs = plural(held, "plan")
        raise RuleBroken(
            f"{seat.user.name} is the care coordinator of {runs}. First somebody hands them over: on the list of plans, "
            "“Who runs which plans”, a commissioner or care coordinator chooses who runs them from now on."
        )


def _seat(by: Actor, membership_id: int, on: date) -> Membership:
    found = Membership.objects.filter(
        running(on), organisation_id=by.organisation_id, pk=membership_id, role="CC", pending=False
    )
    seat = found.select_related("user").first()
    if seat is None:
        raise RuleBroken("Choose a care coordinator who works here now.", "coordinator")
    return seat
