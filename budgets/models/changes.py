"""What changes a running budget on a day, and how its payments were worked out again each time."""

from django.db import models
from django.db.models import F, Q

from budgets.enums import ChangeKind
from phb.core.fields import MoneyField
from phb.core.models import TenantModel


class BudgetChange(TenantModel):
    """Something that happened to a running budget, with its days (inclusive). Withdrawn when it was wrong, never edited.

    HOSPITAL: `grace_days` fully paid, then `retainer_percent` for up to `retainer_days`, then nothing (C15); the
    commissioner's settings of the day, kept here. SUSPENSION: the first day is the first unpaid one. END: `starts` is
    the last paid day. FREQUENCY: `frequency` from the next first day of a period.
    """

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    budget = models.ForeignKey("budgets.Budget", on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=12, choices=ChangeKind.choices())
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    grace_days = models.PositiveIntegerField(default=0)
    retainer_percent = models.DecimalField(max_digits=5, decimal_places=2, default=0)
    retainer_days = models.PositiveIntegerField(default=0)
    frequency = models.CharField(max_length=20, blank=True)
    reason = models.TextField()
    # How the person is cared for when a direct payment stops: the NHS's duty goes on (section 10 of the rules).
    alternative = models.TextField(blank=True)
    told_on = models.DateField()
    recorded_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_by = models.ForeignKey("core.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["starts", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="budget_change_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(retainer_percent__gte=0, retainer_percent__lte=100), name="retainer_is_a_percent"
            ),
        ]
        indexes = [models.Index(fields=["budget", "starts"], name="budget_change_by_day")]


class Reckoning(TenantModel):
    """The payments of a budget worked out again after a change: what was due, what was paid, the difference.

    `lines`: for each period its days, due, paid and difference in pounds with the sentence; `difference` their sum:
    positive is owed to the holder (an arrears payment), negative is credit that later payments use first (C16).
    Nothing posted is ever edited.
    """

    append_only = True

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    budget = models.ForeignKey("budgets.Budget", on_delete=models.PROTECT, related_name="reckonings")
    why = models.CharField(max_length=300)
    on = models.DateField()
    lines = models.JSONField()
    difference = MoneyField()
    arrears = models.ForeignKey("budgets.Payment", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey("core.User", on_delete=models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
