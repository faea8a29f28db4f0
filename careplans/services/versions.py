"""Plans and their versions: started, made anew from the one in force, put in force, replaced, ended."""

from datetime import date, timedelta

from django.db import transaction

from careplans.enums import PaidEvery
from careplans.models import OPEN_STATES, PARTS, Part, Plan, PlanVersion, ServiceOutcome
from careplans.models.parts import POINTS_AT
from careplans.services.about_me import begin_with_about_me, settle_about_me
from careplans.services.drafting import SECTIONS
from careplans.services.next_review import plan_next_review
from careplans.services.reach import check_right, locked
from eligibility import selectors as eligibility
from phb.core import moving
from phb.core.access import may
from phb.core.actors import Actor
from phb.core.clock import london_today
from phb.core.errors import NotVisible, RuleBroken
from phb.core.models import Assignment, Membership
from phb.core.numbers import next_number
from phb.core.policies import policy
from phb.core.selectors import people, running

COPIED = [*(name for names in SECTIONS.values() for name in names), "extra_parts"]


@transaction.atomic
def start_plan(*, case_id: int, by: Actor, coordinator_id: int | None = None, on: date | None = None) -> PlanVersion:
    """Start the plan of a case in which a right or an offer stands; returns its first draft.

    `coordinator_id`: the membership of the care coordinator; without it the one who starts the plan, or who looks
    after the person. `on`: today, unless a past day is entered. Raises NotVisible, RuleBroken.
    """
    check_right(by, "plan", "W", "Your role does not start plans.")
    if by.is_outside:
        raise NotVisible
    day = on or london_today()
    case = eligibility.case_for(by, case_id)
    if not eligibility.right_stands(case, day):
        raise RuleBroken("A plan needs a right to a budget or an offer of one. Record the decision on this case first.")
    if Plan.objects.filter(case_id=case.pk).exists():
        raise RuleBroken("This case already has a plan. Open it and go on there.")
    coordinator = _coordinator(by, case.person_id, coordinator_id, day)
    plan = _new_plan(by, case, coordinator, day)
    return _new_version(plan, 1, by, {
        "payment_frequency": _frequency(plan, day),
        "notice_days": policy("reduction_notice_days", on=day, organisation_id=by.organisation_id),
    })  # fmt: skip


def _frequency(plan: Plan, on: date) -> str:
    local = str(policy("payment_frequency", on=on, organisation_id=plan.organisation_id)).lower()
    return local if local in set(PaidEvery) else PaidEvery.FOUR_WEEKLY


def _coordinator(by: Actor, person_id: int, asked: int | None, on: date) -> Membership:
    here = Membership.objects.filter(running(on), organisation_id=by.organisation_id, role="CC")
    if asked is not None:
        found = here.filter(pk=asked).first()
    elif by.role == "CC":
        found = here.filter(pk=by.membership_id).first()
    else:
        mine = Assignment.objects.filter(running(on), person_id=person_id, kind="COORDINATOR", membership__isnull=False)
        found = here.filter(pk__in=mine.values("membership_id")).order_by("pk").first()
    if found is None:
        raise RuleBroken("Choose the care coordinator who will run this plan.", "coordinator")
    return found


def _new_plan(by: Actor, case, coordinator: Membership, on: date) -> Plan:
    number = next_number(Plan)
    return Plan.objects.create(
        pk=number, organisation_id=by.organisation_id, person_id=case.person_id, case_id=case.pk,
        reference=f"PLAN-{on.year}-{number:06d}", coordinator=coordinator,
    )  # fmt: skip


def _new_version(plan: Plan, number: int, by: Actor, values: dict[str, object]) -> PlanVersion:
    version = PlanVersion.objects.create(
        organisation_id=plan.organisation_id, person_id=plan.person_id, plan=plan, number=number,
        drafted_by_id=by.user_id, **values,
    )  # fmt: skip
    moving.note(version, "created", by=by, before="", after=version.state, reason=version.change_reason)
    return version


