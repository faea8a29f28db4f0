"""A plan under the headings of the PRSB standard, nested as it nests them: goals under needs, actions under goals."""

from typing import Any

from careplans.exports.fhir_plan import cost_in_words
from careplans.exports.pieces import Json, day, tidy
from careplans.exports.record import Record
from careplans.rules.fhir_codes import SNOMED
from careplans.rules.prsb import ABOUT_ME, STANDARD, Missing, missing

OTHER_CONTACTS = ("professional", "provider")


def document(record: Record) -> Json:
    """The plan by its headings; empty headings are left out. Dates as year-month-day."""
    held = {
        "Person demographics": _demographics(record),
        "GP practice": {"GP practice record entry": [{"GP practice details": record.person.gp_practice}]},
        "About me": _about_me(record),
        "Professional contacts": {"Professional contacts record entry": _professionals(record)},
        "Personal contacts": {"Personal contacts record entry": _personal(record)},
        "Formulation": {"Formulation record entry": [{"Formulation": record.version.formulation}]},
        "Care and support plan": _plan(record),
        "Contingency/safety plans": [_contingency(record, row) for row in record.rows["contingency"]],
        "Additional support plans": [_other(row) for row in record.rows["other_plans"]],
    }
    return tidy(held)


def whole(record: Record) -> Json:
    """The document with the standard it goes by, and the mandatory headings that it lacks."""
    held = document(record)
    return {"standard": STANDARD, "version": f"{record.version.plan.reference}/{record.version.number}", "plan": held,
            "missing": [each.words for each in missing(held)]}  # fmt: skip


def lacking(record: Record) -> tuple[Missing, ...]:
    """The mandatory headings that this plan does not fill."""
    return missing(document(record))


def _coded(text: str, code: str = "") -> Json:
    return {"Coded value": {"system": SNOMED, "code": code} if code else None, "Free text": text}


def _demographics(record: Record) -> Json:
    person = record.person
    lines = [line.strip() for line in person.address.splitlines() if line.strip()][:5]
    address = {f"Address line {place}": line for place, line in enumerate(lines, 1)} | {"Postcode": person.postcode}
    return {
        "Person name": {"Person first name": person.given_name, "Person family name": person.family_name,
                        "Person preferred name": person.known_as, "Person full name": person.full_name},
        "Date of birth": day(person.date_of_birth),
        "NHS number": person.nhs_number,
        "Person's address": [] if person.address_withheld else [address],
        "Person's contact details": {
            "Preferred contact method": person.get_contact_by_display(),
            "Person's telephone number details": [{"Person's telephone number": person.phone}],
            "Person's email address details": [{"Person's email address": person.email}],
        },
    }  # fmt: skip


def _about_me(record: Record) -> Json:
    held: Json = {
        heading: "\n".join(f"{before}{record.about[name]}" for name, before in fields if record.about[name])
        for heading, _, fields in ABOUT_ME
    }
    if any(held.values()):
        last = record.about_on or record.version.saved_at.date()
        held |= {"Date": day(last), "Supported to write this by": record.about["written_with"]}
    return held


def _professionals(record: Record) -> list[Json]:
    seat = record.version.plan.coordinator
    first = {"Name": seat.user.name, "Role": "Care coordinator", "Key worker": "Yes",
             "Organisation": _coded(record.organisation.name), "Contact details": record.contact.line}  # fmt: skip
    return [first] + [
        {"Name": row.name, "Role": row.role, "Key worker": "Yes" if row.key_worker else "No", "Speciality": row.speciality,
         "Team": row.team, "Organisation": _coded(row.organisation_name), "Contact details": _reach(row)}
        for row in record.rows["contacts"] if row.kind in OTHER_CONTACTS
    ]  # fmt: skip


def _personal(record: Record) -> list[Json]:
    return [
        {"Name": row.name, "Relationship": row.role, "Relationship type": row.get_kind_display(),
         "Contact details": _reach(row), "Comments": row.comments}
        for row in record.rows["contacts"] if row.kind not in OTHER_CONTACTS
    ]  # fmt: skip


