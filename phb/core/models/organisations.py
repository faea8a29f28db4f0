"""Organisations, their places, teams, settings, and who works there in which role."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from phb.core.actors import ROLE_NAMES
from phb.core.models.base import TenantModel

ROLES = [(code, name) for code, name in ROLE_NAMES.items() if code not in {"SYSTEM", "BH", "REP"}]


class Organisation(models.Model):
    """A commissioner (integrated care board). Public facts only, so no organisation owns the row."""

    ods_code = models.CharField(max_length=10, unique=True)
    name = models.CharField(max_length=200)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    address = models.TextField(blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Succession(models.Model):
    """A merger or split: from this day, `successor` stands where `predecessor` stood.

    `share` is the part (percent of people) that went there; history keeps the old code.
    """

    predecessor = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="predecessions")
    on = models.DateField()
    share = models.DecimalField(max_digits=5, decimal_places=2, default=100)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor", "on"], name="succession_once"),
            models.CheckConstraint(condition=Q(share__gt=0, share__lte=100), name="succession_share_is_a_percentage"),
        ]


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """An account that signs in. What it may do hangs on memberships and grants, never on the account."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name


class Place(TenantModel):
    """A part of an organisation's area, such as a former clinical commissioning group."""

    name = models.CharField(max_length=200)
    ods_code = models.CharField(max_length=10, blank=True)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="place_name_once")]

    def __str__(self) -> str:
        return self.name


class Team(TenantModel):
    name = models.CharField(max_length=200)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="teams")

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="team_name_once")]

    def __str__(self) -> str:
        return self.name


class Membership(TenantModel):
    """A user in a role, from a day to a day (inclusive). Ending it counts from the next request."""

    own_rows = "user_id = phb_user()"

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=3, choices=ROLES)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="members")
    job_title = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    registration_number = models.CharField(max_length=40, blank=True)
    privacy_duty = models.BooleanField(default=False)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # Given, and opening nothing until a second person has approved it.
    pending = models.BooleanField(default=False)
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["user__name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | (~Q(approved_by=F("user")) & ~Q(approved_by=F("granted_by"))),
                name="membership_approved_by_a_second",
            ),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="membership_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(granted_by__isnull=True) | ~Q(granted_by=F("user")), name="membership_not_by_oneself"
            ),
            models.CheckConstraint(
                condition=Q(privacy_duty=False) | Q(role="AUD"), name="membership_privacy_duty_is_an_auditors"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user.name}, {self.get_role_display()}"


class Policy(TenantModel):
    """A dated local setting: weeks of surplus, approval limits, notice, clocks.

    The value in force on a day is the newest one that starts on or before it. `source` says
    where the figure comes from, so that a reader can check it.
    """

    key = models.CharField(max_length=60)
    stream = models.CharField(max_length=30, blank=True)
    starts = models.DateField()
    value = models.JSONField()
    source = models.CharField(max_length=300, blank=True)
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "key", "stream", "starts"], name="policy_once_a_day")
        ]
