"""The day of a plan's next review, kept on the plan for lists: worked out again whenever something moves it."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Q

from careplans.models import Plan
from careplans.rules.reviews import ReviewDue, next_review
from careplans.selectors.review_days import facts_of_plans
from phb.core.actors import Actor
from phb.core.clock import london_today
from phb.core.tenancy import acting_as

AT_A_TIME = 500
KEPT = ["next_review_on", "next_review_kind", "next_review_why"]


@transaction.atomic
def plan_next_review(plan_id: int, on: date, by: Actor) -> Plan:
    """Work out the next review of one plan anew and keep it. Returns the plan."""
    plan_next_reviews(plan_ids=[plan_id], on=on, by=by)
    return Plan.objects.get(pk=plan_id, organisation_id=by.organisation_id)


@transaction.atomic
def plan_next_reviews(
    *,
    on: date,
    by: Actor,
    plan_ids: Iterable[int] | None = None,
    case_ids: Iterable[int] | None = None,
    person_ids: Iterable[int] | None = None,
) -> int:
    """Work out the next review of plans anew, by plan, case or person; of all plans when none is named.

    Returns how many changed. A fixed number of queries for each 500 plans; a row is written only where its day changed.
    """
    found = Plan.objects.filter(organisation_id=by.organisation_id)
    if plan_ids is not None:
        found = found.filter(pk__in=list(plan_ids))
    if case_ids is not None:
        cases = list(case_ids)
        found = found.filter(Q(case_id__in=cases) | Q(case__carried_by_id__in=cases))
    if person_ids is not None:
        found = found.filter(person_id__in=list(person_ids))
    ids = list(found.order_by("pk").values_list("pk", flat=True))
    batches = (ids[at : at + AT_A_TIME] for at in range(0, len(ids), AT_A_TIME))
    return sum(_keep(batch, on) for batch in batches)


def all_next_reviews(*, on: date, by: Actor) -> int:
    """Every plan of the organisation, in pieces that each commit, so that nobody waits for the night's work."""
    with acting_as(by):
        ids = list(Plan.objects.filter(organisation_id=by.organisation_id).order_by("pk").values_list("pk", flat=True))
    changed = 0
    for at in range(0, len(ids), AT_A_TIME):
        with acting_as(by):
            changed += _keep(ids[at : at + AT_A_TIME], on)
    return changed


def _keep(ids: list[int], on: date) -> int:
    plans = {row.pk: row for row in Plan.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")}
    changed = []
    for plan_id, facts in facts_of_plans(Plan.objects.filter(pk__in=ids), on).items():
        plan = plans[plan_id]
        values = _values(next_review(facts))
        if values != [getattr(plan, name) for name in KEPT]:
            for name, value in zip(KEPT, values, strict=True):
                setattr(plan, name, value)
            changed.append(plan)
    Plan.objects.bulk_update(changed, KEPT, batch_size=AT_A_TIME)
    return len(changed)


def _values(due: ReviewDue | None) -> list[object]:
    if due is None:
        return [None, "", ""]
    return [due.due, due.kind.value, f"{due.words} {due.source}.".replace("..", ".")[:300]]


def after_clocks_moved(case_ids: list[int], by: Actor) -> None:
    """What eligibility calls when the clocks of cases move."""
    plan_next_reviews(case_ids=case_ids, on=london_today(), by=by)