def _reach(row: Any) -> str:
    return ", ".join(part for part in (row.phone, row.email) if part)


def _plan(record: Record) -> Json:
    version, rows = record.version, record.rows
    needs = [
        {**_coded(need.words, need.code), "Goals and hopes": [_goal(record, goal) for goal in record.under("outcomes", "need", need.pk)]}
        for need in rows["needs"]
    ]  # fmt: skip
    funding = "\n".join(f"{row.description}: {cost_in_words(row)}" for row in rows["services"])
    return {
        "Strengths": [_coded(line) for line in record.about["strengths"].splitlines()],
        "Needs, concerns or problems": needs,
        "Agreed with person or legitimate representative": _agreed(record),
        "Care funding source": _coded(funding),
        "Date this plan was last updated": day(version.saved_at.date()),
        "Other care planning documents": [f"{row.get_kind_display()}: {row.title}" for row in rows["other_plans"]],
        "Planned review date/interval": day(version.review_due_on),
        "Responsibility for review": _responsible(record),
        "Performing professional": {"Name": version.health_monitor},
        "Person completing record": [
            {"Name": version.drafted_by.name, "Organisation": record.organisation.name, "Date completed": day(version.saved_at.date())}
        ],
    }  # fmt: skip


def _responsible(record: Record) -> Json:
    return {
        "Name": record.version.plan.coordinator.user.name,
        "Role": "Care coordinator",
        "Contact details": record.contact.line,
    }


def _agreed(record: Record) -> Json:
    signed = record.agreed
    if signed is None:
        return {}
    who = f"Representative, {signed.on_behalf}" if signed.on_behalf else "The person"
    return {"Person or legitimate representative": "Yes", "Person full name": signed.signed_name, "Role": who}


def _goal(record: Record, goal: Any) -> Json:
    return {
        **_coded(goal.words, goal.code),
        "Goal importance score": goal.importance,
        "Actions and activities": [_action(record, row) for row in record.under("actions", "outcome", goal.pk)],
        "Outcomes": [_coded(goal.measure)],
        "Goal status": goal.get_status_display(),
    }


def _action(record: Record, row: Any) -> Json:
    return {
        "What": [_coded(row.words)],
        "Who": {"Name": row.who, "Role": row.who_role},
        "When": row.when,
        "Suggested strategies": row.strategies,
        "Status": _coded(row.get_status_display()),
        "Confidence": row.confidence,
        "Review date": day(row.review_on),
        "Stage goal": [
            {"Stage goal": _coded(one.words), "Outcome": _coded(one.result), "Goal status": one.get_status_display()}
            for one in record.under("stage_goals", "of_action", row.pk)
        ],
    }


def _contingency(record: Record, row: Any) -> Json:
    version = record.version
    advance = {
        "Advance statement": _coded(version.advance_statement),
        "Location of document": version.advance_statement_kept,
    }
    return {
        "Trigger factors": [_coded(row.trigger)],
        "Contingency plan name": _coded(row.get_kind_display()),
        "What should happen": [_coded(line) for line in row.action.splitlines()],
        "Who should be contacted": [{"Name": row.contact}],
        "Agreed with person or legitimate representative": _agreed(record),
        "Date this plan was last updated": day(version.saved_at.date()),
        "Planned review date/interval": day(row.review_on),
        "Responsibility for review": _responsible(record),
        "Coping strategies": [{"Coping strategy": line} for line in row.coping.splitlines()],
        "Relapse indicators / early warning signs": [_coded(line) for line in row.warning_signs.splitlines()],
        "Advance statement": advance,
        "Anticipatory medicines/equipment": row.medicines_equipment.splitlines(),
    }


def _other(row: Any) -> Json:
    held = f"Held by {row.held_by}" if row.held_by else ""
    return {
        "Additional support plan name": _coded(": ".join(part for part in (row.get_kind_display(), row.title) if part)),
        "Additional support plan content": "\n".join(part for part in (row.words, held) if part),
        "Planned review date/interval": day(row.review_on),
        "Date this plan was last updated": day(row.dated),
    }
