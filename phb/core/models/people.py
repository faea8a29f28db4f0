"""People, who looks after their record, and who may act for them."""

from django.db import models
from django.db.models import F, Q

from phb.core.models.base import TenantModel
from phb.core.models.organisations import Membership, Place, Team, User


class ContactBy(models.TextChoices):
    LETTER = "LETTER", "Letter"
    PHONE = "PHONE", "Telephone"
    EMAIL = "EMAIL", "E-mail"
    TEXT = "TEXT", "Text message"
    VISIT = "VISIT", "Visit"


class Format(models.TextChoices):
    STANDARD = "STANDARD", "Standard print"
    LARGE_PRINT = "LARGE_PRINT", "Large print"
    EASY_READ = "EASY_READ", "Easy read"
    BRAILLE = "BRAILLE", "Braille"
    AUDIO = "AUDIO", "Audio"


class Person(TenantModel):
    """The one the budget is for. Known here by NHS number once per organisation."""

    nhs_number = models.CharField(max_length=10)
    given_name = models.CharField(max_length=200)
    family_name = models.CharField(max_length=200)
    known_as = models.CharField(max_length=200, blank=True)
    date_of_birth = models.DateField()
    date_of_death = models.DateField(null=True, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    address = models.TextField(blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    address_withheld = models.BooleanField(default=False)
    restricted = models.BooleanField(default=False)
    gp_practice = models.CharField(max_length=200, blank=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="people")
    contact_by = models.CharField(max_length=10, choices=ContactBy.choices, default=ContactBy.LETTER)
    format = models.CharField(max_length=12, choices=Format.choices, default=Format.STANDARD)
    language = models.CharField(max_length=20, default="en")
    needs_interpreter = models.BooleanField(default=False)
    adjustments = models.TextField(blank=True)
    # Accessible Information Standard: who or what helps in talking, and when all of this was last looked at.
    communication_support = models.TextField(blank=True)
    communication_reviewed_on = models.DateField(null=True, blank=True)
    named_contact = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # Names as people look for them: Postgres without contrib has no case-blind collation.
    sort_name = models.CharField(max_length=402, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "nhs_number"],
                name="person_nhs_number_once",
                violation_error_message="This NHS number is already in your organisation's records.",
            ),
            models.CheckConstraint(
                condition=Q(nhs_number__regex=r"^[0-9]{10}$"), name="person_nhs_number_is_ten_digits"
            ),
            models.CheckConstraint(
                condition=Q(date_of_death__isnull=True) | Q(date_of_death__gte=F("date_of_birth")),
                name="person_dies_after_birth",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "sort_name", "id"], name="person_by_name"),
            models.Index(fields=["organisation", "date_of_birth"], name="person_by_birth"),
        ]

    def save(self, *args, **kwargs) -> None:
        self.sort_name = sort_name(self.family_name, self.given_name)
        super().save(*args, **kwargs)

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}"

    @property
    def call_name(self) -> str:
        return self.known_as or self.given_name


def sort_name(family_name: str, given_name: str) -> str:
    """The key by which lists are sorted and names are found: lower case, family name first."""
    return f"{family_name} {given_name}".casefold()[:402]


class Assignment(TenantModel):
    """A person on somebody's caseload, or a team's, from a day to a day (inclusive)."""

    class Kind(models.TextChoices):
        COORDINATOR = "COORDINATOR", "Care coordinator"
        CLINICIAN = "CLINICIAN", "Clinician"
        TEAM = "TEAM", "Team"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="assignments")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    membership = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="assignments"
    )
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="assignments")
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(membership__isnull=False, team__isnull=True)
                | Q(membership__isnull=True, team__isnull=False),
                name="assignment_to_one_of_member_or_team",
            )
        ]
        indexes = [models.Index(fields=["membership", "person"], name="assignment_by_member")]


class NamedStaff(TenantModel):
    """Staff who may open a restricted record. For all others it does not exist."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="named_staff")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "membership"], name="named_staff_once")]


class Declaration(TenantModel):
    """A member of staff who is family or friend of a person, or the person: barred from the record as staff."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="declarations")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    relationship = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "user"], name="declaration_once")]


class Grant(TenantModel):
    """Leave to act for a person: oneself, a representative or a nominee, dated and in parts."""

    own_rows = "user_id = phb_user()"

    class Kind(models.TextChoices):
        HOLDER = "HOLDER", "The person"
        REPRESENTATIVE = "REPRESENTATIVE", "Representative"
        NOMINEE = "NOMINEE", "Nominee"

    class Basis(models.TextChoices):
        SELF = "SELF", "The person themselves"
        DEPUTY = "DEPUTY", "Deputy appointed by the Court of Protection"
        LPA = "LPA", "Lasting power of attorney"
        EPA = "EPA", "Enduring power of attorney"
        PARENTAL_RESPONSIBILITY = "PARENTAL_RESPONSIBILITY", "Parental responsibility"
        BODY_APPOINTED = "BODY_APPOINTED", "Appointed by the health body"
        NOMINATION = "NOMINATION", "Named by the person or their representative"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="grants")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    kind = models.CharField(max_length=14, choices=Kind.choices)
    basis = models.CharField(max_length=24, choices=Basis.choices)
    see_money = models.BooleanField(default=True)
    see_plan = models.BooleanField(default=True)
    act_on_money = models.BooleanField(default=False)
    act_on_plan = models.BooleanField(default=False)
    messages = models.BooleanField(default=True)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    ended_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="HOLDER", basis="SELF") | (~Q(kind="HOLDER") & ~Q(basis="SELF")),
                name="grant_only_the_person_is_self",
            )
        ]
        indexes = [models.Index(fields=["user", "person"], name="grant_by_user")]


class Arrangement(TenantModel):
    """A third-party provider's running arrangement for a person, dated."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="arrangements")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="arrangements")
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
