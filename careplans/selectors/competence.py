"""Health tasks with who is competent in them, checks of who is paid, and what runs out soon."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from careplans.enums import CompetenceResult, EmploymentCheckKind
from careplans.models import Competence, EmploymentCheck, HealthTask, PaidPerson, PlanVersion
from careplans.rules.competence import Check, Standing, checks_missing, of_task, standing
from phb.core.actors import Actor
from phb.core.errors import NotVisible
from phb.core.policies import policy
from phb.core.selectors import people

IN_FORCE = ("active", "under_review")
# A row that only plans a training or a check changes nothing of what stands; one that assessed or withdrew does.
DECIDES = Q(assessed_on__isnull=False) | Q(withdrawn_on__isnull=False)


@dataclass(frozen=True, slots=True)
class Held:
    """One assistant's newest record in a task, and where it stands."""

    row: Competence
    standing: Standing


@dataclass(frozen=True, slots=True)
class TaskHeld:
    """One health task of a version with everybody on record for it."""

    task: HealthTask
    standing: Standing
    held: list[Held]


@dataclass(frozen=True, slots=True)
class PersonChecked:
    """Somebody who is paid: what was checked, newest first, and what the setting still asks for."""

    row: PaidPerson
    done: list[EmploymentCheck]
    missing: list[str] = field(default_factory=list)


def as_check(row: Competence) -> Check:
    """The record as the rule reads it."""
    return Check(
        trained_on=row.trained_on, assessed_on=row.assessed_on, competent=row.result == CompetenceResult.COMPETENT,
        expires_on=row.expires_on, planned_for=row.planned_for, withdrawn_on=row.withdrawn_on,
        signatures=(row.practitioner_signed_on, row.employer_signed_on, row.assistant_signed_on),
    )  # fmt: skip


def alerts_of(organisation_id: int, on: date) -> list[int]:
    """Days before the end at which competence is shown as due."""
    return [int(days) for days in policy("competence_alert_days", on=on, organisation_id=organisation_id)]


def tasks_of(version: PlanVersion, on: date) -> list[TaskHeld]:
    """Every health task of a version with where it stands. Three queries."""
    alerts = alerts_of(version.organisation_id, on)
    rows = newest(Competence.objects.filter(plan_id=version.plan_id).order_by("id"))
    by_line: dict[int, list[Held]] = {}
    for row in rows:
        by_line.setdefault(row.line, []).append(Held(row, standing(as_check(row), on, alerts)))
    return [
        TaskHeld(task, of_task(one.standing for one in by_line.get(task.line, [])), by_line.get(task.line, []))
        for task in version.healthtasks.select_related("service")
    ]


def newest(rows: Iterable[Competence]) -> list[Competence]:
    """Of each assistant in each task the newest row that assessed or withdrew, or else the newest plan for one."""
    found: dict[tuple[int, str], Competence] = {}
    for row in rows:
        key = (row.line, row.assistant.strip().casefold())
        known = found.get(key)
        if known is None or row.assessed_on or row.withdrawn_on or not (known.assessed_on or known.withdrawn_on):
            found[key] = row
    return list(found.values())


def red_services(version: PlanVersion, on: date) -> dict[int, str]:
    """Line of a service → why it is red: a health task that nobody may do now. Payment goes on."""
    return {
        one.task.service.line: f"{one.task.words}: {one.standing.words}"
        for one in tasks_of(version, on)
        if one.task.service_id and one.standing.is_red
    }


def competence_for(actor: Actor, competence_id: int) -> Competence:
    """One record of a person whom the actor sees. Raises NotVisible."""
    found = (
        Competence.objects.filter(pk=competence_id, person__in=people(actor)).select_related("plan", "person").first()
    )
    if found is None:
        raise NotVisible
    return found


def checks_of(version: PlanVersion, on: date) -> list[PersonChecked]:
    """Everybody who is paid from this version with their checks. Three queries."""
    required = policy("employment_checks", on=on, organisation_id=version.organisation_id)
    by_line: dict[int, list[EmploymentCheck]] = {}
    for row in EmploymentCheck.objects.filter(plan_id=version.plan_id).order_by("-done_on", "-id"):
        by_line.setdefault(row.line, []).append(row)
    found = []
    for person in version.paidpersons.all():
        done: dict[str, date | None] = {}
        for check in reversed(by_line.get(person.line, [])):
            done[check.check_kind] = check.expires_on
        lacking = checks_missing(person.employment, done, required, on)
        found.append(
            PersonChecked(person, by_line.get(person.line, []), [EmploymentCheckKind(kind).label for kind in lacking])
        )
    return found


def running_out(actor: Actor) -> QuerySet[Competence]:
    """The newest record of each assistant in each task of plans in force that has an end, for the list of what is due."""
    later = Competence.objects.filter(
        DECIDES, plan_id=OuterRef("plan_id"), line=OuterRef("line"), assistant__iexact=OuterRef("assistant"), pk__gt=OuterRef("pk")
    )  # fmt: skip
    in_force = PlanVersion.objects.filter(plan_id=OuterRef("plan_id"), state__in=IN_FORCE)
    rows = Competence.objects.filter(
        ~Exists(later), Exists(in_force), person__in=people(actor), withdrawn_on=None, expires_on__isnull=False
    )
    return rows.select_related("person", "plan__coordinator__user")


def desk_counts(actor: Actor, on: date) -> dict[str, Any]:
    """How many records end within the longest alert, and how many are over."""
    soon = max(alerts_of(actor.organisation_id, on), default=0)
    return running_out(actor).order_by().aggregate(
        competence_due=Count("pk", filter=Q(expires_on__range=(on, on + timedelta(days=soon)))),
        competence_over=Count("pk", filter=Q(expires_on__lt=on)),
    )  # fmt: skip
