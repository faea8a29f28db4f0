"""A plan as an HL7 FHIR R4 document: a Bundle whose Composition has the headings of the PRSB standard (UK Core)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from careplans.exports import fhir_people as people
from careplans.exports import fhir_plan as plan
from careplans.exports.pieces import Json, day, instant, narrative, ref, resource, tidy, words
from careplans.exports.record import Record
from careplans.rules import fhir_codes as codes
from careplans.rules.prsb import ABOUT_ME

MEDIA_TYPE = "application/fhir+json"


def bundle(record: Record, at: datetime) -> Json:
    """The document of one version as put together at a moment. The same version gives the same resources again."""
    team_name = people.name_of(record, "CareTeam", record.version.plan_id)
    named, team = people.contacts(record)
    resources = [
        people.patient(record),
        people.organisation(record),
        *people.coordinator(record),
        *named,
        *people.acting(record),
        *plan.needs(record),
        *plan.goals(record),
        plan.care_team(record, team_name, team),
        plan.care_plan(record, team_name),
        *plan.consents(record),
    ]
    whole = resource(
        "Bundle",
        people.name_of(record, "Bundle", record.version.pk),
        identifier={
            "system": "urn:ietf:rfc:3986",
            "value": people.name_of(record, "Document", f"{record.version.pk}/{record.version.edits}"),
        },
        type="document",
        timestamp=instant(at),
        entry=[
            {"fullUrl": f"urn:uuid:{one['id']}", "resource": one}
            for one in (composition(record, resources), *resources)
        ],
    )
    if record.person.restricted:
        whole["meta"]["security"] = [
            {"system": codes.CONFIDENTIALITY, "code": codes.RESTRICTED, "display": "restricted"}
        ]
    return tidy(whole)


def composition(record: Record, resources: list[Json]) -> Json:
    """The document's own page: who wrote it of whom, who attested it, and its sections."""
    version = record.version
    return resource(
        "Composition",
        people.name_of(record, "Composition", version.pk),
        status=codes.COMPOSITION_STATUS[version.state],
        type=words("Personalised care and support plan", *codes.CARE_PLAN),
        subject=plan.subject(record),
        date=instant(version.saved_at),
        author=[ref(people.coordinator_name(record), version.plan.coordinator.user.name)],
        title="Personalised care and support plan",
        confidentiality=codes.RESTRICTED if record.person.restricted else codes.NORMAL,
        attester=[_attester(record, row) for row in record.sign_offs],
        custodian=ref(people.organisation_name(record), record.organisation.name),
        section=_sections(record, resources),
    )


def _attester(record: Record, row: Any) -> Json:
    own = row.kind == "person"
    party = plan.subject(record) if own and not row.on_behalf else {"display": row.signed_name}
    mode = {"person": "personal", "clinical": "professional"}.get(row.kind, "official")
    return {"mode": mode, "time": day(row.signed_on), "party": party}


def _sections(record: Record, resources: list[Json]) -> list[Json]:
    """The sections of the standard that hold something, then what a personal health budget adds."""
    version, rows, person = record.version, record.rows, record.person
    contact = record.contact
    crisis = [_contact(row) for row in rows["contacts"] if row.in_crisis]
    found = [
        _section("Person demographics", [f"{person.full_name}, born {person.date_of_birth:%-d %B %Y}"], resources, {"Patient"}),
        _section("GP practice", [person.gp_practice or "The GP practice is not recorded."]),
        _about_me(record),
        _section("Professional contacts", [f"Care coordinator: {contact.line}", contact.away,
                 *(_contact(row) for row in rows["contacts"] if row.kind in {"professional", "provider"})],
                 resources, {"PractitionerRole"}),
        _section("Personal contacts", [_contact(row) for row in rows["contacts"] if row.kind not in {"professional", "provider"}],
                 resources, {"RelatedPerson"}),
        _section("Formulation", [version.formulation]),
        _section("Care and support plan", _plan_lines(record), resources, {"CarePlan", "Condition", "Goal", "CareTeam"}),
        _section("Contingency/safety plans", [*map(_contingency, rows["contingency"]), *(f"In a crisis: {line}" for line in crisis)]),
        _section("Additional support plans", [_other_plan(row) for row in rows["other_plans"]]),
        _section("Risks talked through", [_risk(row) for row in rows["risks"]]),
        _section("Capacity and consent", [_consent(row) for row in record.consents.values()], resources, {"Consent"}),
    ]  # fmt: skip
    return [section for section in found if section is not None]


