"""Reads of plans. Each starts from the actor; the values of a version are handed to the rules as plain content."""

import hashlib
import json
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from careplans.enums import DIRECT_PAYMENT_METHODS, PlanState
from careplans.models import PARTS, Consent, Plan, PlanVersion
from careplans.rules import content as values
from careplans.rules.completeness import direct_payment_total
from careplans.rules.difference import Change, differences
from careplans.selectors.content import (
    applicable_parts,
    consents_of,
    content_of,
    gaps_of,
    lacks_capacity,
    ready_to_agree,
)
from careplans.selectors.facts import (
    GATES_BEFORE_CLINICAL,
    consents_needed,
    criteria_of,
    facts_of,
    gates_before_clinical,
    gates_of,
    sign_offs,
)
from phb.core.actors import Actor
from phb.core.errors import NotVisible
from phb.core.models import Membership
from phb.core.money import ZERO
from phb.core.policies import policy
from phb.core.selectors import people as their_people
from phb.core.selectors import running

__all__ = [
    "GATES_BEFORE_CLINICAL", "applicable_parts", "changes_since", "consent_for", "consents_needed", "consents_of",
    "content_hash", "content_of", "coordinators", "criteria_of", "current_hash", "desk_counts", "drafters_of", "facts_of",
    "gaps_of", "gates_before_clinical", "gates_of", "lacks_capacity", "money_of", "newest_version", "plan_for",
    "plan_of_case", "plans", "plans_in_force", "ready_to_agree", "review_window", "row_for", "sign_offs", "version_for",
    "versions", "versions_of", "versions_of_person", "without_consent",
]  # fmt: skip

NOT_SEEN_BY_PERSON = (PlanState.DRAFT, PlanState.WITHDRAWN)
PAST = (PlanState.SUPERSEDED, PlanState.ENDED, PlanState.WITHDRAWN)
IN_FORCE = (PlanState.ACTIVE, PlanState.UNDER_REVIEW)
# Columns that are not what the plan says: where it stands, and who has to do with it.
NOT_CONTENT = frozenset({
    "state", "state_since", "saved_at", "shared_at", "content_hash", "returned_reason", "effective_from", "effective_to",
    "drafted_by_id", "is_minor",
})  # fmt: skip


def plans(actor: Actor) -> QuerySet[Plan]:
    """The plans of which the actor may see a version."""
    return Plan.objects.filter(pk__in=versions(actor).order_by().values("plan_id")).select_related("coordinator__user")


def versions(actor: Actor, *, part: str = "see_plan") -> QuerySet[PlanVersion]:
    """The versions of plans that this actor may see. The person and who acts for them see none before it is shared."""
    found = PlanVersion.objects.filter(
        person__in=their_people(actor, part=part if actor.role in {"BH", "REP"} else None)
    )
    if actor.is_outside:
        found = found.exclude(state__in=NOT_SEEN_BY_PERSON)
    return found.select_related("person", "plan__coordinator__user")


def version_for(actor: Actor, version_id: int, *, part: str = "see_plan") -> PlanVersion:
    """One version with its person, plan and coordinator. Raises NotVisible."""
    found = (
        versions(actor, part=part)
        .select_related("person__named_contact__user", "plan__case", "drafted_by")
        .filter(pk=version_id)
        .first()
    )
    if found is None:
        raise NotVisible
    return found


def plan_for(actor: Actor, plan_id: int) -> Plan:
    """One plan of a person whose record the actor may open. Raises NotVisible."""
    found = plans(actor).filter(pk=plan_id).select_related("person", "coordinator__user").first()
    if found is None:
        raise NotVisible
    return found


def versions_of(actor: Actor, plan_id: int) -> list[PlanVersion]:
    """All versions of a plan that the actor may see, newest first."""
    return list(versions(actor).filter(plan_id=plan_id).order_by("-number"))


def newest_version(actor: Actor, plan_id: int) -> PlanVersion:
    """The newest version of a plan. Raises NotVisible when there is none for this actor."""
    found = versions(actor).filter(plan_id=plan_id).order_by("-number").first()
    if found is None:
        raise NotVisible
    return found


def versions_of_person(actor: Actor, person_id: int) -> list[PlanVersion]:
    """A person's versions of plans, newest first."""
    return list(versions(actor).filter(person_id=person_id).order_by("-plan_id", "-number"))


def plan_of_case(actor: Actor, case_id: int) -> Plan | None:
    """The plan of a case, if it has been started."""
    return Plan.objects.filter(case_id=case_id, person__in=their_people(actor)).first()


def row_for(actor: Actor, model: type, row_id: int, *, part: str = "see_plan") -> Any:
    """One need, outcome, service, risk, … with its version. Raises NotVisible."""
    found = model.objects.filter(pk=row_id, version__in=versions(actor, part=part)).select_related("version").first()
    if found is None:
        raise NotVisible
    return found


# --- what a version says


