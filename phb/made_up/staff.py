"""Two organisations and the people who work there, one sign-in for each role at least."""

from dataclasses import dataclass, field
from datetime import date
from functools import cache

from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.hashers import make_password
from django.db import transaction

from phb.core.actors import ROLE_NAMES, Actor, the_service
from phb.core.demo import PASSWORD
from phb.core.models import Membership, Organisation, Place, Team, User
from phb.core.tenancy import acting_as

SINCE = date(2024, 4, 1)
ORGANISATIONS = (
    ("QXN", "NHS Northmoor Integrated Care Board", "northmoor"),
    ("QXS", "NHS Southvale Integrated Care Board", "southvale"),
)
STAFF = (
    # (key, role, name, job title, registration)
    ("commissioner", "COM", "Miriam Castle", "Head of personalised commissioning", ""),
    ("commissioner2", "COM", "Gareth Pryce", "Commissioning manager", ""),
    ("finance", "FIN", "Tomasz Zielinski", "Finance officer", ""),
    ("finance2", "FIN", "Beverley Okonkwo", "Senior finance officer", ""),
    ("coordinator", "CC", "Sally Winterbourne", "Care coordinator", ""),
    ("coordinator2", "CC", "Imran Sheikh", "Care coordinator, children", ""),
    ("clinician", "CLN", "Nurse Ruth Adeyemi", "Continuing healthcare nurse", "NMC 00A0000X"),
    ("clinician2", "CLN", "Dr Hamish Laird", "Clinical lead", "GMC 0000000"),
    ("auditor", "AUD", "Lorna Fitch", "Internal auditor", ""),
    ("administrator", "ADM", "Colin Barrow", "System administrator", ""),
    ("provider", "TPP", "Willow Support Services", "Third-party provider", ""),
)


@dataclass
class House:
    """One organisation with its actors by key ("commissioner", "finance2", …)."""

    organisation: Organisation
    mail: str
    actors: dict[str, Actor] = field(default_factory=dict)

    @property
    def service(self) -> Actor:
        return the_service(self.organisation.pk)

    def __getitem__(self, key: str) -> Actor:
        return self.actors[key]


def make_houses(count: int = 2) -> list[House]:
    """The first two by name, any further ones by number. Organisations are made by the owner of the tables."""
    houses = []
    for number in range(count):
        code, name, mail = (
            ORGANISATIONS[number] if number < 2 else (f"QZ{number:02d}", f"NHS Made-up {number} ICB", f"madeup{number}")
        )
        organisation = Organisation(
            ods_code=code,
            name=name,
            starts=date(2022, 7, 1),
            phone="01632 960 100",
            email=f"phb@{mail}.example.nhs.uk",
            address="1 Moor Road\nNorthmoor\nQX1 1AA",
        )
        organisation.save(using="owner")
        houses.append(_staffed(House(Organisation.objects.get(pk=organisation.pk), f"{mail}.example.nhs.uk")))
    return houses


def make_account(house: House, key: str, name: str) -> User:
    """A sign-in with a second factor whose code the demonstration shows."""
    user = User.objects.create(email=f"{key}@{house.mail}", password=_password(), name=name)
    TOTP.activate(user, _secret(user.email))
    return user


@cache
def _password() -> str:
    """The one made-up password, worked out once: it is slow on purpose."""
    return make_password(PASSWORD)


def _secret(email: str) -> str:
    import base64
    import hashlib

    return base64.b32encode(hashlib.sha256(f"made-up {email}".encode()).digest()[:20]).decode()


def _staffed(house: House) -> House:
    with transaction.atomic(), acting_as(house.service):
        place = Place.objects.create(organisation=house.organisation, name="Moorland", starts=SINCE)
        Place.objects.create(organisation=house.organisation, name="Coast", starts=SINCE)
        team = Team.objects.create(organisation=house.organisation, name="Continuing healthcare team", place=place)
        for key, role, name, title, registration in STAFF:
            user = make_account(house, key, name)
            seat = Membership.objects.create(
                organisation=house.organisation,
                user=user,
                role=role,
                job_title=title,
                registration_number=registration,
                phone="01632 960 1" + f"{len(house.actors) + 10:02d}",
                starts=SINCE,
                team=team if role in {"CC", "CLN"} else None,
                privacy_duty=role == "AUD",
            )
            house.actors[key] = Actor(user.pk, name, house.organisation.pk, role, seat.pk, request_id="made-up")
    return house


def sign_ins() -> list[tuple[str, str, str]]:
    """(role, e-mail, name) of the made-up accounts that are there, one line each, in the order of roles."""
    wanted = {f"{key}@northmoor.example.nhs.uk": ROLE_NAMES[role] for key, role, *_ in STAFF}
    wanted |= {
        "holder@northmoor.example.nhs.uk": ROLE_NAMES["BH"],
        "representative@northmoor.example.nhs.uk": ROLE_NAMES["REP"],
    }
    names = dict(User.objects.filter(email__in=wanted).values_list("email", "name"))
    return [(role, email, names[email]) for email, role in wanted.items() if email in names]
