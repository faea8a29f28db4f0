"""What a version of a plan says: needs, outcomes, services with their money, risks, contingency."""

from django.db import models
from django.db.models import Q

from careplans.enums import HoldingMethod, RiskAgreement
from careplans.models.plans import PlanVersion
from phb.core.fields import MoneyField
from phb.core.models import TenantModel


class Part(TenantModel):
    """A row of a version. The database refuses changes once the version is frozen."""

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="%(class)ss")
    position = models.PositiveIntegerField(default=0)
    # The row of the earlier version that this one was copied from, so that versions can be compared line by line.
    copied_from = models.BigIntegerField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True
        ordering = ["position", "id"]


class Need(Part):
    words = models.TextField()
    domain = models.CharField(max_length=40, blank=True)

    class Meta(Part.Meta):
        pass


class Outcome(Part):
    """What the person wants to reach, in their words; it serves a need."""

    need = models.ForeignKey(Need, on_delete=models.PROTECT, null=True, blank=True, related_name="outcomes")
    words = models.TextField()
    measure = models.TextField(blank=True)
    importance = models.PositiveSmallIntegerField(null=True, blank=True)
    agreed_with = models.CharField(max_length=200, blank=True)
    agreed_on = models.DateField(null=True, blank=True)

    class Meta(Part.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(importance__isnull=True) | Q(importance__gte=1, importance__lte=10),
                name="outcome_importance_one_to_ten",
            )
        ]


class Service(Part):
    """A service with its cost line: what, from whom, how much, held how, paid by whom."""

    description = models.CharField(max_length=300)
    kind = models.CharField(max_length=24)
    provider = models.CharField(max_length=200, blank=True)
    hours_per_week = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    rate = MoneyField(null=True, blank=True)
    weekly_amount = MoneyField(null=True, blank=True)
    one_off_amount = MoneyField(null=True, blank=True)
    one_off_on = models.DateField(null=True, blank=True)
    holding = models.CharField(max_length=16, choices=HoldingMethod.choices(), default=HoldingMethod.DIRECT_PAYMENT)
    frequency = models.CharField(max_length=20, blank=True)
    # [{"funder": "NHS", "share": "100"}]: percentages as text, in the order of the split rule C10.
    funders = models.JSONField(default=list)
    working = models.JSONField(default=dict, blank=True)
    paid_relative = models.BooleanField(default=False)
    same_household = models.BooleanField(default=False)
    exception_reason = models.TextField(blank=True)
    exception_approved_by = models.CharField(max_length=200, blank=True)
    exception_approved_on = models.DateField(null=True, blank=True)

    class Meta(Part.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(weekly_amount__isnull=False, one_off_amount__isnull=True)
                | Q(weekly_amount__isnull=True, one_off_amount__isnull=False)
                | Q(weekly_amount__isnull=True, one_off_amount__isnull=True),
                name="service_weekly_or_one_off",
            ),
            models.CheckConstraint(
                condition=(Q(weekly_amount__isnull=True) | Q(weekly_amount__gte=0))
                & (Q(one_off_amount__isnull=True) | Q(one_off_amount__gte=0)),
                name="service_amount_not_negative",
            ),
        ]


class ServiceOutcome(TenantModel):
    """This service serves this outcome: the link by which every pound is followed."""

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="links")
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="links")
    outcome = models.ForeignKey(Outcome, on_delete=models.CASCADE, related_name="links")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["service", "outcome"], name="service_serves_outcome_once")]


class Risk(Part):
    description = models.TextField()
    what_matters = models.TextField(blank=True)
    likelihood = models.PositiveSmallIntegerField(default=1)
    impact = models.PositiveSmallIntegerField(default=1)
    steps = models.TextField(blank=True)
    procedure = models.TextField(blank=True)
    persons_view = models.TextField(blank=True)
    agreement = models.CharField(max_length=24, choices=RiskAgreement.choices(), default=RiskAgreement.AGREED)

    class Meta(Part.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(likelihood__gte=1, likelihood__lte=5, impact__gte=1, impact__lte=5),
                name="risk_scores_one_to_five",
            )
        ]

    @property
    def score(self) -> int:
        return self.likelihood * self.impact


class Contingency(Part):
    """If this happens, then do that, and call them."""

    trigger = models.TextField()
    action = models.TextField()
    contact = models.CharField(max_length=200, blank=True)

    class Meta(Part.Meta):
        pass


class PlanContact(Part):
    """Someone in the plan and how to reach them; some are called in a crisis, in this order."""

    name = models.CharField(max_length=200)
    role = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    in_crisis = models.BooleanField(default=False)

    class Meta(Part.Meta):
        pass
