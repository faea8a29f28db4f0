"""A person's plan, its versions, who signed which version, and consent by decision."""

from django.db import models
from django.db.models import F, Q

from careplans.enums import PlanState, SignOff as SignOffKind
from careplans.rules.lifecycle import PLAN
from phb.core.models import TenantModel


class Plan(TenantModel):
    """The personalised care and support plan that one budget stands on."""

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="plans")
    case = models.ForeignKey("eligibility.Case", on_delete=models.PROTECT, related_name="plans")
    reference = models.CharField(max_length=20)
    coordinator = models.ForeignKey("core.Membership", on_delete=models.PROTECT, related_name="+")
    health_monitor = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "reference"], name="plan_reference_once")]


class PlanVersion(TenantModel):
    """One version. Its words and lines change while it is drafted or shared; afterwards it is frozen by
    the database, and `content_hash` names exactly what was signed. `edits` counts saves, so that two
    people on one plan do not overwrite each other unseen."""

    life_cycle = PLAN

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="plan_versions")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=24, choices=PlanState.choices(), default=PlanState.DRAFT)
    based_on = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    change_reason = models.TextField(blank=True)
    drafted_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    # About me, by the headings of the PRSB standard, in the person's own words.
    what_matters = models.TextField(blank=True)
    important_people = models.TextField(blank=True)
    how_i_communicate = models.TextField(blank=True)
    my_wellness = models.TextField(blank=True)
    please_do = models.TextField(blank=True)
    how_to_support_me = models.TextField(blank=True)
    also_worth_knowing = models.TextField(blank=True)
    strengths = models.TextField(blank=True)
    # Regulation 8: what the plan must state.
    health_monitor = models.CharField(max_length=200, blank=True)
    payment_frequency = models.CharField(max_length=20, blank=True)
    notice_days = models.PositiveIntegerField(null=True, blank=True)
    review_due_on = models.DateField(null=True, blank=True)
    review_how = models.TextField(blank=True)
    risks_advised_on = models.DateField(null=True, blank=True)
    risks_advised_by = models.CharField(max_length=200, blank=True)
    safeguarding = models.TextField(blank=True)
    effective_from = models.DateField(null=True, blank=True)
    effective_to = models.DateField(null=True, blank=True)
    returned_reason = models.TextField(blank=True)
    content_hash = models.CharField(max_length=64, blank=True)
    edits = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(auto_now=True)
    shared_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="plan_version_number_once"),
            models.UniqueConstraint(
                fields=["plan"], condition=Q(state__in=["active", "under_review"]), name="one_active_version_per_plan"
            ),
            models.CheckConstraint(
                condition=Q(effective_to__isnull=True) | Q(effective_to__gte=F("effective_from")),
                name="plan_version_ends_after_start",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "state", "saved_at"], name="plan_version_by_state")]


class SignOff(TenantModel):
    """One signature on one exact version. The database refuses the drafter, a second sign-off by the
    same user, and a hash that is not the version's (see careplans/database/freeze.sql)."""

    append_only = True

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="sign_offs")
    kind = models.CharField(max_length=16, choices=SignOffKind.choices())
    content_hash = models.CharField(max_length=64)
    signed_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    signed_role = models.CharField(max_length=8)
    signed_name = models.CharField(max_length=200)
    signed_on = models.DateField()
    on_behalf = models.CharField(max_length=120, blank=True)
    how = models.CharField(max_length=40, default="online")
    words = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["version", "kind", "content_hash"], name="one_sign_off_of_a_kind"),
        ]


class Consent(TenantModel):
    """Capacity and consent, for one decision at one time: to a direct payment, to managing the money, to care."""

    class About(models.TextChoices):
        DIRECT_PAYMENT = "DIRECT_PAYMENT", "Receiving a direct payment"
        MANAGING_MONEY = "MANAGING_MONEY", "Managing the money"
        CARE = "CARE", "The care in the plan"

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="consents")
    about = models.CharField(max_length=16, choices=About.choices)
    capacity = models.CharField(max_length=16, default="HAS_CAPACITY")
    consents = models.BooleanField()
    given_by = models.CharField(max_length=200)
    basis = models.CharField(max_length=24, default="SELF")
    evidence = models.TextField(blank=True)
    recorded_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    assessed_on = models.DateField()
    withdrawn_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["person", "about", "-assessed_on"], name="consent_newest")]
