"""Reads of plans. Each starts from the actor; the values of a version are handed to the rules as plain content."""

import hashlib
import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from careplans.enums import DIRECT_PAYMENT_METHODS, HoldingMethod, PlanState, Relationship, RiskAgreement
from careplans.enums import SignOff as Step
from careplans.models import PARTS, Consent, Plan, PlanVersion, SignOff
from careplans.rules import content as values
from careplans.rules.completeness import Gap, direct_payment_total, gaps
from careplans.rules.difference import Change, differences
from careplans.rules.gates import Gate, GateFacts, gates
from careplans.rules.reviews import SOON
from eligibility import selectors as eligibility
from phb.core.actors import Actor
from phb.core.errors import NotVisible
from phb.core.models import Membership
from phb.core.money import ZERO
from phb.core.policies import policy
from phb.core.selectors import people as their_people
from phb.core.selectors import running

NOT_SEEN_BY_PERSON = (PlanState.DRAFT, PlanState.WITHDRAWN)
PAST = (PlanState.SUPERSEDED, PlanState.ENDED, PlanState.WITHDRAWN)
IN_FORCE = (PlanState.ACTIVE, PlanState.UNDER_REVIEW)
# What must be open before a clinician signs; the others are later steps of other people.
GATES_BEFORE_CLINICAL = frozenset({"right", "consent", "exclusions", "content", "risks", "family", "tasks", "person"})
# Columns that are not what the plan says: where it stands, and who has to do with it.
NOT_CONTENT = frozenset({
    "state", "state_since", "saved_at", "shared_at", "content_hash", "returned_reason", "effective_from", "effective_to",
    "drafted_by_id",
})  # fmt: skip


def plans(actor: Actor) -> QuerySet[Plan]:
    """The plans of which the actor may see a version."""
    return Plan.objects.filter(pk__in=versions(actor).order_by().values("plan_id")).select_related("coordinator__user")


def versions(actor: Actor, *, part: str = "see_plan") -> QuerySet[PlanVersion]:
    """The versions of plans that this actor may see. The person and who acts for them see none before it is shared."""
    found = PlanVersion.objects.filter(person__in=their_people(actor, part=part if actor.role in {"BH", "REP"} else None))
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


def content_of(version: PlanVersion) -> values.PlanContent:
    """The version as frozen values for the rules. Keys are the numbers of the lines, the same in every version, as text."""
    services = list(version.services.prefetch_related("links__outcome"))
    significant = policy("significant_risk_score", on=version.saved_at.date(), organisation_id=version.organisation_id)
    plan = values.PlanContent(
        needs=tuple(values.Need(str(row.line), row.words) for row in version.needs.all()),
        outcomes=tuple(
            values.Outcome(str(row.line), row.words, (str(row.need.line),) if row.need else ())
            for row in version.outcomes.select_related("need")
        ),
        services=tuple(_service(row) for row in services),
        risks=tuple(_risk(row, version, significant) for row in version.risks.all()),
        carers=tuple(_carer(row) for row in version.paidpersons.all()),
        coordinator=version.plan.coordinator.user.name,
        health_monitor=version.health_monitor,
        first_review_on=version.review_due_on,
        review_how=version.review_how,
        notice_days=version.notice_days,
        what_matters=version.what_matters,
    )
    # The plan states what its lines add up to: the sum is worked out, never typed.
    return replace(plan, direct_payment=direct_payment_total(plan))


def _service(row: Any) -> values.Service:
    return values.Service(
        key=str(row.line),
        words=row.description,
        outcomes=tuple(str(link.outcome.line) for link in row.links.all()),
        weekly=row.weekly_amount,
        one_off=row.one_off_amount,
        holding=HoldingMethod(row.holding),
        frequency=row.frequency,
        funders=tuple(Decimal(share["share"]) for share in row.funders),
        full_cost=Decimal(row.working["full_cost"]) if row.working.get("full_cost") else None,
    )


def _risk(row: Any, version: PlanVersion, significant: int) -> values.Risk:
    return values.Risk(
        key=str(row.line), words=row.description, significant=row.score >= significant, advised_on=version.risks_advised_on,
        procedure=row.procedure, agreement=RiskAgreement(row.agreement),
    )  # fmt: skip


def _carer(row: Any) -> values.PaidCarer:
    return values.PaidCarer(
        key=str(row.line), name=row.name, family_or_friend=row.relationship in {Relationship.FAMILY, Relationship.FRIEND},
        same_household=row.same_household, exception_reason=row.exception_reason,
    )  # fmt: skip


def gaps_of(version: PlanVersion) -> tuple[Gap, ...]:
    """What is still missing, in the order of the plan."""
    return gaps(content_of(version))


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


def sign_offs(version: PlanVersion, *, current: bool = True) -> list[SignOff]:
    """The signatures of a version, in order; `current`: only those of the plan as it stands."""
    found = version.sign_offs.select_related("signed_by").order_by("id")
    return list(found.filter(content_hash=version.content_hash) if current else found)


def drafters_of(version: PlanVersion) -> set[int]:
    """Ids of the users who wrote on this version."""
    return {version.drafted_by_id, *version.drafters.values_list("user_id", flat=True)}


def consents_of(person_id: int) -> dict[str, Consent]:
    """The newest record for each decision, by decision."""
    newest: dict[str, Consent] = {}
    for row in Consent.objects.filter(person_id=person_id).order_by("assessed_on", "id"):
        newest[row.about] = row
    return newest


