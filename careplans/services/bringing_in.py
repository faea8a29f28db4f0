"""Plans that live budgets stand on, brought in as they were agreed in another system.

They carry what that system says of its signatures, in words (`PlanVersion.brought_in`), and none of this one's. Until the
whole file is ready they are drafts; then one statement puts them in force, by another person than brought them.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import prefetch_related_objects

from careplans.enums import Capacity, ContactKind, GoalStatus, PlanState
from careplans.models import PARTS, Consent, Need, Outcome, Plan, PlanContact, PlanVersion, Service, ServiceOutcome
from careplans.selectors import NOT_CONTENT
from careplans.services.next_review import plan_next_reviews
from careplans.services.reach import check_right
from phb.core import moving
from phb.core.actors import Actor

AREA, MAY_NOT = "budget import", "Your role does not bring in live budgets."
IN_FORCE = (PlanState.ACTIVE, PlanState.UNDER_REVIEW)


@dataclass(frozen=True, slots=True)
class ServiceBrought:
    """One service line with the need and outcome that it serves. Amounts in pounds."""

    need: str
    outcome: str
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class PlanBrought:
    """A plan as it was agreed in another system. `agreed`: who agreed it there and when, in words."""

    person_id: int
    case_id: int
    coordinator_id: int
    agreed: str
    agreed_on: date
    starts: date
    ends: date | None
    frequency: str
    notice_days: int
    review_due_on: date
    services: tuple[ServiceBrought, ...]
    contacts: tuple[tuple[ContactKind, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ConsentBrought:
    """Consent that the person, 16 or over and able to decide, gave in another system."""

    person_id: int
    name: str
    on: date
    where: str


@transaction.atomic
def bring_in_plans(
    *, plans: Sequence[PlanBrought], drafted_by_id: int, on: date, by: Actor
) -> list[tuple[PlanVersion, list[Service]]]:
    """Make the plans as drafts, each with its services, in the order given. The statements do not grow with the plans.

    Raises RuleBroken for a role that brings in no budgets.
    """
    check_right(by, AREA, "A", MAY_NOT)
    if not plans:
        return []
    rows = Plan.objects.bulk_create(
        [_plan(each, number, on, by) for each, number in zip(plans, _numbers(len(plans)), strict=True)]
    )
    versions = PlanVersion.objects.bulk_create(
        [_version(each, plan, drafted_by_id) for each, plan in zip(plans, rows, strict=True)]
    )
    moving.note_created(versions, by=by)
    services = _chain(plans, versions)
    PlanContact.objects.bulk_create(
        [
            PlanContact(**_of(version), position=place, kind=kind, name=name)
            for each, version in zip(plans, versions, strict=True)
            for place, (kind, name) in enumerate(each.contacts)
        ]
    )
    hashes = content_hashes([version.pk for version in versions])
    for version in versions:
        version.content_hash = hashes[version.pk]
    PlanVersion.objects.bulk_update(versions, ["content_hash"], batch_size=500)
    return [(version, services[version.pk]) for version in versions]


@transaction.atomic
def put_in_force(*, version_ids: Sequence[int], on: date, by: Actor) -> int:
    """Put plans that were brought in as drafts in force, all at once. Returns how many.

    The database refuses the one who brought them, and a draft that somebody has written on since.
    """
    check_right(by, AREA, "A", MAY_NOT)
    rows = PlanVersion.objects.select_for_update(of=("self",)).filter(organisation_id=by.organisation_id)
    found = list(rows.filter(pk__in=version_ids).exclude(brought_in="").order_by("pk"))
    after = PlanVersion.life_cycle.check(PlanState.DRAFT, "bring_in")
    PlanVersion.objects.filter(pk__in=[version.pk for version in found]).update(state=after)
    reason = "Agreed in the system before, brought in with its budget."
    moving.note_all(found, "bring_in", by=by, before=PlanState.DRAFT, after=after, reason=reason)
    plan_next_reviews(plan_ids=[version.plan_id for version in found], on=on, by=by)
    return len(found)


@transaction.atomic
def take_back_plans(*, version_ids: Sequence[int], on: date, reason: str, by: Actor) -> int:
    """End plans that were brought in by mistake, drafts withdrawn, with the reason. Returns how many."""
    check_right(by, AREA, "A", MAY_NOT)
    rows = PlanVersion.objects.select_for_update(of=("self",)).filter(organisation_id=by.organisation_id)
    found = list(rows.filter(pk__in=version_ids).exclude(brought_in="").order_by("pk"))
    for state, verb in ((PlanState.DRAFT, "withdraw"), *((state, "end") for state in IN_FORCE)):
        mine = [version for version in found if version.state == state]
        after = PlanVersion.life_cycle.check(state, verb)
        for version in mine:
            version.state = after
            if verb == "end" and version.effective_from:
                version.effective_to = max(version.effective_from, on)
        PlanVersion.objects.bulk_update(mine, ["state", "effective_to"], batch_size=500)
        moving.note_all(mine, verb, by=by, before=state, after=after, reason=reason)
    plan_next_reviews(plan_ids=[version.plan_id for version in found], on=on, by=by)
    return len(found)


@transaction.atomic
def bring_in_consents(*, consents: Sequence[ConsentBrought], by: Actor) -> int:
    """Record consent to the care and to a direct payment that was given elsewhere, where nothing newer is on record."""
    check_right(by, AREA, "A", MAY_NOT)
    needed = (Consent.About.CARE, Consent.About.DIRECT_PAYMENT)
    people = [each.person_id for each in consents]
    there = set(
        Consent.objects.filter(organisation_id=by.organisation_id, person_id__in=people, about__in=needed).values_list(
            "person_id", "about"
        )
    )
    made = [
        Consent(
            organisation_id=by.organisation_id, person_id=each.person_id, about=about, capacity=Capacity.HAS, consents=True,
            given_by=each.name, evidence=each.where, recorded_by_id=by.user_id, assessed_on=each.on,
        )
        for each in consents
        for about in needed
        if (each.person_id, about) not in there
    ]  # fmt: skip
    Consent.objects.bulk_create(made)
    return len(made)


def content_hashes(version_ids: Sequence[int]) -> dict[int, str]:
    """As `careplans.selectors.content_hash`, for many versions in a constant number of queries."""
    rows: dict[str, dict[int, list[dict[str, Any]]]] = {}
    for name, model in [*PARTS.items(), ("links", ServiceOutcome)]:
        rows[name] = defaultdict(list)
        for row in model.objects.filter(version_id__in=version_ids).order_by("pk").values():
            rows[name][row["version_id"]].append(row)
    found = {}
    for said in PlanVersion.objects.filter(pk__in=version_ids).values():
        parts = {name: of.get(said["id"], []) for name, of in rows.items()}
        whole = {"version": {k: v for k, v in said.items() if k not in NOT_CONTENT}, **parts}
        canonical = json.dumps(whole, sort_keys=True, default=str, ensure_ascii=False, separators=(",", ":"))
        found[said["id"]] = hashlib.sha256(canonical.encode()).hexdigest()
    return found


def _chain(plans: Sequence[PlanBrought], versions: Sequence[PlanVersion]) -> dict[int, list[Service]]:
    """Needs, outcomes and services of all plans, each service tied to its outcome. Said alike, it is one need or outcome."""
    needs: dict[tuple[int, str], Need] = {}
    outcomes: dict[tuple[int, str, str], Outcome] = {}
    services: dict[int, list[Service]] = {version.pk: [] for version in versions}
    links: list[tuple[Service, tuple[int, str, str]]] = []
    for each, version in zip(plans, versions, strict=True):
        for place, line in enumerate(each.services):
            need, outcome = (version.pk, line.need), (version.pk, line.need, line.outcome)
            needs.setdefault(need, Need(**_of(version), position=place, words=line.need))
            outcomes.setdefault(outcome, _outcome(version, place, line.outcome, each.agreed_on))
            service = Service(**_of(version), position=place, **line.values)
            services[version.pk].append(service)
            links.append((service, outcome))
    Need.objects.bulk_create(needs.values(), batch_size=500)
    for key, row in outcomes.items():
        row.need = needs[key[:2]]
    Outcome.objects.bulk_create(outcomes.values(), batch_size=500)
    Service.objects.bulk_create([service for of in services.values() for service in of], batch_size=500)
    ServiceOutcome.objects.bulk_create(
        [
            ServiceOutcome(
                organisation_id=service.organisation_id, person_id=service.person_id, version_id=service.version_id,
                service=service, outcome=outcomes[key],
            )
            for service, key in links
        ],
        batch_size=500,
    )  # fmt: skip
    prefetch_related_objects([service for of in services.values() for service in of], "links__outcome")
    return services


def _of(version: PlanVersion) -> dict[str, Any]:
    return {"organisation_id": version.organisation_id, "person_id": version.person_id, "version": version}


def _outcome(version: PlanVersion, place: int, words: str, on: date) -> Outcome:
    return Outcome(**_of(version), position=place, words=words, status=GoalStatus.IN_PROGRESS, agreed_on=on)


def _numbers(many: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [Plan._meta.db_table, many]
        )
        return [int(row[0]) for row in cursor.fetchall()]


def _plan(each: PlanBrought, number: int, on: date, by: Actor) -> Plan:
    return Plan(
        pk=number, organisation_id=by.organisation_id, person_id=each.person_id, case_id=each.case_id,
        reference=f"PLAN-{on.year}-{number:06d}", coordinator_id=each.coordinator_id,
    )  # fmt: skip


def _version(each: PlanBrought, plan: Plan, drafted_by_id: int) -> PlanVersion:
    return PlanVersion(
        organisation_id=plan.organisation_id, person_id=plan.person_id, plan=plan, number=1, drafted_by_id=drafted_by_id,
        brought_in=each.agreed, change_reason=each.agreed, payment_frequency=each.frequency, notice_days=each.notice_days,
        review_due_on=each.review_due_on, effective_from=each.starts, effective_to=each.ends,
    )  # fmt: skip
