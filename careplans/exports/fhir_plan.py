"""The plan itself as FHIR resources: needs, goals, the care plan with what is done, the team, consent."""

from typing import Any

from careplans.enums import HoldingMethod, PaidEvery, ServiceKind
from careplans.exports.fhir_people import (
    coordinator_name,
    name_of,
    organisation_name,
    patient_name,
    related,
)
from careplans.exports.pieces import Json, day, narrative, ref, resource, words
from careplans.exports.record import Record
from careplans.models import Consent
from careplans.rules import fhir_codes as codes
from phb.core.models import Grant
from phb.core.money import format_pounds

EQUIPMENT = "equipment"


def subject(record: Record) -> Json:
    return ref(patient_name(record), record.person.full_name)


def needs(record: Record) -> list[Json]:
    """Each need, concern or problem, in the person's words, with a code where one was given."""
    return [
        resource(
            "Condition", name_of(record, "Condition", row.line), clinicalStatus=_coded(codes.CONDITION_CLINICAL, "active"),
            category=[words("Need, concern or problem")], code=words(row.words, row.code), subject=subject(record),
            text=narrative([row.words, row.professionals_view]),
        )
        for row in record.rows["needs"]
    ]  # fmt: skip


def goals(record: Record) -> list[Json]:
    """Outcomes as goals that address needs, and stage goals beside them."""
    made = []
    for row in record.rows["outcomes"]:
        need = next((one for one in record.rows["needs"] if one.pk == row.need_id), None)
        made.append(
            resource(
                "Goal",
                name_of(record, "Goal", row.line),
                lifecycleStatus=codes.GOAL_STATUS[row.status],
                achievementStatus=_achieved(row),
                priority=words(f"Importance to the person: {row.importance} of 10") if row.importance else None,
                description=words(row.words, row.code),
                subject=subject(record),
                target=[{"measure": words("How we will know"), "detailString": row.measure}] if row.measure else [],
                expressedBy=subject(record),
                addresses=[ref(name_of(record, "Condition", need.line))] if need else [],
                note=[{"text": f"The person's confidence: {row.confidence} of 10"}] if row.confidence else [],
            )
        )
    for row in record.rows["stage_goals"]:
        made.append(
            resource(
                "Goal", name_of(record, "Goal", f"stage-{row.line}"), lifecycleStatus=codes.GOAL_STATUS[row.status],
                achievementStatus=_achieved(row), category=[words("Stage goal")], description=words(row.words),
                subject=subject(record), note=[{"text": row.result}] if row.result else [],
            )
        )  # fmt: skip
    return made


def _achieved(row: Any) -> Json | None:
    code = codes.ACHIEVEMENT[row.status]
    return words(row.get_status_display(), code, system=codes.ACHIEVEMENT_SYSTEM) if code else None


def care_plan(record: Record, team: str) -> Json:
    """The care plan with its needs, goals, and each action and service as an activity."""
    version = record.version
    status = codes.CARE_PLAN_STATUS[version.state]
    return resource(
        "CarePlan",
        name_of(record, "CarePlan", version.pk),
        identifier=[{"value": f"{version.plan.reference} version {version.number}", "assigner": {"display": record.organisation.name}}],
        status=status,
        intent="plan",
        category=[words("Personalised care and support plan", *codes.CARE_PLAN)],
        title=f"Personalised care and support plan of {record.person.full_name}",
        description=record.about["what_matters"],
        subject=subject(record),
        period={"start": day(version.effective_from), "end": day(version.effective_to)},
        created=day(version.saved_at.date()),
        author=ref(coordinator_name(record), version.plan.coordinator.user.name),
        careTeam=[ref(team)],
        addresses=[ref(name_of(record, "Condition", row.line)) for row in record.rows["needs"]],
        goal=[ref(name_of(record, "Goal", row.line)) for row in record.rows["outcomes"]],
        activity=[*(_action(record, row) for row in record.rows["actions"]),
                  *(_service(record, row, status) for row in record.rows["services"])],
    )  # fmt: skip


