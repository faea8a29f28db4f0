"""Made-up people and staff. NHS numbers are from the 999 test range."""

from datetime import date
from itertools import count

from allauth.mfa.totp.internal.auth import TOTP

from phb.core.actors import Actor
from phb.core.made_up import nhs_number
from phb.core.models import Assignment, Grant, Membership, Organisation, Person, User

_next = count(1)
LONG_AGO = date(2020, 1, 1)
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def make_user(name: str | None = None, email: str | None = None, password: str = "correct horse battery") -> User:
    n = next(_next)
    user = User.objects.create_user(email or f"user{n}@example.org", password, name=name or f"User {n}")
    TOTP.activate(user, TOTP_SECRET)
    return user


def make_actor(
    role: str,
    organisation: Organisation,
    *,
    user: User | None = None,
    name: str | None = None,
    person: Person | None = None,
    **fields,
) -> Actor:
    """A user in a role. Budget holders and representatives get a grant for `person`."""
    user = user or make_user(name)
    if role in {"BH", "REP"}:
        if person is not None:
            make_grant(person, user, "HOLDER" if role == "BH" else "REPRESENTATIVE", **fields)
        return Actor(user.pk, user.name, organisation.pk, role)
    membership = Membership.objects.create(organisation=organisation, user=user, role=role, starts=LONG_AGO, **fields)
    return Actor(user.pk, user.name, organisation.pk, role, membership.pk)


def make_grant(person: Person, user: User, kind: str = "HOLDER", **fields) -> Grant:
    values = {
        "basis": "SELF" if kind == "HOLDER" else "LPA",
        "starts": LONG_AGO,
        "act_on_money": True,
        "act_on_plan": True,
    }
    return Grant.objects.create(
        organisation_id=person.organisation_id, person=person, user=user, kind=kind, **{**values, **fields}
    )


def make_person(organisation: Organisation, **fields) -> Person:
    n = next(_next)
    values = {
        "nhs_number": nhs_number(n),
        "given_name": "Adaeze",
        "family_name": f"Okafor{n}",
        "date_of_birth": date(1958, 3, 14),
        "address": "2 Mill Lane\nNorthmoor",
        "postcode": "NM1 2AB",
        "phone": "01632 960123",
    }
    return Person.objects.create(organisation=organisation, **{**values, **fields})


def assign(
    person: Person, actor: Actor, kind: str = "COORDINATOR", starts: date = LONG_AGO, ends: date | None = None
) -> Assignment:
    return Assignment.objects.create(
        organisation_id=person.organisation_id,
        person=person,
        membership_id=actor.membership_id,
        kind=kind,
        starts=starts,
        ends=ends,
    )
