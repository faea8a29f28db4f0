"""The amount: indicative as it was given, the budget and its versions, agreement and account."""

from django.db import models
from django.db.models import F, Q

from budgets.enums import AmountMethod, BudgetState, ContingencyPaid, VersionKind, VersionState
from budgets.rules.lifecycle import BUDGET, BUDGET_VERSION
from careplans.enums import HoldingMethod
from phb.core.clock import now
from phb.core.fields import MoneyField
from phb.core.models import TenantModel


class Indicative(TenantModel):
    """The amount told before planning, kept exactly as it was given. A guide, not an entitlement.

    `inputs` is what was entered, `lines` each line with its words, rate, date and source.
    """

    append_only = True

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="indicatives")
    case = models.ForeignKey("eligibility.Case", on_delete=models.PROTECT, related_name="indicatives")
    method = models.CharField(max_length=10, choices=AmountMethod.choices(), default=AmountMethod.COST)
    # What it starts from: the assessment that was recorded, and the local table of amounts that was used.
    assessment = models.ForeignKey(
        "eligibility.Assessment", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    table = models.ForeignKey("AmountTable", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    given_on = models.DateField()
    told_how = models.CharField(max_length=40, default="on their page")
    # Why it is another amount than the one given before it on the case; empty for the first.
    difference_reason = models.TextField(blank=True)
    inputs = models.JSONField()
    lines = models.JSONField()
    recurring_annual = MoneyField()
    weekly = MoneyField()
    four_weekly = MoneyField()
    start_up = MoneyField()
    contingency = MoneyField()
    made_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["person", "-id"], name="indicative_newest")]


class Budget(TenantModel):
    """A person's budget on one plan. `authorised` is the most that may be paid and committed
    between `starts` and `authorised_to`: the database holds every payment to it (I5)."""

    life_cycle = BUDGET

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="budgets")
    case = models.ForeignKey("eligibility.Case", on_delete=models.PROTECT, related_name="budgets")
    plan = models.OneToOneField("careplans.Plan", on_delete=models.PROTECT, related_name="budget")
    reference = models.CharField(max_length=20)
    stream = models.CharField(max_length=20)
    state = models.CharField(max_length=12, choices=BudgetState.choices(), default=BudgetState.SETTING_UP)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    authorised = MoneyField(default=0)
    authorised_to = models.DateField(null=True, blank=True)
    indicative = models.ForeignKey(Indicative, on_delete=models.PROTECT, null=True, blank=True, related_name="budgets")
    pause_reason = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "reference"], name="budget_reference_once"),
            models.CheckConstraint(condition=Q(authorised__gte=0), name="budget_authorised_not_negative"),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="budget_ends_after_start"
            ),
        ]
        indexes = [models.Index(fields=["organisation", "state", "id"], name="budget_by_state")]

    def __str__(self) -> str:
        return self.reference


class BudgetVersion(TenantModel):
    """Proposed, agreed, revised: each kept, with the reason for its difference."""

    life_cycle = BUDGET_VERSION

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="versions")
    plan_version = models.ForeignKey("careplans.PlanVersion", on_delete=models.PROTECT, related_name="budget_versions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=VersionKind.choices(), default=VersionKind.PLAN)
    uplift = models.ForeignKey("Uplift", on_delete=models.PROTECT, null=True, blank=True, related_name="versions")
    state = models.CharField(max_length=12, choices=VersionState.choices(), default=VersionState.INDICATIVE)
    effective_from = models.DateField(null=True, blank=True)
    weekly = MoneyField()
    direct_payment_weekly = MoneyField()
    one_offs = MoneyField(default=0)
    # Contingency stands beside the weekly amount with its own rules (section 4.5 of docs/rules-budgets.md).
    contingency = MoneyField(default=0)
    contingency_inside = models.BooleanField(default=False)
    contingency_paid = models.CharField(
        max_length=10, choices=ContingencyPaid.choices(), default=ContingencyPaid.ON_REQUEST
    )
    contingency_ask_first = models.BooleanField(default=True)
    difference_reason = models.TextField(blank=True)
    # By the number of the plan's line: why its money differs from the stage before, and why an amount that a rule
    # cannot call enough by itself is enough (regulation 13(1)).
    difference_reasons = models.JSONField(default=dict, blank=True)
    enough_reasons = models.JSONField(default=dict, blank=True)
    agreed_on = models.DateField(null=True, blank=True)
    # When less is paid: the day on which the holder was told in writing, with reasons (regulation 13(5)).
    notice_given_on = models.DateField(null=True, blank=True)
    agreed_by = models.ForeignKey("core.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    proposed_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["budget", "number"], name="budget_version_number_once"),
            models.UniqueConstraint(fields=["budget"], condition=Q(state="agreed"), name="one_agreed_version"),
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True, agreed_on__isnull=True)
                | Q(agreed_by__isnull=False, agreed_on__isnull=False),
                name="budget_version_agreed_on_and_by",
            ),
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True) | ~Q(agreed_by=F("proposed_by")),
                name="budget_not_agreed_by_its_proposer",
                violation_error_message="Whoever proposed the budget does not authorise it.",
            ),
        ]


