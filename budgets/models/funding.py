"""Whose money it is: funders, their dated shares with each one's agreement, what the person pays, and contingency used."""

from django.db import models
from django.db.models import F, Q

from budgets.enums import ContingencyState, ContributionKind, FunderKind, SplitState
from budgets.rules.lifecycle import CONTINGENCY_USE, FUNDING_SPLIT
from phb.core.fields import MoneyField
from phb.core.models import TenantModel


class Funder(TenantModel):
    """A body whose money is in budgets. `name` is what plans and payments call it; it is never changed once used."""

    name = models.CharField(max_length=60)
    full_name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=FunderKind.choices())
    cost_centre = models.CharField(max_length=40, blank=True)
    # For a pooled fund: the bodies whose money is in it and their shares, settled at the level of the pool.
    members = models.JSONField(default=list, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="funder_name_once")]

    def __str__(self) -> str:
        return self.name


class FundingSplit(TenantModel):
    """How a budget, or one line of it, is shared between funders from a day on, until a later split.

    `line`: the number of the plan's line (the same in all versions), empty for all lines. Only agreed splits count;
    while one is proposed, the split before it, or else the plan's own shares, go on; while one is disputed likewise, or
    the lead funder pays all of it, by the setting `dispute_pays`. A line's own split counts for it, whatever its day.
    """

    life_cycle = FUNDING_SPLIT

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    budget = models.ForeignKey("budgets.Budget", on_delete=models.PROTECT, related_name="splits")
    line = models.BigIntegerField(null=True, blank=True)
    starts = models.DateField()
    state = models.CharField(max_length=10, choices=SplitState.choices(), default=SplitState.PROPOSED)
    reason = models.TextField()
    proposed_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    agreed_on = models.DateField(null=True, blank=True)
    dispute = models.TextField(blank=True)
    disputed_on = models.DateField(null=True, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["starts", "id"]
        indexes = [models.Index(fields=["budget", "starts", "id"], name="split_by_day")]


class FundingShare(TenantModel):
    """One funder's part of a split: a percent of what fixed sums leave, or a fixed sum in pounds a week."""

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    split = models.ForeignKey(FundingSplit, on_delete=models.PROTECT, related_name="shares")
    position = models.PositiveIntegerField()
    funder = models.CharField(max_length=60)
    percent = models.DecimalField(max_digits=7, decimal_places=4, null=True, blank=True)
    fixed_weekly = MoneyField(null=True, blank=True)
    agreed_on = models.DateField(null=True, blank=True)
    agreed_by_name = models.CharField(max_length=200, blank=True)
    agreed_how = models.CharField(max_length=200, blank=True)
    recorded_by = models.ForeignKey("core.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["split_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["split", "funder"], name="funder_once_in_a_split"),
            models.CheckConstraint(
                condition=Q(percent__isnull=False, fixed_weekly__isnull=True)
                | Q(percent__isnull=True, fixed_weekly__isnull=False),
                name="share_percent_or_fixed",
            ),
            models.CheckConstraint(
                condition=(Q(percent__isnull=True) | Q(percent__gte=0, percent__lte=100))
                & (Q(fixed_weekly__isnull=True) | Q(fixed_weekly__gte=0)),
                name="share_not_negative",
            ),
        ]


class Contribution(TenantModel):
    """What the person pays themselves: never part of the NHS money. A council charge comes off the council's part only.

    Pounds a week from a day to a day (inclusive), or once. Ended, not changed.
    """

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    budget = models.ForeignKey("budgets.Budget", on_delete=models.PROTECT, related_name="contributions")
    kind = models.CharField(max_length=20, choices=ContributionKind.choices())
    funder = models.CharField(max_length=60, blank=True)
    words = models.CharField(max_length=300)
    weekly = MoneyField(null=True, blank=True)
    once = MoneyField(null=True, blank=True)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    decided_on = models.DateField()
    source = models.CharField(max_length=300)
    recorded_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["starts", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(weekly__isnull=False, once__isnull=True) | Q(weekly__isnull=True, once__isnull=False),
                name="contribution_weekly_or_once",
            ),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="contribution_ends_after_start"
            ),
            models.CheckConstraint(
                condition=(Q(weekly__isnull=True) | Q(weekly__gt=0)) & (Q(once__isnull=True) | Q(once__gt=0)),
                name="contribution_more_than_nothing",
            ),
        ]


class ContingencyUse(TenantModel):
    """One use of the contingency of a budget: asked for with its reason, decided by another, paid once."""

    life_cycle = CONTINGENCY_USE

    person = models.ForeignKey("core.Person", on_delete=models.PROTECT, related_name="+")
    budget = models.ForeignKey("budgets.Budget", on_delete=models.PROTECT, related_name="contingency_uses")
    state = models.CharField(max_length=10, choices=ContingencyState.choices(), default=ContingencyState.ASKED)
    amount = MoneyField()
    what_happened = models.TextField()
    needed_on = models.DateField()
    asked_by = models.ForeignKey("core.User", on_delete=models.PROTECT, related_name="+")
    asked_on = models.DateField()
    decided_by = models.ForeignKey("core.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_on = models.DateField(null=True, blank=True)
    decision_reason = models.TextField(blank=True)
    payment = models.OneToOneField(
        "budgets.Payment", on_delete=models.PROTECT, null=True, blank=True, related_name="contingency_use"
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="contingency_more_than_nothing"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="contingency_decided_by_another",
                violation_error_message="You asked for it, so a colleague decides.",
            ),
        ]
