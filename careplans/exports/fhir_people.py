"""The people of a plan as FHIR resources: the person, who runs the plan, professionals, family, who acts for them."""

from typing import Any

from careplans.enums import ContactKind
from careplans.exports.pieces import Json, day, ref, resource, telecom, urn, words
from careplans.exports.record import Record
from careplans.rules import fhir_codes as codes

# Kinds of contact that are people in the person's life, not professionals or firms.
RELATED = frozenset({ContactKind.PERSONAL, ContactKind.ADVOCATE, ContactKind.REPRESENTATIVE, ContactKind.NOMINEE})


def name_of(record: Record, kind: str, number: int | str) -> str:
    """The name of a resource of this organisation."""
    return urn(record.version.organisation_id, kind, number)


def patient_name(record: Record) -> str:
    return name_of(record, "Patient", record.person.pk)


def organisation_name(record: Record) -> str:
    return name_of(record, "Organization", record.organisation.pk)


def coordinator_name(record: Record) -> str:
    return name_of(record, "Practitioner", record.version.plan.coordinator_id)


def patient(record: Record) -> Json:
    """The person. An address that is withheld is said to be masked; the number is said to be untraced."""
    person = record.person
    status = words(codes.NOT_TRACED[1], *codes.NOT_TRACED, system=codes.VERIFICATION_ENGLAND)
    number = {
        "extension": [{"url": codes.VERIFICATION, "valueCodeableConcept": status}],
        "system": codes.NHS_NUMBER,
        "value": person.nhs_number,
    }
    names = [{"use": "official", "text": person.full_name, "family": person.family_name, "given": [person.given_name]}]
    if person.known_as:
        names.append({"use": "nickname", "text": person.known_as})
    interpreter = [{"url": codes.INTERPRETER, "valueBoolean": True}] if person.needs_interpreter else []
    return resource(
        "Patient",
        patient_name(record),
        extension=interpreter,
        identifier=[number],
        active=person.date_of_death is None,
        name=names,
        telecom=telecom(person.phone, person.email),
        birthDate=day(person.date_of_birth),
        deceasedDateTime=day(person.date_of_death),
        address=[_address(person)],
        communication=[{"language": words("", person.language, system="urn:ietf:bcp:47"), "preferred": True}],
        generalPractitioner=[{"display": person.gp_practice}] if person.gp_practice else [],
        managingOrganization=ref(organisation_name(record), record.organisation.name),
    )


def _address(person: Any) -> Json | None:
    if person.address_withheld:
        return {"extension": [{"url": codes.ABSENT, "valueCode": "masked"}]}
    lines = [line.strip() for line in person.address.splitlines() if line.strip()]
    return {"line": lines, "postalCode": person.postcode} if lines or person.postcode else None


def organisation(record: Record) -> Json:
    row = record.organisation
    return resource(
        "Organization",
        organisation_name(record),
        identifier=[{"system": codes.ODS_CODE, "value": row.ods_code}],
        active=True,
        name=row.name,
        telecom=telecom(row.phone, row.email),
        address=[{"text": ", ".join(line.strip() for line in row.address.splitlines() if line.strip())}],
    )


def coordinator(record: Record) -> list[Json]:
    """Who runs the plan, and in which role. Whoever covers today is said in the document, not here."""
    seat = record.version.plan.coordinator
    practitioner = resource("Practitioner", coordinator_name(record), active=True, name=[{"text": seat.user.name}])
    role = resource(
        "PractitionerRole",
        name_of(record, "PractitionerRole", seat.pk),
        active=True,
        practitioner=ref(coordinator_name(record), seat.user.name),
        organization=ref(organisation_name(record), record.organisation.name),
        code=[words("Care coordinator")],
        telecom=telecom(seat.phone or record.organisation.phone, seat.user.email),
    )
    return [practitioner, role]


def contacts(record: Record) -> tuple[list[Json], list[Json]]:
    """(resources, participants of the care team) of everybody whom the plan names."""
    made, team = [], []
    for row in record.rows["contacts"]:
        if row.kind in RELATED:
            one = related(
                record, f"contact-{row.line}", row.name, row.role or row.get_kind_display(), row.phone, row.email
            )
        elif row.kind == ContactKind.PROVIDER:
            name = name_of(record, "Organization", f"contact-{row.line}")
            one = resource(
                "Organization", name, active=True, name=row.organisation_name or row.name,
                telecom=telecom(row.phone, row.email),
            )  # fmt: skip
        else:
            one = _professional(record, row)
        made.append(one)
        role = " – ".join(part for part in (row.role or row.get_kind_display(), row.team) if part)
        team.append({"role": [words(role)], "member": ref(f"urn:uuid:{one['id']}", row.name)})
    return made, team


def _professional(record: Record, row: Any) -> Json:
    return resource(
        "PractitionerRole",
        name_of(record, "PractitionerRole", f"contact-{row.line}"),
        active=True,
        practitioner={"display": row.name},
        organization={"display": row.organisation_name} if row.organisation_name else None,
        code=[words(row.role)],
        specialty=[words(row.speciality)],
        telecom=telecom(row.phone, row.email),
    )


def acting(record: Record) -> list[Json]:
    """Representatives and nominees who have leave to act today."""
    return [
        related(
            record, f"grant-{row.pk}", row.user.name, f"{row.get_kind_display()}: {row.get_basis_display()}", "", ""
        )
        for row in record.grants
    ]


def related(record: Record, number: str, name: str, relationship: str, phone: str, email: str) -> Json:
    """Somebody in the person's life, with the relation in words."""
    return resource(
        "RelatedPerson",
        name_of(record, "RelatedPerson", number),
        active=True,
        patient=ref(patient_name(record), record.person.full_name),
        relationship=[words(relationship)],
        name=[{"text": name}],
        telecom=telecom(phone, email),
    )