def content_hash(version: PlanVersion) -> str:
    """64 hexadecimal digits that name exactly what the version says now, its count of edits included.

    Read from the database, so that a value not yet saved cannot change it. Once signed, `version.content_hash`
    holds it.
    """
    said = PlanVersion.objects.filter(pk=version.pk).values().get()
    parts = {name: list(model.objects.filter(version=version).order_by("pk").values()) for name, model in PARTS.items()}
    parts["links"] = list(version.links.order_by("pk").values())
    whole = {"version": {k: v for k, v in said.items() if k not in NOT_CONTENT}, **parts}
    canonical = json.dumps(whole, sort_keys=True, default=str, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def current_hash(version: PlanVersion) -> str:
    """The name of what is on the page: the signed one, or that of the draft as it stands."""
    return version.content_hash or content_hash(version)


def changes_since(version: PlanVersion) -> tuple[Change, ...]:
    """What this version changes of the one it was made from, in words."""
    return () if version.based_on is None else differences(content_of(version.based_on), content_of(version))


# --- signatures, consent, gates


def drafters_of(version: PlanVersion) -> set[int]:
    """Ids of the users who wrote on this version."""
    return {version.drafted_by_id, *version.drafters.values_list("user_id", flat=True)}


def consent_for(actor: Actor, consent_id: int) -> Consent:
    """One record of consent. Raises NotVisible."""
    found = Consent.objects.filter(pk=consent_id, person__in=their_people(actor)).first()
    if found is None:
        raise NotVisible
    return found


# --- sums and counts


def money_of(content: values.PlanContent) -> dict[str, Decimal]:
    """Pounds a week, pounds once, and of these what is paid directly."""
    weekly = sum((service.weekly or ZERO for service in content.services), ZERO)
    once = sum((service.one_off or ZERO for service in content.services), ZERO)
    direct_once = sum((s.one_off or ZERO for s in content.services if s.holding in DIRECT_PAYMENT_METHODS), ZERO)
    return {
        "weekly": weekly,
        "one_off": once,
        "direct_payment": direct_payment_total(content),
        "direct_one_off": direct_once,
    }


WAITING_STEPS = {
    "drafts": PlanState.DRAFT,
    "waiting_for_person": PlanState.SHARED,
    "clinical_sign_off": PlanState.AGREED_BY_PERSON,
    "finance_check": PlanState.CLINICALLY_APPROVED,
    "authorisation": PlanState.FINANCE_CHECKED,
}


def desk_counts(actor: Actor, on: date) -> dict[str, Any]:
    """What waits, by step, since when the oldest does (`oldest_<step>`), and which reviews are due soon
    or overdue: two queries."""
    in_force = Q(state__in=IN_FORCE)
    soon = review_window(on, int(policy("review_soon_days", on=on, organisation_id=actor.organisation_id)))
    return versions(actor).order_by().aggregate(
        **{f"oldest_{step}": Min("saved_at", filter=Q(state=state)) for step, state in WAITING_STEPS.items()},
        drafts=Count("id", filter=Q(state=PlanState.DRAFT)),
        waiting_for_person=Count("id", filter=Q(state=PlanState.SHARED)),
        clinical_sign_off=Count("id", filter=Q(state=PlanState.AGREED_BY_PERSON)),
        finance_check=Count("id", filter=Q(state=PlanState.CLINICALLY_APPROVED)),
        authorisation=Count("id", filter=Q(state=PlanState.FINANCE_CHECKED)),
        reviews_due=Count("id", filter=in_force & Q(plan__next_review_on__range=soon)),
        reviews_overdue=Count("id", filter=in_force & Q(plan__next_review_on__lt=on)),
    )  # fmt: skip


def coordinators(actor: Actor, on: date) -> QuerySet[Membership]:
    """The care coordinators of the organisation on a day."""
    found = Membership.objects.filter(running(on), organisation_id=actor.organisation_id, role="CC")
    return found.select_related("user").order_by("user__name", "id")


def review_window(on: date, soon_days: int) -> tuple[date, date]:
    """The days in which a review counts as due soon, both included."""
    return on, on + timedelta(days=soon_days)


def without_consent(person_ids: list[int]) -> set[int]:
    """Those of these people whose newest consent to a direct payment or to the care is a no, is withdrawn or is missing."""
    newest: dict[tuple[int, str], Consent] = {}
    needed = (Consent.About.DIRECT_PAYMENT, Consent.About.CARE)
    for row in Consent.objects.filter(person_id__in=person_ids, about__in=needed).order_by("assessed_on", "id"):
        newest[(row.person_id, row.about)] = row
    given = {key for key, row in newest.items() if row.consents and row.withdrawn_on is None}
    return {person_id for person_id in person_ids if any((person_id, about) not in given for about in needed)}


def plans_in_force(plan_ids: list[int]) -> set[int]:
    """Which of these plans have a version in force."""
    found = PlanVersion.objects.filter(plan_id__in=plan_ids, state__in=IN_FORCE)
    return set(found.values_list("plan_id", flat=True))