def consent_for(actor: Actor, consent_id: int) -> Consent:
    """One record of consent. Raises NotVisible."""
    found = Consent.objects.filter(pk=consent_id, person__in=their_people(actor)).first()
    if found is None:
        raise NotVisible
    return found


def lacks_capacity(person_id: int) -> bool:
    """Whether the newest record for the decision about care says so."""
    newest = consents_of(person_id).get(Consent.About.CARE)
    return newest is not None and newest.capacity == "LACKS_CAPACITY"


def consents_needed(content: values.PlanContent) -> tuple[str, ...]:
    """The decisions that need a record: care always; receiving and managing the money for a direct payment."""
    about = Consent.About
    return (about.DIRECT_PAYMENT, about.MANAGING_MONEY, about.CARE) if content.has_direct_payment else (about.CARE,)


def facts_of(version: PlanVersion, *, on: date, **more: Any) -> GateFacts:
    """What is recorded outside the plan's text. Apps above add theirs by name: `agreement_signed_on`, `value_shown`, …"""
    content = content_of(version)
    newest, needed = consents_of(version.person_id), consents_needed(content)
    given = [newest[about] for about in needed if about in newest and _stands(newest[about])]
    signed = {row.kind: row.signed_on for row in sign_offs(version)} if version.content_hash else {}
    facts: dict[str, Any] = {
        "right_confirmed": eligibility.right_stands(version.plan.case, on),
        # Whoever lacks capacity to manage money has somebody who does it; consent to the payment and the care must stand.
        "consent_on": max((row.assessed_on for row in given), default=None)
        if all(a in {row.about for row in given} for a in needed if a != Consent.About.MANAGING_MONEY)
        else None,
        "capacity_recorded": all(about in newest for about in needed),
        "exclusions_checked_on": version.exclusions_checked_on,
        "excluded": version.excluded,
        **_direct_payment(version, on),
        "person_agreed_on": signed.get(Step.PERSON),
        "clinical_sign_off_on": signed.get(Step.CLINICAL),
        "finance_sign_off_on": signed.get(Step.FINANCE),
        "authorised_on": signed.get(Step.AUTHORISATION),
    }
    return GateFacts(**{**facts, **more})


def _direct_payment(version: PlanVersion, on: date) -> dict[str, date | None]:
    """The decision on a direct payment in force on a day, as the gates read it."""
    made = eligibility.direct_payment_decision(version.plan.case, on)
    refused = made is not None and made.decision == "REFUSED"
    return {
        "direct_payment_refused_on": made.decided_on if made is not None and refused else None,
        "direct_payment_permitted_on": made.decided_on if made is not None and not refused else None,
    }


def _stands(row: Consent) -> bool:
    return row.consents and row.withdrawn_on is None


def gates_of(version: PlanVersion, *, on: date, **more: Any) -> tuple[Gate, ...]:
    """All twelve gates as they stand on a day; `more` as for `facts_of`."""
    return gates(content_of(version), facts_of(version, on=on, **more))


def gates_before_clinical(version: PlanVersion, *, on: date) -> tuple[Gate, ...]:
    """The gates that must be open before a clinician signs."""
    return tuple(gate for gate in gates_of(version, on=on) if gate.key in GATES_BEFORE_CLINICAL)


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
    """What waits, by step, since when the oldest does (`oldest_<step>`), and which reviews are due (28 days before)
    or overdue: one query."""
    in_force = Q(state__in=IN_FORCE)
    return versions(actor).order_by().aggregate(
        **{f"oldest_{step}": Min("saved_at", filter=Q(state=state)) for step, state in WAITING_STEPS.items()},
        drafts=Count("id", filter=Q(state=PlanState.DRAFT)),
        waiting_for_person=Count("id", filter=Q(state=PlanState.SHARED)),
        clinical_sign_off=Count("id", filter=Q(state=PlanState.AGREED_BY_PERSON)),
        finance_check=Count("id", filter=Q(state=PlanState.CLINICALLY_APPROVED)),
        authorisation=Count("id", filter=Q(state=PlanState.FINANCE_CHECKED)),
        reviews_due=Count("id", filter=in_force & Q(review_due_on__gte=on, review_due_on__lte=on + SOON)),
        reviews_overdue=Count("id", filter=in_force & Q(review_due_on__lt=on)),
    )  # fmt: skip


def coordinators(actor: Actor, on: date) -> QuerySet[Membership]:
    """The care coordinators of the organisation on a day."""
    found = Membership.objects.filter(running(on), organisation_id=actor.organisation_id, role="CC")
    return found.select_related("user").order_by("user__name", "id")


def review_window(on: date) -> tuple[date, date]:
    """The days in which a review counts as due soon, both included."""
    return on, on + timedelta(days=SOON.days)


def without_consent(person_ids: list[int]) -> set[int]:
    """Those of these people whose newest consent to a direct payment or to the care is a no, is withdrawn or is missing."""
    newest: dict[tuple[int, str], Consent] = {}
    needed = (Consent.About.DIRECT_PAYMENT, Consent.About.CARE)
    for row in Consent.objects.filter(person_id__in=person_ids, about__in=needed).order_by("assessed_on", "id"):
        newest[(row.person_id, row.about)] = row
    given = {key for key, row in newest.items() if _stands(row)}
    return {person_id for person_id in person_ids if any((person_id, about) not in given for about in needed)}


def plans_in_force(plan_ids: list[int]) -> set[int]:
    """Which of these plans have a version in force."""
    found = PlanVersion.objects.filter(plan_id__in=plan_ids, state__in=IN_FORCE)
    return set(found.values_list("plan_id", flat=True))