@transaction.atomic
def new_version(*, plan_id: int, reason: str, by: Actor) -> PlanVersion:
    """A new draft, copied from the version in force (or the newest), with the reason for the change.

    Raises RuleBroken while another version is being worked on; NotVisible.
    """
    check_right(by, "plan", "W", "Your role does not change plans.")
    plan = Plan.objects.select_for_update(of=("self",)).filter(pk=plan_id, person__in=people(by)).first()
    if plan is None or by.is_outside:
        raise NotVisible
    if not reason.strip():
        raise RuleBroken("Write down why the plan changes.", "reason")
    versions = list(plan.versions.order_by("number"))
    if any(version.state in OPEN_STATES for version in versions):
        raise RuleBroken("A version of this plan is being worked on. Go on with that one.")
    source = next((v for v in versions if v.state in {"active", "under_review"}), versions[-1])
    values = {name: getattr(source, name) for name in COPIED} | begin_with_about_me(plan, source)
    made = _new_version(
        plan, versions[-1].number + 1, by, {**values, "based_on": source, "change_reason": reason.strip()}
    )
    _copy_parts(source, made)
    return made


def _copy_parts(source: PlanVersion, made: PlanVersion) -> None:
    """Every row of the version, each pointing at the copy of what it pointed at."""
    copies: dict[str, dict[int, Part]] = {}
    for part, model in PARTS.items():
        copies[part] = {}
        for row in model.objects.filter(version=source):
            was = row.pk
            row.first_row, row.pk, row.version = row.line, None, made
            row._state.adding = True
            for field in POINTS_AT.keys() & {each.name for each in model._meta.concrete_fields}:
                setattr(row, field, copies[POINTS_AT[field]].get(getattr(row, f"{field}_id")))
            row.save()
            copies[part][was] = row
    for link in ServiceOutcome.objects.filter(version=source).order_by("pk"):
        ServiceOutcome.objects.create(
            organisation_id=made.organisation_id, person_id=made.person_id, version=made,
            service=copies["services"][link.service_id], outcome=copies["outcomes"][link.outcome_id],
        )  # fmt: skip


@transaction.atomic
def activate(*, version_id: int, on: date, by: Actor) -> PlanVersion:
    """Put an authorised version in force from a day; the one in force before ends the day before.

    Raises RuleBroken when it is not authorised, the earlier one began on that day or later, or the role starts no budgets.
    """
    version = _in_organisation(by, version_id)
    check_right(by, "finance check", "A", "A plan comes into force when finance starts its budget.")
    type(version).life_cycle.check(version.state, "activate")
    earlier = (
        PlanVersion.objects.select_for_update(of=("self",))
        .filter(plan_id=version.plan_id, state__in=["active", "under_review"])
        .first()
    )
    if earlier is not None:
        if earlier.effective_from and on <= earlier.effective_from:
            raise RuleBroken("The new version must begin after the day on which the present one began.", "on")
        moving.move(earlier, "supersede", by=by, effective_to=on - timedelta(days=1))
    moving.move(version, "activate", by=by, effective_from=on)
    settle_about_me(version)
    plan_next_review(version.plan_id, on, by)
    return version


@transaction.atomic
def end_version(*, version_id: int, on: date, reasons: str, by: Actor) -> PlanVersion:
    """End the version in force on a day (inclusive), with reasons: nothing follows it."""
    version = _in_organisation(by, version_id)
    if not (may(by, "finance check", "A") or may(by, "authorisation", "A")):
        raise RuleBroken("Only finance or a commissioner ends a plan.")
    if version.effective_from and on < version.effective_from:
        raise RuleBroken("A plan cannot end before it began.", "on")
    moving.move(version, "end", by=by, reason=reasons, effective_to=on)
    plan_next_review(version.plan_id, on, by)
    return version


def _in_organisation(by: Actor, version_id: int) -> PlanVersion:
    """Money's own steps move the plan along: finance has no right to write plans, but starts and ends budgets."""
    if by.is_outside:
        raise NotVisible
    return locked(by, version_id)