def _section(
    title: str, paragraphs: Iterable[str], resources: Sequence[Json] = (), kinds: Iterable[str] = ()
) -> Json | None:
    text = narrative(paragraphs)
    entries = [ref(f"urn:uuid:{one['id']}") for one in resources if one["resourceType"] in set(kinds)]
    return {"title": title, "code": words(title), "text": text, "entry": entries} if text or entries else None


def _about_me(record: Record) -> Json | None:
    """The person's own words under the headings of the standard, each with its code."""
    inner = []
    for heading, code, fields in ABOUT_ME:
        text = narrative(f"{before}{said}" for name, before in fields if (said := record.about[name]))
        if text:
            inner.append({"title": heading, "code": words(heading, code, heading), "text": text})
    by = record.about["written_with"]
    if by:
        inner.append({"title": "Supported to write this by", "code": words("Supported to write this by"), "text": narrative([by])})  # fmt: skip
    if inner and record.about_on:
        inner.append({"title": "Date last updated", "code": words("Date last updated"), "text": narrative([f"{record.about_on:%-d %B %Y}"])})  # fmt: skip
    return {"title": "About me", "code": words("About me"), "section": inner} if inner else None


def _plan_lines(record: Record) -> list[str]:
    version = record.version
    lines = [f"Strengths: {strengths}" if (strengths := record.about["strengths"]) else ""]
    for need in record.rows["needs"]:
        lines.append(f"Need: {need.words}")
        lines += [f"Goal: {goal.words}" for goal in record.under("outcomes", "need", need.pk)]
    lines += [f"Service: {row.description} ({plan.cost_in_words(row)})" for row in record.rows["services"]]
    agreed = record.agreed
    if agreed:
        lines.append(f"Agreed by {agreed.signed_name} {agreed.on_behalf} on {agreed.signed_on:%-d %B %Y}")
    if version.review_due_on:
        lines.append(f"Review by {version.review_due_on:%-d %B %Y}. {version.review_how}")
    return lines


def _contact(row: Any) -> str:
    return ", ".join(part for part in (row.name, row.role, row.organisation_name, row.phone, row.email) if part)


def _contingency(row: Any) -> str:
    parts = [f"If: {row.trigger}", f"Then: {row.action}"]
    for label, value in (("Warning signs", row.warning_signs), ("What helps", row.coping), ("Contact", row.contact),
                         ("Medicines and equipment", row.medicines_equipment)):  # fmt: skip
        parts += [f"{label}: {value}"] if value else []
    return "\n".join(parts)


def _other_plan(row: Any) -> str:
    return ". ".join(part for part in (row.get_kind_display(), row.title, row.held_by, row.words) if part)


def _risk(row: Any) -> str:
    parts = (row.description, f"What is done: {row.steps}" if row.steps else "",
             f"If it happens: {row.procedure}" if row.procedure else "",
             f"The person's view: {row.persons_view}" if row.persons_view else "")  # fmt: skip
    return "\n".join(part for part in parts if part)


def _consent(row: Any) -> str:
    about = row.decision or row.get_about_display()
    said = "consents" if row.consents else "does not consent"
    gone = f", withdrawn on {row.withdrawn_on:%-d %B %Y}" if row.withdrawn_on else ""
    return f"{about}: {row.given_by} {said}, {row.assessed_on:%-d %B %Y}{gone}"
