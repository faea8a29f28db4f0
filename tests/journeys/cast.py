"""The made-up people of the journey, and what they write."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from phb.core.actors import Actor, the_service
from phb.core.models import Organisation, Person
from phb.core.policies import set_policy
from phb.core.tenancy import act_as, acting_as
from tests.factories.core import LONG_AGO, assign, make_actor, make_grant, make_user

NHS_NUMBER = "999 000 0018"
GIVEN, FAMILY, BORN = "Adaeze", "Okafor-Lindqvist", date(1958, 3, 14)
NAME = f"{GIVEN} {FAMILY}"
SORT_CODE, ACCOUNT_NUMBER = "08-99-99", "66374958"
PAYER = {"name": "NHS NORTHMOOR ICB", "sort_code": "089999", "number": "66374958", "service_user": "123456"}

DOMAINS = {"breathing": "A", "nutrition": "B", "mobility": "B", "communication": "B"}
LEVELS = {"breathing": "SEVERE", "mobility": "SEVERE", "nutrition": "HIGH", "communication": "MODERATE"}
MEMBERS = [
    ("Sister Catherine Bell", "NURSE_ASSESSOR", "Northmoor ICB", False),
    ("Tom Ade", "SOCIAL_WORKER", "Northmoor Council", True),
]
CHARACTERISTICS = {
    "nature": "Weak muscles of the chest. She cannot clear her airway by herself.",
    "intensity": "Suction up to nine times a day and four times a night.",
    "complexity": "Feeding and breathing get in each other's way.",
    "unpredictability": "Her airway can block within minutes, without a sign.",
}
IF_THEN = (
    ("assistant", "If Joy is ill", "Tomasz comes.\nThen the agency."),
    ("deterioration", "If I cannot breathe", "Suction at once, then 999."),
    ("hospital", "If I go to hospital", "Joy comes with me."),
    ("helper_lost", "If Emeka cannot help any more", "Ring the care coordinator the same day."),
)
REASONS = (
    "Your needs are mainly for health care.\n\nYour breathing has to be watched day and night by people trained for it."
)


@dataclass(frozen=True)
class Cast:
    """One of each, two where two are needed, and a commissioner of another organisation."""

    coordinator: Actor
    clinician: Actor
    decider: Actor
    authoriser: Actor
    finance: Actor
    other_finance: Actor
    auditor: Actor
    stranger: Actor
    holder_email: str
    holder_id: int

    def email(self, actor: Actor) -> str:
        from phb.core.models import User

        return User.objects.get(pk=actor.user_id).email


def make_cast(here: Organisation, there: Organisation) -> Cast:
    """Everybody is known by name; the holder has an account and no grant yet, for there is no record yet."""
    with acting_as(the_service(there.pk)):
        stranger = make_actor("COM", there, name="Ravi Sandhu")
    with acting_as(the_service(here.pk)):
        set_policy(key="payer_account", value=PAYER, starts=LONG_AGO, by=the_service(here.pk))
        holder = make_user(NAME)
        roles = (
            ("CC", "Maya Osei"), ("CLN", "Catherine Bell"), ("COM", "Judith Frame"), ("COM", "Peter Lund"), ("FIN", "Ola Nowak"),
            ("FIN", "Grace Adu"), ("AUD", "Ian Moss"),
        )  # fmt: skip
        made = [make_actor(role, here, name=name) for role, name in roles]
        return Cast(*made, stranger, holder.email, holder.pk)


def invite(cast: Cast, person_id: int) -> None:
    """What an administrator does: the holder's account is tied to the record, the clinician gets the person on their list."""
    from phb.core.models import User

    with transaction.atomic():
        act_as(the_service(cast.coordinator.organisation_id))
        person = Person.objects.get(pk=person_id)
        make_grant(person, User.objects.get(pk=cast.holder_id))
        assign(person, cast.clinician, "CLINICIAN")


PERIOD = date(2026, 10, 19), date(2026, 11, 15)


def bank_file(reference: str) -> bytes:
    """Four weeks of the account, as the bank writes them: the newest line first."""
    lines = [
        ("19 Oct 2026", "BAC", f"NHS NORTHMOOR ICB {reference}", "3000.00"),
        ("23 Oct 2026", "BAC", "JOY AND TOMASZ WAGES", "-1400.00"),
        ("06 Nov 2026", "BAC", "JOY AND TOMASZ WAGES", "-1400.00"),
        ("12 Nov 2026", "D/D", "NORTHMOOR VOICES", "-100.00"),
        ("13 Nov 2026", "POS", "MOORSIDE PHARMACY 4411", "-12.50"),
    ]
    balance, rows = Decimal(0), []
    for day, kind, words, value in lines:
        balance += Decimal(value)
        rows.append(f'{day},{kind},"{words}",{value},{balance},PHB ACCOUNT,089999-{ACCOUNT_NUMBER}')
    return "\n".join(["Date,Type,Description,Value,Balance,Account Name,Account Number", *reversed(rows), ""]).encode()


IN_THE_ACCOUNT = "£87.50"
