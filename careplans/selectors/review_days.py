"""What decides when plans are next reviewed, read for many plans in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet

from careplans.enums import ReviewKind, ReviewState
from careplans.models import Consent, Plan, PlanVersion, Review
from careplans.rules.reviews import CaseClock, Happening, ReviewFacts
from phb.core.models import Grant
from phb.core.policies import policy

IN_FORCE = ("active", "under_review")
CAPACITY_RULE = "2013 Regulations, regulation 14; Mental Capacity Act 2005"
NOMINEE_RULE = "2013 Regulations, regulation 6: reviewed as soon as possible"
ABOUT = {
    "DIRECT_PAYMENT": "receiving a direct payment", "MANAGING_MONEY": "managing the money", "CARE": "the care",
    "OTHER": "another decision",
}  # fmt: skip


def facts_of_plans(plans: QuerySet[Plan], on: date) -> dict[int, ReviewFacts]:
    """Plan → what decides its next review, on a day."""
    rows = list(plans.select_related("case__carried_by", "person"))
    if not rows:
        return {}
    ids, people = [row.pk for row in rows], [row.person_id for row in rows]
    versions, reviews = _versions(ids), _reviews(ids)
    happened = _happened(people, on)
    local = {key: int(policy(key, on=on, organisation_id=rows[0].organisation_id))
             for key in ("review_soon_days", "review_after_change_days")}  # fmt: skip
    return {row.pk: _facts(row, versions[row.pk], reviews[row.pk], happened[row.person_id], local) for row in rows}


def facts_of_plan(plan: Plan, on: date) -> ReviewFacts:
    """What decides the next review of one plan."""
    return facts_of_plans(Plan.objects.filter(pk=plan.pk), on)[plan.pk]


def _facts(
    plan: Plan, versions: Sequence[Any], reviews: Sequence[Any], happened: tuple[Happening, ...], local: dict[str, int]
) -> ReviewFacts:
    in_force = any(state in IN_FORCE for _, _, state in versions)
    done = [each for each in reviews if each.state == ReviewState.COMPLETED]
    last = max((each.completed_on for each in done), default=None)
    waiting = next((each for each in reviews if each.state in (ReviewState.OPEN, ReviewState.ASKED)), None)
    promised = min((each.next_due_on for each in done if each.completed_on == last and each.next_due_on), default=None)
    # A review names the next day anew; what a version names counts again once a later one is in force.
    named = [day for first, day, _ in versions if day and (last is None or first > last)]
    return ReviewFacts(
        in_force_from=min(first for first, _, _ in versions) if in_force else None,
        last_completed=last,
        clocks=_clocks(plan),
        named=tuple(named),
        promised=promised,
        council_first_payment=plan.council_payments_from,
        born=plan.person.date_of_birth,
        happened=happened,
        open_until=(ReviewKind(waiting.kind), waiting.due_on) if waiting and waiting.due_on else None,
        soon_days=local["review_soon_days"],
        after_days=local["review_after_change_days"],
    )


def _clocks(plan: Plan) -> tuple[CaseClock, ...]:
    """The clocks of the case, or of the one that carries its care on: kept by eligibility, only read here."""
    case = plan.case.carried_by or plan.case
    kept = ((case.review_clock, case.review_due_on), (case.payment_review_clock, case.payment_review_due_on))
    return tuple(CaseClock(key, due) for key, due in kept if due is not None)


def _versions(ids: list[int]) -> dict[int, list[tuple[date, date | None, str]]]:
    """Plan → (first day in force, the day it names, state) of every version that has been in force. A small correction
    names no day of its own: it repeats the one of the version that it corrects."""
    found: dict[int, list[tuple[date, date | None, str]]] = defaultdict(list)
    rows = PlanVersion.objects.filter(plan_id__in=ids, effective_from__isnull=False)
    for plan_id, first, day, state, minor in rows.order_by().values_list(
        "plan_id", "effective_from", "review_due_on", "state", "is_minor"
    ):
        found[plan_id].append((first, None if minor else day, state))
    return found


def _reviews(ids: list[int]) -> dict[int, list[Review]]:
    found: dict[int, list[Review]] = defaultdict(list)
    rows = Review.objects.filter(
        plan_id__in=ids, state__in=(ReviewState.ASKED, ReviewState.OPEN, ReviewState.COMPLETED)
    )
    # An open review before one that is asked for: it is the nearer.
    for row in rows.only("plan_id", "state", "kind", "due_on", "completed_on", "next_due_on").order_by("-state", "id"):
        found[row.plan_id].append(row)
    return found


def _happened(person_ids: list[int], on: date) -> dict[int, tuple[Happening, ...]]:
    found: dict[int, list[Happening]] = defaultdict(list)
    rows = Consent.objects.filter(person_id__in=person_ids).order_by("person_id", "about", "assessed_on", "id")
    for person_id, happening in _of_consents(rows):
        found[person_id].append(happening)
    grants = Grant.objects.filter(person_id__in=person_ids, kind__in=("NOMINEE", "REPRESENTATIVE"))
    for person_id, kind, starts, ends in grants.values_list("person_id", "kind", "starts", "ends"):
        who = "nominee" if kind == "NOMINEE" else "representative"
        found[person_id].append(
            Happening(ReviewKind.NOMINEE, starts, f"A new {who} acts for the person.", NOMINEE_RULE)
        )
        if ends is not None and ends <= on:
            found[person_id].append(Happening(ReviewKind.NOMINEE, ends, f"The {who} no longer acts.", NOMINEE_RULE))
    return defaultdict(tuple, {person_id: tuple(each) for person_id, each in found.items()})


def _of_consents(rows: Iterable[Consent]) -> Iterable[tuple[int, Happening]]:
    """Capacity lost or regained, and consent withdrawn, decision by decision. `rows` in the order of time."""
    before: Consent | None = None
    for row in rows:
        same = before is not None and (before.person_id, before.about) == (row.person_id, row.about)
        about = ABOUT.get(row.about, "a decision")
        if same and before is not None and before.capacity != row.capacity:
            words = f"Who decides about {about} has changed."
            yield row.person_id, Happening(ReviewKind.CAPACITY, row.assessed_on, words, CAPACITY_RULE)
        elif same and before is not None and before.consents and not row.consents:
            words = f"Consent to {about} is no longer given."
            yield row.person_id, Happening(ReviewKind.CAPACITY, row.assessed_on, words, CAPACITY_RULE)
        if row.withdrawn_on is not None:
            words = f"Consent to {about} was withdrawn."
            yield row.person_id, Happening(ReviewKind.CAPACITY, row.withdrawn_on, words, CAPACITY_RULE)
        before = row
