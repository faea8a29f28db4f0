"""When a budget is paid, each payment, and the runs that pay them."""

from django.db import models
from django.db.models import F, Q

from budgets.enums import Frequency, PaymentState, RunState
from budgets.rules.lifecycle import PAYMENT, PAYMENT_RUN
from phb.core.fields import MoneyField
from phb.core.models import TenantModel


class Schedule(TenantModel):
    """How the direct payment part of an agreed version is paid."""

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    budget = models.ForeignKey("budgets.Budget", on_delete=models.PROTECT, related_name="schedules")
    version = models.ForeignKey("budgets.BudgetVersion", on_delete=models.PROTECT, related_name="schedules")
    frequency = models.CharField(max_length=20, choices=Frequency.choices(), default=Frequency.FOUR_WEEKLY)
    anchor = models.DateField()
    weekly = MoneyField()
    starts = models.DateField()
    ends = models.DateField()
    made_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="schedule_ends_after_start")]


class PaymentRun(TenantModel):
    """Payments that go out together: made by one, released by another, exported exactly once (I7)."""

    life_cycle = PAYMENT_RUN

    reference = models.CharField(max_length=20)
    pay_on = models.DateField()
    state = models.CharField(max_length=12, choices=RunState.choices(), default=RunState.DRAFT)
    total = MoneyField(default=0)
    count = models.PositiveIntegerField(default=0)
    # Counts changes of what the run holds; a release names the number it saw.
    edition = models.PositiveIntegerField(default=0)
    made_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    released_by = models.ForeignKey("core.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)
    released_edition = models.PositiveIntegerField(null=True, blank=True)
    file = models.ForeignKey("core.Document", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    exported_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "reference"], name="run_reference_once"),
            models.CheckConstraint(
                condition=Q(released_by__isnull=True) | ~Q(released_by=F("made_by")),
                name="run_released_by_another",
                violation_error_message="Whoever made the run does not release it. Ask another finance officer.",
            ),
            models.CheckConstraint(
                condition=Q(released_by__isnull=True, released_at__isnull=True, released_edition__isnull=True)
                | Q(released_by__isnull=False, released_at__isnull=False, released_edition=F("edition")),
                name="run_released_as_it_is",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["released", "exported", "confirmed"]) | Q(released_by__isnull=False),
                name="run_goes_out_released_only",
            ),
        ]


class Payment(TenantModel):
    """One payment of a budget. At most one for each period (I8); never beyond what is authorised (I5)."""

    class Kind(models.TextChoices):
        SCHEDULED = "SCHEDULED", "For a period"
        ONE_OFF = "ONE_OFF", "One-off"
        ARREARS = "ARREARS", "Arrears"

    life_cycle = PAYMENT

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    budget = models.ForeignKey("budgets.Budget", on_delete=models.PROTECT, related_name="payments")
    schedule = models.ForeignKey(Schedule, on_delete=models.PROTECT, null=True, blank=True, related_name="payments")
    service = models.ForeignKey("careplans.Service", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.SCHEDULED)
    state = models.CharField(max_length=10, choices=PaymentState.choices(), default=PaymentState.SCHEDULED)
    period_start = models.DateField()
    period_end = models.DateField()
    pay_on = models.DateField()
    amount = MoneyField()
    # Credit of unpaid days that was used first (C16): what is due is the amount and this together.
    credit_used = MoneyField(default=0)
    # Cancelled by somebody's decision: its days are not paid, also when payments are worked out again.
    waived = models.BooleanField(default=False)
    # [{"funder": "NHS", "amount": "1571.77"}]: parts that equal the whole, by rule C10.
    split = models.JSONField(default=list)
    words = models.CharField(max_length=300, blank=True)
    run = models.ForeignKey(PaymentRun, on_delete=models.PROTECT, null=True, blank=True, related_name="payments")
    payee_account = models.ForeignKey(
        "budgets.PayeeAccount", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    hold_reason = models.CharField(max_length=300, blank=True)
    reject_reason = models.CharField(max_length=300, blank=True)
    asked_by = models.ForeignKey("core.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    paid_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_more_than_nothing"),
            models.CheckConstraint(condition=Q(credit_used__gte=0), name="credit_not_negative"),
            models.CheckConstraint(
                condition=Q(period_end__gte=F("period_start")), name="payment_period_ends_after_start"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["proposed", "released", "exported", "paid"]) | Q(run__isnull=False),
                name="payment_goes_out_in_a_run",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["exported", "paid"]) | Q(payee_account__isnull=False),
                name="payment_goes_to_an_account",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "state", "pay_on", "id"], name="payment_by_day"),
            models.Index(fields=["budget", "period_start"], name="payment_by_budget"),
        ]