def _action(record: Record, row: Any) -> Json:
    outcome = next((one for one in record.rows["outcomes"] if one.pk == row.outcome_id), None)
    towards = [name_of(record, "Goal", outcome.line)] if outcome else []
    towards += [
        name_of(record, "Goal", f"stage-{one.line}") for one in record.under("stage_goals", "of_action", row.pk)
    ]
    who = ", ".join(part for part in (row.who, row.who_role) if part)
    return {
        "detail": {
            "kind": "Task",
            "code": words(row.words),
            "goal": [ref(name) for name in towards],
            "status": codes.ACTIVITY_STATUS[row.status],
            "scheduledString": row.when,
            "performer": [{"display": who}] if who else [],
            "description": row.strategies,
        }
    }


def _service(record: Record, row: Any, status: str) -> Json:
    served = [one for one in record.rows["outcomes"] if one.pk in record.serves.get(row.pk, ())]
    return {
        "detail": {
            "kind": "DeviceRequest" if row.kind == EQUIPMENT else "ServiceRequest",
            "code": words(row.description),
            "goal": [ref(name_of(record, "Goal", one.line)) for one in served],
            "status": codes.SERVICE_STATUS[status],
            "scheduledString": f"{row.hours_per_week.normalize():f} hours a week" if row.hours_per_week else None,
            "performer": [{"display": row.provider}] if row.provider else [],
            "description": cost_in_words(row),
        }
    }


def cost_in_words(row: Any) -> str:
    """What a service is, what it costs, how the money is held and who pays: one line."""
    said = [ServiceKind(row.kind).label] if row.kind in set(ServiceKind) else []
    if row.weekly_amount is not None:
        said.append(f"{format_pounds(row.weekly_amount)} a week")
    if row.one_off_amount is not None:
        said.append(f"{format_pounds(row.one_off_amount)} once")
    said.append(HoldingMethod(row.holding).label)
    if row.frequency in set(PaidEvery):
        said.append(f"paid: {PaidEvery(row.frequency).label.lower()}")
    said += [f"{share['funder']} {share['share']}%" for share in row.funders]
    return "; ".join(said)


def care_team(record: Record, name: str, others: list[Json]) -> Json:
    """Who works together on the plan: the coordinator first."""
    seat = record.version.plan.coordinator
    first = {
        "role": [words("Care coordinator")],
        "member": ref(name_of(record, "PractitionerRole", seat.pk), seat.user.name),
        "onBehalfOf": None,
    }
    return resource(
        "CareTeam", name, status=codes.CARE_TEAM_STATUS[record.version.state], name="Who is in the plan",
        subject=subject(record), participant=[first, *others],
        managingOrganization=[ref(organisation_name(record), record.organisation.name)],
    )  # fmt: skip


def consents(record: Record) -> list[Json]:
    """Each decision's newest record, and whoever consented for the person. What was found of capacity stays here."""
    made = []
    for row in record.consents.values():
        by = subject(record)
        if row.basis != Grant.Basis.SELF:
            somebody = related(
                record, f"consent-{row.pk}", row.given_by, Grant.Basis(row.basis).label, "", ""
            )  # fmt: skip
            made.append(somebody)
            by = ref(f"urn:uuid:{somebody['id']}", row.given_by)
        made.append(_consent(record, row, by))
    return made


def _consent(record: Record, row: Consent, by: Json) -> Json:
    status = codes.CONSENT_GIVEN if row.consents else codes.CONSENT_REFUSED
    if row.withdrawn_on is not None:
        status = codes.CONSENT_WITHDRAWN
    care = row.about == Consent.About.CARE
    about = row.decision if row.about == Consent.About.OTHER else row.get_about_display()
    return resource(
        "Consent",
        name_of(record, "Consent", row.pk),
        status=status,
        scope=words("Treatment", "treatment", "Treatment", system=codes.CONSENT_SCOPE) if care else words(about),
        category=[words(about)],
        patient=subject(record),
        dateTime=day(row.assessed_on),
        performer=[by],
        organization=[ref(organisation_name(record), record.organisation.name)],
        policyRule=words(codes.POLICY[row.about]),
    )


def _coded(system: str, code: str) -> Json:
    return {"coding": [{"system": system, "code": code}]}