class BudgetLine(TenantModel):
    """One cost line of a version, tied to the plan's service and through it to an outcome.

    Never changed or removed (budgets/database/lines.sql). Only where the version was not agreed, a line lets go of a
    service that is taken out of the plan's draft; it keeps its words.
    """

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(BudgetVersion, on_delete=models.PROTECT, related_name="lines")
    service = models.ForeignKey("careplans.Service", on_delete=models.SET_NULL, null=True, related_name="budget_lines")
    position = models.PositiveIntegerField(default=0)
    description = models.CharField(max_length=300)
    outcome_words = models.TextField(blank=True)
    kind = models.CharField(max_length=24)
    provider = models.CharField(max_length=200, blank=True)
    holding = models.CharField(max_length=16, choices=HoldingMethod.choices())
    hours_per_week = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    rate = MoneyField(null=True, blank=True)
    weekly = MoneyField(null=True, blank=True)
    one_off = MoneyField(null=True, blank=True)
    one_off_on = models.DateField(null=True, blank=True)
    funders = models.JSONField(default=list)
    working = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(weekly__isnull=False, one_off__isnull=True) | Q(weekly__isnull=True, one_off__isnull=False),
                name="budget_line_weekly_or_one_off",
            )
        ]


class Agreement(TenantModel):
    """The direct payment agreement, signed. Without it nothing is paid."""

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="agreements")
    signed_by_name = models.CharField(max_length=402)
    signed_as = models.CharField(max_length=40)
    signed_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")


class PayeeAccount(TenantModel):
    """Where a budget is paid. Entered by one, checked by another; rests a day after a change (I10)."""

    hidden_in_trail = ("sort_code", "account_number")

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, related_name="payee_accounts")
    name_on_account = models.CharField(max_length=120)
    sort_code = models.CharField(max_length=6)
    account_number = models.CharField(max_length=8)
    kind = models.CharField(max_length=20, default="BANK_ACCOUNT")
    entered_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=now)
    checked_by = models.ForeignKey("core.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)
    old_contact_told_on = models.DateField(null=True, blank=True)
    usable_from = models.DateTimeField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(sort_code__regex=r"^[0-9]{6}$"), name="sort_code_is_six_digits"),
            models.CheckConstraint(
                condition=Q(account_number__regex=r"^[0-9]{8}$"), name="account_number_is_eight_digits"
            ),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=F("entered_by")),
                name="account_checked_by_another",
                violation_error_message="Bank details are checked by another person than the one who entered them.",
            ),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True, checked_at__isnull=True, usable_from__isnull=True)
                | Q(checked_by__isnull=False, checked_at__isnull=False, usable_from__isnull=False),
                name="account_checked_on_and_by",
            ),
            models.UniqueConstraint(
                fields=["budget"],
                condition=Q(ended_on__isnull=True, checked_at__isnull=False),
                name="one_usable_account",
            ),
        ]

    @property
    def masked(self) -> str:
        """The last four digits: all that a page shows."""
        return f"•••• {self.account_number[-4:]}"
