"""A person's plan, its versions, who signed which version, and consent by decision."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from careplans.enums import Capacity, OfferStatus, PlanState, ReviewKind
from careplans.enums import SignOff as SignOffKind
from careplans.rules.lifecycle import PLAN
from phb.core.models import TenantModel

OPEN_STATES = ["draft", "shared", "agreed_by_person", "clinically_approved", "finance_checked", "authorised", "refused"]


class Plan(TenantModel):
    """The personalised care and support plan that one budget stands on."""

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="plans")
    case = models.ForeignKey("eligibility.Case", on_delete=models.PROTECT, related_name="plans")
    reference = models.CharField(max_length=20)
    coordinator = models.ForeignKey("core.Membership", on_delete=models.PROTECT, related_name="+")
    # Whether a personalised care and support plan was offered, as the NHS Data Dictionary codes it.
    offer_status = models.CharField(max_length=2, choices=OfferStatus.choices(), default=OfferStatus.ACCEPTED)
    # When the plan is looked at next and why: worked out again at each payment, review and change.
    next_review_on = models.DateField(null=True, blank=True)
    next_review_kind = models.CharField(max_length=16, choices=ReviewKind.choices(), blank=True)
    next_review_why = models.CharField(max_length=300, blank=True)
    # In a joint package: the council's own first direct payment, from which its first review counts.
    council_payments_from = models.DateField(null=True, blank=True)
    # What About me says otherwise than the version in force, by field: it changes at any time without new signatures.
    about_me = models.JSONField(default=dict, blank=True)
    about_me_on = models.DateField(null=True, blank=True)
    about_me_by = models.CharField(max_length=200, blank=True)
    # Of these, what was changed after the next version was agreed, with what that version says: they outlast its start.
    about_me_over = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "next_review_on", "id"], name="plan_by_next_review")]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "reference"], name="plan_reference_once"),
            models.UniqueConstraint(
                fields=["case"],
                name="one_plan_per_case",
                violation_error_message="This case already has a plan. Open it and go on there.",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


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
    # A small correction (a word, a telephone number): the coordinator puts it in force; the database lets nothing else change.
    is_minor = models.BooleanField(default=False)
    drafted_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    # About me, by the headings of the PRSB standard, in the person's own words.
    who_i_am = models.TextField(blank=True)
    must_know = models.TextField(blank=True)
    what_matters = models.TextField(blank=True)
    important_people = models.TextField(blank=True)
    not_to_contact = models.TextField(blank=True)
    how_i_communicate = models.TextField(blank=True)
    my_wellness = models.TextField(blank=True)
    please_do = models.TextField(blank=True)
    please_do_not = models.TextField(blank=True)
    how_to_support_me = models.TextField(blank=True)
    also_worth_knowing = models.TextField(blank=True)
    strengths = models.TextField(blank=True)
    written_with = models.CharField(max_length=200, blank=True)
    # Regulation 8: what the plan must state.
    health_monitor = models.CharField(max_length=200, blank=True)
    payment_frequency = models.CharField(max_length=20, blank=True)
    notice_days = models.PositiveIntegerField(null=True, blank=True)
    review_due_on = models.DateField(null=True, blank=True)
    review_how = models.TextField(blank=True)
    risks_advised_on = models.DateField(null=True, blank=True)
    risks_advised_by = models.CharField(max_length=200, blank=True)
    safeguarding = models.TextField(blank=True)
    liberty = models.TextField(blank=True)
    liberty_authority = models.CharField(max_length=300, blank=True)
    liberty_until = models.DateField(null=True, blank=True)
    restraint = models.TextField(blank=True)
    # Parts that appear only where they apply.
    formulation = models.TextField(blank=True)
    advance_statement = models.TextField(blank=True)
    advance_statement_kept = models.CharField(max_length=300, blank=True)
    anticipatory = models.TextField(blank=True)
    carers_situation = models.TextField(blank=True)
    how_took_part = models.TextField(blank=True)
    advocacy_offered_on = models.DateField(null=True, blank=True)
    advocacy = models.TextField(blank=True)
    support_offered_on = models.DateField(null=True, blank=True)
    support = models.TextField(blank=True)
    # Parts that staff added by hand although nothing on record asks for them.
    extra_parts = models.JSONField(default=list, blank=True)
    # Schedule to the 2013 Regulations: court-ordered drug or alcohol treatment rules out a direct payment.
    exclusions_checked_on = models.DateField(null=True, blank=True)
    excluded = models.BooleanField(default=False)
    effective_from = models.DateField(null=True, blank=True)
    effective_to = models.DateField(null=True, blank=True)
    returned_reason = models.TextField(blank=True)
    # Brought in from another system: who agreed it there and when, in words. Nobody signed it here, and no page says so.
    brought_in = models.TextField(blank=True)
    content_hash = models.CharField(max_length=64, blank=True)
    edits = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(auto_now=True)
    # When it came into its state; the database sets it on every move, so that lists can say who waits how long.
    state_since = models.DateTimeField(db_default=Now(), editable=False)
    shared_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="plan_version_number_once"),
            models.UniqueConstraint(
                fields=["plan"], condition=Q(state__in=["active", "under_review"]), name="one_active_version_per_plan"
            ),
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(state__in=OPEN_STATES),
                name="one_open_version_per_plan",
                violation_error_message="This plan already has a version that is being worked on. Go on with that one.",
            ),
            models.CheckConstraint(
                condition=Q(effective_to__isnull=True) | Q(effective_to__gte=F("effective_from")),
                name="plan_version_ends_after_start",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "state", "state_since", "id"], name="plan_version_by_state"),
            models.Index(
                fields=["organisation", "review_due_on", "id"],
                condition=Q(state__in=["active", "under_review"]),
                name="plan_review_due",
            ),
        ]


class Drafter(TenantModel):
    """Somebody who wrote on a version. The database adds the row at each change, so no way of writing
    leaves it out, and refuses a professional sign-off by any of them."""

    append_only = True
    audited = False

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="drafters")
    user = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "user"], name="drafter_once")]


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
        OTHER = "OTHER", "Another decision"

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="consents")
    about = models.CharField(max_length=16, choices=About.choices)
    decision = models.CharField(max_length=300, blank=True)
    capacity = models.CharField(max_length=16, choices=Capacity.choices(), default=Capacity.HAS)
    consents = models.BooleanField()
    given_by = models.CharField(max_length=200)
    basis = models.CharField(max_length=24, default="SELF")
    evidence = models.TextField(blank=True)
    assessed_by = models.CharField(max_length=200, blank=True)
    support_given = models.TextField(blank=True)
    best_interests = models.TextField(blank=True)
    authority_document = models.CharField(max_length=300, blank=True)
    document_seen_on = models.DateField(null=True, blank=True)
    document_expires_on = models.DateField(null=True, blank=True)
    next_check_on = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    assessed_on = models.DateField()
    withdrawn_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(basis="SELF") | Q(capacity="HAS_CAPACITY"),
                name="consent_of_ones_own_needs_capacity",
                violation_error_message="Someone without capacity for a decision cannot consent to it. Record who consents for them.",
            ),
            models.CheckConstraint(condition=~Q(about="OTHER") | ~Q(decision=""), name="consent_names_other_decision"),
        ]
        indexes = [models.Index(fields=["person", "about", "-assessed_on"], name="consent_newest")]
