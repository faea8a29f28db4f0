"""Adding people, putting them on a caseload, and the dates that change everything."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from phb.core.actors import Actor
from phb.core.errors import RuleBroken
from phb.core.models import Assignment, Membership, Person
from phb.core.moving import locked
from phb.core.selectors import person_for, running

CONTACT_FIELDS = (
    "phone",
    "email",
    "address",
    "postcode",
    "contact_by",
    "format",
    "language",
    "needs_interpreter",
    "adjustments",
    "communication_support",
    "communication_reviewed_on",
    "known_as",
    "gp_practice",
    "address_withheld",
)


def add_person(
    *, by: Actor, on: date, nhs_number: str, given_name: str, family_name: str, date_of_birth: date, **details: Any
) -> Person:
    """Add a person and put them on the caseload of the coordinator who adds them.

    Raises RuleBroken when the number is in use here, whoever may see that record, or the birth
    date lies ahead.
    """
    if date_of_birth > on:
        raise RuleBroken("The date of birth is in the future. Check the year.", "date_of_birth")
    unknown = set(details) - set(CONTACT_FIELDS)
    if unknown:
        raise TypeError(f"Not details of a person: {sorted(unknown)}")
    try:
        with transaction.atomic():
            person = Person.objects.create(
                organisation_id=by.organisation_id,
                nhs_number=nhs_number,
                given_name=given_name.strip(),
                family_name=family_name.strip(),
                date_of_birth=date_of_birth,
                named_contact_id=by.membership_id,
                **details,
            )
    except IntegrityError as error:
        # Said alike for a colleague's person and for a restricted record: it tells nothing of either.
        raise RuleBroken(
            "This NHS number cannot be added here. Check it. If it is right, ask your team lead who looks after "
            "this record and to put the person on your caseload.",
            "nhs_number",
        ) from error
    if by.role in {"CC", "CLN"}:
        put_on_caseload(person_id=person.pk, membership_id=by.membership_id, on=on, by=by)
    return person


def put_on_caseload(
    *, person_id: int, membership_id: int | None, on: date, by: Actor, kind: str = Assignment.Kind.COORDINATOR
) -> Assignment:
    """Assign a member of staff from a day on; an assignment that runs already is kept."""
    found = Assignment.objects.filter(running(on), person_id=person_id, membership_id=membership_id, kind=kind).first()
    return found or Assignment.objects.create(
        organisation_id=by.organisation_id, person_id=person_id, membership_id=membership_id, kind=kind, starts=on
    )


def change_contact(*, person_id: int, by: Actor, **details: Any) -> Person:
    """Change how to reach a person. Raises NotVisible for a person who is not the actor's."""
    person = person_for(by, person_id)
    for name in set(details) & set(CONTACT_FIELDS):
        setattr(person, name, details[name])
    person.save()
    return person


def share_caseload(*, person_id: int, membership_id: int, on: date, by: Actor) -> Assignment:
    """Put a person of one's own caseload on a colleague's too: a clinician for the sign-off, say.

    Raises RuleBroken for somebody who is no coordinator or clinician here today.
    """
    person_for(by, person_id)
    colleague = Membership.objects.filter(running(on), pk=membership_id, role__in=["CC", "CLN"]).first()
    if colleague is None:
        raise RuleBroken("Choose a care coordinator or clinician who works here today.", "membership_id")
    kind = Assignment.Kind.COORDINATOR if colleague.role == "CC" else Assignment.Kind.CLINICIAN
    return put_on_caseload(person_id=person_id, membership_id=colleague.pk, on=on, by=by, kind=kind)


@transaction.atomic
def record_death(*, person_id: int, died_on: date, on: date, by: Actor) -> Person:
    """Record the day a person died. Payments for later days are held from then on.

    Raises RuleBroken for a day before birth or to come, or when another day stands already.
    """
    person_for(by, person_id)
    person = locked(Person.objects.all(), pk=person_id)
    if not person.date_of_birth <= died_on <= on:
        raise RuleBroken("The day lies between the date of birth and today. Check it.", "died_on")
    if person.date_of_death not in (None, died_on):
        raise RuleBroken("Another day is recorded already. Ask your administrator to put it right.", "died_on")
    person.date_of_death = died_on
    person.save(update_fields=["date_of_death"])
    return person
